"""Nights away from home, held in reserve."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "away_night"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield each force day on which an officer of the force has a tour at a post away where officers are held in reserve.

    Source: Home Office circular 004/2015: away from the normal place, bound to stay in a given place overnight, ready for
    immediate deployment; neither courses nor routine enquiries. Which posts these are the scenario says; the normal place
    is the officer's home post, and one who has none is away at all of them. That the night after each force day with a
    tour there is spent there is our reading; nights between without a tour are not counted.

    Example: three force days at such a post are three nights, 150 pounds; of an officer whose home post it is none.
    """
    for day in work.nights_at(work.held_in_reserve):
        yield Claim(ITEM, day, work.rate(ITEM, day), 1)
