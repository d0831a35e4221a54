"""Unsocial hours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from scheduler.domain.time import MINUTES_PER_DAY, instant, local
from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "unsocial_hours"
_MOST_KEPT = 65536


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield the part of each attended tour that lies within the unsocial hours: a tenth of basic pay besides.

    Source: Home Office circular 006/2012: 20:00 to 06:00, constables to chief inspectors. Minutes are counted as they
    really pass. Whether the tenth is due on hours that are paid as overtime the source does not say; it is counted.

    Example: a night of 22:00 to 07:30 has 8 hours; 9 on the night on which the clock goes back, 7 when it goes forward.
    """
    for held in work.attended:
        rate = work.rate(ITEM, held.day)
        minutes = held.end_at - held.start_at
        if rate is not None:
            minutes = _within(rate.starts, rate.ends, held.start_at, held.end_at, work.zone)
        if minutes:
            yield Claim(ITEM, held.day, rate, minutes)


@lru_cache(_MOST_KEPT)
def _within(starts: int, ends: int, start_at: int, end_at: int, zone: str) -> int:
    """Return the minutes of a tour between a rate's wall-clock times."""
    ends += MINUTES_PER_DAY if ends <= starts else 0
    minutes = 0
    for day in range(local(start_at, zone).toordinal() - 1, local(end_at, zone).toordinal() + 1):
        begin, end = instant(day, starts, zone), instant(day, ends, zone, last=True)
        minutes += max(0, min(end, end_at) - max(begin, start_at))
    return minutes
