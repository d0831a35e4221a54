"""The rates of a jurisdiction: what a day or an hour of some work is worth on the day it falls on, by group of ranks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

from scheduler.domain.time import day_of

JURISDICTIONS = ("england_and_wales", "scotland")
NOT_STATED = "not stated"
_ALWAYS, _EVER = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Rate:
    """What one kind of work is worth to some ranks over some days, at some notice.

    Attributes
    ----------
    item
        Kind of work, such as ``on_call_day``.
    ranks
        Groups of ranks it is for.
    since
        Date or year it holds from as its source tells it; ``not stated`` counts as always.
    from_day, until_day
        Days it holds on, half-open.
    notice_from, notice_until
        Least and most clear days of notice; None is any number above.
    pence
        Pence for one unit.
    times
        So many times an hour's basic pay, for each hour.
    owed
        What is given back in time; empty for nothing.
    least_minutes, step_minutes
        Minutes paid at the least; only so many completed at a time are paid.
    starts, ends
        Wall-clock minutes between which the work counts, for hours of the day.
    status
        ``sourced`` or ``unverified``.
    """

    item: str
    ranks: tuple[str, ...]
    since: str
    from_day: int
    until_day: int
    source: str
    status: str
    note: str = ""
    notice_from: int = 0
    notice_until: int | None = None
    pence: int = 0
    times: Fraction = Fraction(0)
    owed: str = ""
    least_minutes: int = 0
    step_minutes: int = 1
    starts: int = 0
    ends: int = 0

    def holds(self, day: int, notice: int | None) -> bool:
        """Say whether it is the rate of a day.

        Parameters
        ----------
        notice
            Clear days of notice; None where the work was told of in good time.
        """
        if not self.from_day <= day < self.until_day:
            return False
        if notice is None:
            return self.notice_until is None
        return self.notice_from <= notice and (self.notice_until is None or notice <= self.notice_until)

    def an_hour(self, basic: int) -> int:
        """Return the whole pence of an hour, halves rounded up, where an hour's basic pay is so many pence."""
        times, parts = self.times.as_integer_ratio()
        return (2 * basic * times + parts) // (2 * parts)

    def paid_minutes(self, minutes: int) -> int:
        """Return the minutes that are paid of those worked."""
        return max(minutes // self.step_minutes * self.step_minutes, self.least_minutes)


@dataclass(frozen=True, slots=True)
class RateBook:
    """The rates of a jurisdiction.

    Attributes
    ----------
    groups
        Rank, in small letters -> its group.
    """

    jurisdiction: str
    groups: Mapping[str, str]
    rates: tuple[Rate, ...]

    def group_of(self, rank: str) -> str:
        """Return the group of a rank, or an empty text for a rank that is not known."""
        return self.groups.get(rank.casefold(), "")


@lru_cache(maxsize=len(JURISDICTIONS))
def rate_book(jurisdiction: str) -> RateBook:
    """Return the rates of one of `JURISDICTIONS`."""
    text = files("scheduler.rules.pay").joinpath(f"{jurisdiction}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    groups = {rank: group for group, ranks in told["ranks"].items() for rank in ranks}
    return RateBook(jurisdiction, groups, tuple(_rate(row) for row in told["rate"]))


@lru_cache(maxsize=65536)
def rate_on(jurisdiction: str, item: str, ranks: str, day: int, notice: int | None = None) -> Rate | None:
    """Return the rate of an item for a group of ranks on the day the work falls on, or None where none is known.

    Parameters
    ----------
    day
        Force day, or for an on-call day the date it begins on.
    notice
        Clear days of notice; None where the work was told of in good time.
    """
    return next(
        (
            rate
            for rate in rate_book(jurisdiction).rates
            if rate.item == item and ranks in rate.ranks and rate.holds(day, notice)
        ),
        None,
    )


def _rate(row: Mapping[str, Any]) -> Rate:
    since, until = row["from"], row.get("until")
    told = dict(row)
    told.pop("from")
    told.pop("until", None)
    for name in ("starts", "ends"):
        if name in told:
            hours, minutes = str(told[name]).split(":")
            told[name] = 60 * int(hours) + int(minutes)
    told["ranks"] = tuple(told["ranks"])
    told["times"] = Fraction(told.get("times", 0))
    return Rate(since=str(since), from_day=_first(since), until_day=day_of(until) + 1 if until else _EVER, **told)


def _first(since: date | str) -> int:
    """Return the first day of a date, of a year, or of all days where none is stated."""
    if isinstance(since, date):
        return day_of(since)
    return _ALWAYS if since == NOT_STATED else day_of(date(int(since), 1, 1))
