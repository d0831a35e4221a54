"""What a calendar may not do after it was served once: go back, or change without saying so."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.feeds.checking.reading import Component, Found, Reading

_SHOWN = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS")


def compared(before: Reading, after: Reading) -> Iterator[Found]:
    """Yield entries whose SEQUENCE or DTSTAMP goes back, or that differ under the same SEQUENCE.

    Parameters
    ----------
    before, after
        The same calendar as it was served before and is now.
    """
    old = {_identity(event): event for event in before.events}
    for event in after.events:
        was = old.get(_identity(event))
        if was is None:
            continue
        if _sequence(event) < _sequence(was):
            told = f"SEQUENCE {_sequence(event)} after {_sequence(was)}: clients ignore it; it may only rise"
            yield Found(event.line, told)
        elif _stamp(event) < _stamp(was):
            yield Found(event.line, "a DTSTAMP before the one served earlier; it may only move forward")
        elif _sequence(event) == _sequence(was) and _shown(event) != _shown(was):
            yield Found(event.line, "another time, title or status under the same SEQUENCE; raise it by one")


def _identity(event: Component) -> tuple[str, str]:
    return _value(event, "UID"), _value(event, "RECURRENCE-ID")


def _sequence(event: Component) -> int:
    value = _value(event, "SEQUENCE")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 10 else 0


def _stamp(event: Component) -> str:
    return _value(event, "DTSTAMP")


def _shown(event: Component) -> list[tuple[str, str]]:
    return [(one.value, one.parameter("TZID")) for name in _SHOWN for one in event.all(name)]


def _value(event: Component, name: str) -> str:
    stated = event.first(name)
    return "" if stated is None else stated.value
