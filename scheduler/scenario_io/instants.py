"""Dates, clock times and minutes as texts state them: what cells of tables and options of commands have in common."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from scheduler.domain.time import MINUTES_PER_DAY, YEARS, instant

DATE = "a date YYYY-MM-DD or DD/MM/YYYY"
START = "a clock time HH:MM from 00:00 to 23:59"
MOMENT = "a minute such as 2026-10-14 06:00 in the scenario's zone or 2026-10-14T05:00Z in UTC, or a date"

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_BRITISH = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4})(?:[ T](\d\d:\d\d)(Z?))?", re.ASCII)


@lru_cache(maxsize=8192)
def day_of_text(cell: str) -> int:
    """Return the force day of a date written YYYY-MM-DD or DD/MM/YYYY.

    Raises
    ------
    ValueError
        For any other writing, a date that does not exist, or a year outside 1970 to 2199.
    """
    if match := _ISO.fullmatch(cell):
        year, month, day = (int(part) for part in match.groups())
    elif match := _BRITISH.fullmatch(cell):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise ValueError(DATE)
    if year not in YEARS:
        message = f"a date of the years {YEARS.start} to {YEARS.stop - 1}"
        raise ValueError(message)
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        message = f"a date that exists, {DATE.removeprefix('a date ')}"
        raise ValueError(message) from None


def start_of_text(cell: str) -> int:
    """Return the minutes after midnight of a clock time HH:MM from 00:00 to 23:59."""
    minute = minute_of_clock(cell)
    if not 0 <= minute < MINUTES_PER_DAY:
        raise ValueError(START)
    return minute


def minute_of_clock(cell: str) -> int:
    """Return the minutes after midnight of a clock time; less than nought where it is none."""
    match = _CLOCK.fullmatch(cell)
    return int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1


class Moment(NamedTuple):
    """A minute as a cell states it.

    Attributes
    ----------
    minute
        After midnight; None where only a date is stated.
    on_utc
        Whether the cell says UTC instead of the scenario's zone.
    """

    day: int
    minute: int | None
    on_utc: bool

    def begins(self, zone: str) -> int:
        """Return the UTC minute at which something begins: the first of two, a date at its midnight."""
        return instant(self.day, self.minute or 0, "UTC" if self.on_utc else zone)

    def ends(self, zone: str) -> int:
        """Return the UTC minute at which something ends: the last of two, a date at 24:00."""
        if self.minute is None:
            return instant(self.day + 1, 0, zone)
        return instant(self.day, self.minute, "UTC" if self.on_utc else zone, last=True)


def moment_of_text(cell: str) -> Moment:
    """Return the minute of ``YYYY-MM-DD HH:MM`` in the scenario's zone, ``YYYY-MM-DDTHH:MMZ`` in UTC, or a date."""
    match = _MOMENT.fullmatch(cell)
    if match is None:
        raise ValueError(MOMENT)
    on, clock, z = match.groups()
    if clock is None:
        return Moment(day_of_text(on), None, on_utc=False)
    return Moment(day_of_text(on), start_of_text(clock), on_utc=bool(z))
