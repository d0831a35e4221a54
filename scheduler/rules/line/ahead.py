"""How much the days ahead can still hold: what lets a state forget a counter that can no longer bind.

Only the machines use this; the second faces count what a line holds and need no outlook.
"""

from __future__ import annotations

from functools import lru_cache

from scheduler.domain.time import MINUTES_PER_DAY, instant, weekday
from scheduler.domain.work import Horizon


@lru_cache(maxsize=65536)
def midnight(day: int, zone: str) -> int:
    """Return the instant at which a date begins on the wall clock of a zone."""
    return instant(day, 0, zone)


@lru_cache(maxsize=65536)
def most_minutes(longest: int, first_day: int, until_day: int, zone: str) -> int:
    """Return the most minutes of duty that the force days from ``first_day`` up to ``until_day`` can hold.

    Parameters
    ----------
    longest
        Longest duty of one force day by the wall clock, in minutes.

    Notes
    -----
    Where the clock goes back a tour lasts longer than the wall clock says. Two tours that meet within the hour that
    is shown twice both gain it, so it is added twice.
    """
    if until_day <= first_day:
        return 0
    gained = 0
    for day in range(first_day, until_day + 1):
        gained += max(0, midnight(day + 1, zone) - midnight(day, zone) - MINUTES_PER_DAY)
    return (until_day - first_day) * longest + 2 * gained


@lru_cache(maxsize=65536)
def weekends_between(first_day: int, until_day: int) -> int:
    """Return how many weekends have a Saturday or Sunday among the force days from ``first_day`` up to ``until_day``."""
    return len({(day - 1) // 7 for day in range(first_day, until_day) if weekday(day) >= 5})


def hours_begun(minutes: int) -> int:
    """Return how many hours a number of minutes has begun; none where it is not above zero."""
    return max(0, -(-minutes // 60))


def after_excess(left: int) -> int:
    """Return the canonical form of minutes left: below zero only the part of the last begun hour still matters."""
    return left if left >= 0 else -(-left % 60)


def rest_of_period(day: int, horizon: Horizon) -> range:
    """Return the planned force days after a day that belong to the same reference period."""
    border = horizon.period_anchor + (horizon.period_of(day) + 1) * horizon.period_days
    return range(day + 1, min(border, horizon.until_day))


def begins_period(day: int, horizon: Horizon) -> bool:
    """Say whether a force day is the first of a reference period."""
    return (day - horizon.period_anchor) % horizon.period_days == 0


def period_days(period: int, horizon: Horizon) -> range:
    """Return the planned force days of a reference period."""
    begins = horizon.period_anchor + period * horizon.period_days
    return range(max(begins, horizon.first_day), min(begins + horizon.period_days, horizon.until_day))
