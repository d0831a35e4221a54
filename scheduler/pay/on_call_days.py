"""On-call days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.time import on_call_day
from scheduler.pay.officer_work import Claim, OfficerWork
from scheduler.rules.pay.rates import Rate

ITEM = "on_call_day"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield the on-call days of an officer: an allowance for each day of which any part is stood by.

    Source: Kent on-call protocol L1660: a day is 24 hours from a time the chief officer fixes, and any part of it
    counts. A day stood by in two tours counts once, with the first of them; the history's last tour counts as such.

    Example: with days from 00:00 an on-call night of 19:00 to 07:00 is two days; the next night adds one more.
    """
    begun = {day for span in work.on_call_before for day in _days(work, *span)}
    for held in work.on_call:
        new = [day for day in _days(work, held.start_at, held.end_at) if day not in begun]
        begun.update(new)
        counted: Counter[Rate | None] = Counter(work.rate(ITEM, day) for day in new)
        for rate, quantity in counted.items():
            yield Claim(ITEM, held.day, rate, quantity)


def _days(work: OfficerWork, start_at: int, end_at: int) -> range:
    """Return the on-call days that a span touches, by the date on which each begins."""
    return range(_day(work, start_at), _day(work, end_at - 1) + 1)


def _day(work: OfficerWork, at: int) -> int:
    return on_call_day(at, work.on_call_day_start, work.zone)
