"""What every calendar of ours begins with, is keyed by and is written as."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, vDuration, vText

SUMMARY = "Duty"
END = b"END:VCALENDAR\r\n"
_PRODUCT = "-//rota//duty feeds//EN"
_HOUR = timedelta(hours=1)


def header(told: str, stamp: datetime) -> Calendar:
    """Return an empty calendar with what subscribers go by.

    It has no identifier of its own, which RFC 7986 (5.3) allows it: vdirsyncer 0.21 takes that for the identifier of every
    entry and keeps one of them all.

    Parameters
    ----------
    told
        What it says of itself, the marking first.
    stamp
        When it last changed, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", SUMMARY)
    calendar.add("x-wr-calname", vText(SUMMARY))
    calendar.add("description", told)
    # Said to be text, since the library writes an unknown property as it is, commas and line ends included.
    calendar.add("x-wr-caldesc", vText(told))
    calendar.add("last-modified", stamp)
    calendar.add("refresh-interval", vDuration(_HOUR), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT1H"))
    return calendar


def bare_event(uid: str, stamp: datetime, sequence: int, summary: str, description: str, *, free: bool) -> Event:
    """Return an entry that has everything but its times.

    Parameters
    ----------
    stamp
        When it last changed, in UTC.
    free
        Whether it leaves the calendar's owner free, as standby at home does.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", sequence)
    event.add("summary", summary)
    event.add("description", description)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if free else "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", vText("FREE" if free else "BUSY"))
    return event


def keyed(key: bytes, parts: tuple[str, ...]) -> str:
    """Return 40 digits that are the same for the same parts under a key, and tell nothing of them without it."""
    return hmac.new(key, "\0".join(parts).encode(), sha256).hexdigest()[:40]


def to_bytes(component: Calendar | Event) -> bytes:
    """Return a component with CRLF ends, folded at 75 octets between characters."""
    return bytes(component.to_ical())


def plain(text: str) -> str:
    """Return text without control characters, which RFC 5545 bars even when escaped."""
    return "".join(char for char in text if char == "\n" or char.isprintable())
