"""Rules about entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.feeds.checking.reading import Component, Found, Property, Reading
from scheduler.feeds.checking.values import STAMPS, TIMES, duration, instant_of, when

_WORDS = {
    "STATUS": ("TENTATIVE", "CONFIRMED", "CANCELLED"),
    "TRANSP": ("OPAQUE", "TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": ("FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE"),
}
_BUSY = {"TRANSPARENT": ("FREE",), "OPAQUE": ("TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE")}
_SEQUENCE = re.compile(r"[0-9]{1,10}")
_MOST_SEQUENCE = 2**31 - 1


def uid(reading: Reading) -> Iterator[Found]:
    """Yield entries without an identifier."""
    for event in reading.events:
        if not _value(event, "UID"):
            yield Found(event.line, "no UID; without one every fetch makes a new entry of it")


def dtstamp(reading: Reading) -> Iterator[Found]:
    """Yield entries without DTSTAMP, which many readers let pass and strict ones refuse."""
    for event in reading.events:
        if event.first("DTSTAMP") is None:
            yield Found(event.line, "no DTSTAMP; state when the entry last changed, in UTC")


def dtstart(reading: Reading) -> Iterator[Found]:
    """Yield entries that do not say when they begin."""
    for event in reading.events:
        if event.first("DTSTART") is None:
            yield Found(event.line, "no DTSTART; state when it begins")


def uid_unique(reading: Reading) -> Iterator[Found]:
    """Yield entries that have the identifier of another, of which clients keep one."""
    seen: dict[tuple[str, str], int] = {}
    for event in reading.events:
        same = (_value(event, "UID"), _value(event, "RECURRENCE-ID"))
        if same[0] and same in seen:
            yield Found(event.line, f"the UID of the entry at line {seen[same]}; give each entry one of its own")
        seen.setdefault(same, event.line)


def utc_stamps(reading: Reading) -> Iterator[Found]:
    """Yield stamps that are not in UTC."""
    for component in reading.components:
        for one in component.properties:
            if one.name in STAMPS:
                found = when(one.value)
                if found.moment is None or not found.on_utc:
                    yield Found(one.line, f"{one.name} is not in UTC; write an instant such as 20261121T100200Z")


def time_form(reading: Reading) -> Iterator[Found]:
    """Yield times that are none, or are dates without saying so."""
    for one in _times(reading):
        for value in one.value.split(","):
            begin = value.split("/")[0]
            found = when(begin)
            if found.moment is None:
                yield Found(one.line, f"{one.name} {begin[:30]!r} is no time that exists; write 20261024T180000Z")
            elif found.dated and one.parameter("VALUE").upper() != "DATE":
                yield Found(one.line, f"{one.name} is a date without ;VALUE=DATE, which clients read as a time")


def end_after_start(reading: Reading) -> Iterator[Found]:
    """Yield entries that end before they begin, or whose end is of another kind than their beginning."""
    for event in reading.events:
        first, last = event.first("DTSTART"), event.first("DTEND")
        if first is None or last is None:
            continue
        begin, end = when(first.value), when(last.value)
        if begin.moment is None or end.moment is None:
            continue
        if begin.dated != end.dated:
            yield Found(last.line, "DTEND is a date and DTSTART a time, or the other way; make both the same")
        elif not _later(first, last):
            yield Found(last.line, "DTEND is not after DTSTART; an end is the first minute no longer in it")


def end_or_duration(reading: Reading) -> Iterator[Found]:
    """Yield entries that state both an end and a length."""
    for event in reading.events:
        stated = event.first("DURATION")
        if stated is not None and event.first("DTEND") is not None:
            yield Found(stated.line, "DURATION beside DTEND; state one of them")


def duration_form(reading: Reading) -> Iterator[Found]:
    """Yield lengths of time that are none, such as P1H."""
    for component in reading.components:
        for one in component.properties:
            relative = one.name == "TRIGGER" and one.parameter("VALUE").upper() != "DATE-TIME"
            if (one.name == "DURATION" or relative) and duration(one.value) is None:
                yield Found(one.line, f"{one.name} {one.value[:20]!r} is no length of time; hours are written PT1H")


def sequence_form(reading: Reading) -> Iterator[Found]:
    """Yield revision numbers that are none."""
    for event in reading.events:
        for one in event.all("SEQUENCE"):
            if not _SEQUENCE.fullmatch(one.value) or int(one.value) > _MOST_SEQUENCE:
                yield Found(
                    one.line, f"SEQUENCE {one.value[:20]!r} is none; write a whole number of at most {_MOST_SEQUENCE}"
                )


def known_words(reading: Reading) -> Iterator[Found]:
    """Yield words that no client knows where it expects one of a few."""
    for event in reading.events:
        for name, words in _WORDS.items():
            for one in event.all(name):
                if one.value.upper() not in words:
                    yield Found(one.line, f"{name}:{one.value[:30]}; write one of {', '.join(words)}")


def busy_alike(reading: Reading) -> Iterator[Found]:
    """Yield entries that are free for one client and busy for another."""
    for event in reading.events:
        stated = event.first("X-MICROSOFT-CDO-BUSYSTATUS")
        allowed = _BUSY.get(_value(event, "TRANSP").upper())
        if stated is None or not allowed or stated.value.upper() not in _WORDS[stated.name]:
            continue
        if stated.value.upper() not in allowed:
            yield Found(stated.line, f"{stated.value} beside TRANSP:{_value(event, 'TRANSP')}; say the same twice")


def cancelled_title(reading: Reading) -> Iterator[Found]:
    """Yield cancelled entries whose title does not say so, for clients that show them like any other."""
    for event in reading.events:
        title = event.first("SUMMARY")
        if title is None or _value(event, "STATUS").upper() != "CANCELLED":
            continue
        if "cancel" not in title.value.lower():
            yield Found(title.line, "a cancelled entry whose title does not say so; begin it with CANCELLED:")


def alarm_parts(reading: Reading) -> Iterator[Found]:
    """Yield alarms without what they do or when."""
    for alarm in reading.named("VALARM"):
        for name in ("ACTION", "TRIGGER"):
            if alarm.first(name) is None:
                yield Found(alarm.line, f"an alarm without {name}; state it, or leave the alarm out")


def _later(first: Property, last: Property) -> bool:
    begin, end = instant_of(first), instant_of(last)
    if begin is None or end is None:
        begin, end = when(first.value).moment, when(last.value).moment
        if first.parameter("TZID") != last.parameter("TZID") or first.value.endswith("Z") != last.value.endswith("Z"):
            return True  # Two clocks this machine does not know cannot be compared.
    return begin is not None and end is not None and end > begin


def _times(reading: Reading) -> Iterator[Property]:
    for event in reading.events:
        for one in event.properties:
            if one.name in TIMES:
                yield one


def _value(component: Component, name: str) -> str:
    stated = component.first(name)
    return "" if stated is None else stated.value
