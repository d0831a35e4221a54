"""Nights held in reserve in hardship."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "hardship_night"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield each away night at a post without single rooms that have their own bath: besides the away night.

    Source: North Wales Police Federation, hardship allowance: only of those held in reserve. Which posts these are the
    scenario says.

    Example: three such nights are 90 pounds besides the 150 of the away nights.
    """
    for day in work.nights_at(work.hardship):
        yield Claim(ITEM, day, work.rate(ITEM, day), 1)
