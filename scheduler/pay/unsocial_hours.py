"""Unsocial hours."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.rota import Assignment
from scheduler.domain.time import MINUTES_PER_DAY, instant, local
from scheduler.pay.officer_work import Claim, OfficerWork
from scheduler.rules.pay.rates import Rate

ITEM = "unsocial_hours"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield the part of each attended tour that lies within the unsocial hours: a tenth of basic pay besides.

    Source: Home Office circular 006/2012: 20:00 to 06:00, constables to chief inspectors. Minutes are counted as they
    really pass. Whether the tenth is due on hours that are paid as overtime the source does not say; it is counted.

    Example: a night of 22:00 to 07:30 has 8 hours; 9 on the night on which the clock goes back, 7 when it goes forward.
    """
    for held in work.attended:
        rate = work.rate(ITEM, held.day)
        minutes = held.end_at - held.start_at if rate is None else _within(rate, held, work.zone)
        if minutes:
            yield Claim(ITEM, held.day, rate, minutes)


def _within(rate: Rate, held: Assignment, zone: str) -> int:
    """Return the minutes of an assignment between the rate's wall-clock times."""
    ends = rate.ends + (MINUTES_PER_DAY if rate.ends <= rate.starts else 0)
    minutes = 0
    for day in range(local(held.start_at, zone).toordinal() - 1, local(held.end_at, zone).toordinal() + 1):
        begin, end = instant(day, rate.starts, zone), instant(day, ends, zone, last=True)
        minutes += max(0, min(end, held.end_at) - max(begin, held.start_at))
    return minutes
