"""Rules about the calendar as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from scheduler.feeds.checking.reading import Component, Found, Property, Reading
from scheduler.feeds.checking.values import duration

_ONCE = {
    "VCALENDAR": (
        "PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "LAST-MODIFIED", "URL", "REFRESH-INTERVAL", "SOURCE", "COLOR",
    ),
    "VEVENT": (
        "DTSTAMP", "UID", "DTSTART", "DTEND", "DURATION", "CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED",
        "LOCATION", "ORGANIZER", "PRIORITY", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "COLOR",
    ),
    "VALARM": ("ACTION", "TRIGGER", "DURATION", "REPEAT", "DESCRIPTION"),
    "VTIMEZONE": ("TZID", "LAST-MODIFIED", "TZURL"),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
}  # fmt: skip


def nesting(reading: Reading) -> Iterator[Found]:
    """Yield components that are not closed, and what stands outside of all."""
    for fault in reading.faults:
        yield Found(fault.line, f"{fault.message}; close every BEGIN with its END in turn")


def one_calendar(reading: Reading) -> Iterator[Found]:
    """Yield a file with no calendar, or with several, of which many clients read the first alone."""
    if not reading.calendars:
        yield Found(1 if reading.lines else 0, "no BEGIN:VCALENDAR; a feed is one calendar")
    for other in reading.calendars[1:]:
        yield Found(other.line, "a second calendar, which many clients do not read; put all entries into one")


def product_and_version(reading: Reading) -> Iterator[Found]:
    """Yield calendars that do not say what made them, or in which version of the format."""
    for calendar in reading.calendars:
        if calendar.first("PRODID") is None:
            yield Found(calendar.line, "no PRODID; name the program that made it")
        version = calendar.first("VERSION")
        if version is None or version.value != "2.0":
            line = calendar.line if version is None else version.line
            yield Found(line, "no VERSION:2.0; state it")


def once_only(reading: Reading) -> Iterator[Found]:
    """Yield properties that stand more than once where one is allowed."""
    for component in reading.components:
        counted = Counter(one.name for one in component.properties)
        for name in _ONCE.get(component.name, ()):
            if counted[name] > 1:
                line = component.all(name)[1].line
                yield Found(line, f"{name} stands {counted[name]} times in one {component.name}; state it once")


def has_entry(reading: Reading) -> Iterator[Found]:
    """Yield calendars without an entry, which readers refuse or take for a fault."""
    for calendar in reading.calendars:
        if not calendar.children:
            yield Found(calendar.line, "nothing in the calendar; where there is no entry, state one that says so")


def method(reading: Reading) -> Iterator[Found]:
    """Yield methods that make an invitation of a feed."""
    for calendar in reading.calendars:
        stated = calendar.first("METHOD")
        if stated is None:
            continue
        if stated.value.upper() != "PUBLISH":
            yield Found(stated.line, f"METHOD:{stated.value[:20]} asks for an answer; leave METHOD out")
        lacking = [one for one in calendar.children if one.name == "VEVENT" and one.first("ORGANIZER") is None]
        if lacking:
            told = f"METHOD beside {len(lacking)} entries without an ORGANIZER; leave METHOD out, or name one in each"
            yield Found(lacking[0].line, told)


def attendee(reading: Reading) -> Iterator[Found]:
    """Yield entries that name attendees, which tells who they are and makes clients offer to answer."""
    for event in reading.events:
        for one in event.all("ATTENDEE"):
            yield Found(one.line, "an ATTENDEE in a feed; leave it out: published entries have none")


def calendar_uid(reading: Reading) -> Iterator[Found]:
    """Yield identifiers of a calendar itself, allowed as they are."""
    for one in _stated(reading.calendars, "UID"):
        yield Found(one.line, "a UID of the calendar, for which vdirsyncer keeps one entry of all; leave it out")


def refresh_interval(reading: Reading) -> Iterator[Found]:
    """Yield hints how often to come back that readers cannot take."""
    for one in _stated(reading.calendars, "REFRESH-INTERVAL"):
        if one.parameter("VALUE").upper() != "DURATION":
            yield Found(one.line, "REFRESH-INTERVAL without ;VALUE=DURATION, which it requires")
        if not _is_wait(one.value):
            yield Found(one.line, f"{one.value[:20]!r} is no length of time above nought; write PT1H for an hour")


def published_ttl(reading: Reading) -> Iterator[Found]:
    """Yield the same hint as Outlook reads it, where it is no length of time."""
    for one in _stated(reading.calendars, "X-PUBLISHED-TTL"):
        if not _is_wait(one.value):
            yield Found(one.line, f"{one.value[:20]!r} is no length of time above nought; write PT1H for an hour")


def _stated(components: list[Component], name: str) -> Iterator[Property]:
    for component in components:
        yield from component.all(name)


def _is_wait(value: str) -> bool:
    length = duration(value)
    return length is not None and length > timedelta()
