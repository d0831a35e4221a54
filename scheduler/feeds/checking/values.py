"""What a value of a calendar says: an instant, a date, a length of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.feeds.checking.reading import Property

TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DUE")
"""Properties whose value is a date, or a date with a time."""
STAMPS = ("DTSTAMP", "LAST-MODIFIED", "CREATED")
"""Properties whose value is an instant in UTC."""

_DATE = re.compile(r"\d{8}", re.ASCII)
_DATE_TIME = re.compile(r"\d{8}T\d{6}(Z?)", re.ASCII)
_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d{1,6})W|(?=\d|T\d)(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class When:
    """A value of time.

    Attributes
    ----------
    moment
        The digits; None where they are no date that exists.
    dated
        A date alone.
    on_utc
        It ends with Z.
    """

    moment: datetime | None
    dated: bool
    on_utc: bool


def when(value: str) -> When:
    """Return what a value of time says, of one value alone."""
    if _DATE.fullmatch(value):
        return When(_parsed(value, "%Y%m%d"), True, False)
    matched = _DATE_TIME.fullmatch(value)
    if matched:
        # A leap second is a time that exists, which the clock here does not know.
        digits = f"{value[:13]}59" if value[13:15] == "60" else value[:15]
        return When(_parsed(digits, "%Y%m%dT%H%M%S"), False, matched[1] == "Z")
    return When(None, False, False)


def _parsed(digits: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(digits, form).replace(tzinfo=UTC)
    except ValueError:
        return None


def duration(value: str) -> timedelta | None:
    """Return a length of time such as ``PT1H``; None where it is none, such as ``P1H``."""
    matched = _DURATION.fullmatch(value)
    if not matched:
        return None
    parts = {name: int(part) for name, part in matched.groupdict().items() if part and name != "sign"}
    length = timedelta(**parts)
    return -length if matched["sign"] == "-" else length


def instant_of(stated: Property) -> datetime | None:
    """Return the instant a property states, where its zone is UTC or one this machine knows; else None."""
    found = when(stated.value)
    if found.moment is None or found.dated:
        return None
    if found.on_utc:
        return found.moment
    zone = zone_of(stated.parameter("TZID"))
    return None if zone is None else found.moment.replace(tzinfo=zone).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo | None:
    """Return a zone by its IANA name; None where this machine does not know it."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None
