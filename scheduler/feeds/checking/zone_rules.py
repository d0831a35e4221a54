"""Rules about clocks and zones, by which a duty can be an hour out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.feeds.checking.reading import Component, Found, Property, Reading
from scheduler.feeds.checking.values import TIMES, when, zone_of

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?", re.ASCII)


def floating(reading: Reading) -> Iterator[Found]:
    """Yield times of no zone, which each client reads on its own clock."""
    for one in _clock_times(reading):
        if not one.parameter("TZID") and not when(one.value).on_utc:
            yield Found(one.line, f"{one.name} is on no clock; write it in UTC with Z, or with a TZID and its rules")


def tzid_on_utc(reading: Reading) -> Iterator[Found]:
    """Yield times in UTC that name a zone as well."""
    for one in _clock_times(reading):
        if one.parameter("TZID") and when(one.value).on_utc:
            yield Found(one.line, f"{one.name} has a TZID and ends with Z; leave one of them out")


def tzid_defined(reading: Reading) -> Iterator[Found]:
    """Yield zones that are named and not stated, which Outlook takes for another."""
    told = set()
    for one in _clock_times(reading):
        name = one.parameter("TZID")
        if name and name not in reading.zones and name not in told:
            told.add(name)
            yield Found(one.line, f"TZID {name[:40]!r} without a VTIMEZONE; state its rules, or write UTC")


def zone_first(reading: Reading) -> Iterator[Found]:
    """Yield zones that are stated after they are used, which some readers do not look for."""
    used: dict[str, int] = {}
    for one in _clock_times(reading):
        used.setdefault(one.parameter("TZID"), one.line)
    for name, zone in reading.zones.items():
        if used.get(name, zone.line) < zone.line:
            yield Found(zone.line, f"VTIMEZONE {name[:40]!r} comes after its first use; put it before every entry")


def zone_parts(reading: Reading) -> Iterator[Found]:
    """Yield zones that lack what they are read by."""
    for zone in reading.named("VTIMEZONE"):
        if zone.first("TZID") is None:
            yield Found(zone.line, "a VTIMEZONE without TZID; name the zone")
        parts = _parts(zone)
        if not parts:
            yield Found(zone.line, "a VTIMEZONE without STANDARD or DAYLIGHT; state at least one")
        for part in parts:
            yield from _lacking(part)


def _lacking(part: Component) -> Iterator[Found]:
    for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
        stated = part.first(name)
        if stated is None:
            yield Found(part.line, f"{part.name} without {name}; state it")
        elif name == "DTSTART":
            found = when(stated.value)
            if found.moment is None or found.dated or found.on_utc or stated.parameter("TZID"):
                yield Found(stated.line, "an onset that is no local time; write one such as 19961027T020000")
        elif _offset(stated.value) is None:
            yield Found(
                stated.line, f"{name} {stated.value[:10]!r} is no offset; write hours and minutes such as +0100"
            )


def zone_onset(reading: Reading) -> Iterator[Found]:
    """Yield onsets at which the zone's clock does not change so, by the zone database of this machine.

    An onset is told on the clock before the change: in London 01:00 in spring, 02:00 in autumn.
    """
    for name, zone in reading.zones.items():
        known = zone_of(name)
        for part in _parts(zone) if known is not None else ():
            first = part.first("DTSTART")
            before, after = (_stated_offset(part, which) for which in ("TZOFFSETFROM", "TZOFFSETTO"))
            found = None if first is None else when(first.value).moment
            if known is None or first is None or found is None or before is None or after is None:
                continue
            if _clock_differs(known, found, before, after):
                told = f"{known.key}'s clock does not change from {_told(before)} to {_told(after)} then"
                yield Found(first.line, f"{told}; the onset is on the clock before the change")


def zone_dates(reading: Reading) -> Iterator[Found]:
    """Yield changes of the clock listed in one line, of which a widely used reader takes the first few alone."""
    for zone in reading.named("VTIMEZONE"):
        for part in _parts(zone):
            for one in part.all("RDATE"):
                if "," in one.value:
                    yield Found(one.line, "several RDATE in one line, which ical.js reads in part; state an RRULE")


def _clock_differs(zone: ZoneInfo, onset: datetime, before: timedelta, after: timedelta) -> bool:
    try:
        instant = onset - before
        earlier, later = (moment.astimezone(zone).utcoffset() for moment in (instant - timedelta(seconds=1), instant))
    except OverflowError:
        return False
    # A zone that never changes its clock has one part, whose onset is any instant.
    return later != after or before not in (earlier, after)


def _parts(zone: Component) -> list[Component]:
    return [part for part in zone.children if part.name in ("STANDARD", "DAYLIGHT")]


def _stated_offset(part: Component, name: str) -> timedelta | None:
    stated = part.first(name)
    return None if stated is None else _offset(stated.value)


def _offset(value: str) -> timedelta | None:
    matched = _OFFSET.fullmatch(value)
    if not matched:
        return None
    hours, minutes, seconds = (int(part or 0) for part in matched.groups()[1:])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if matched[1] == "-" else length


def _told(offset: timedelta) -> str:
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{sign}{hours:02d}{minutes:02d}"


def _clock_times(reading: Reading) -> Iterator[Property]:
    """Yield the times of entries that are more than a date."""
    for event in reading.events:
        for one in event.properties:
            if one.name in TIMES:
                found = when(one.value.split(",")[0].split("/")[0])
                if found.moment is not None and not found.dated:
                    yield one
