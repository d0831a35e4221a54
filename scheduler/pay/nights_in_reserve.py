"""Nights held in reserve, of officers lent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.pay.officer_work import Claim, OfficerWork

AWAY, HARDSHIP = "away_night", "hardship_night"
_DEEP_IN_THE_NIGHT = 3 * 60
"""Clock time at which who is off duty between two tours has the night off duty."""


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield each night that an officer lent is held in reserve, and where the room is shared the hardship besides.

    Source: Home Office circular 004/2015: 50 pounds a night for who is away from the normal place, on aid or otherwise,
    and must stay in a given place overnight, ready for immediate deployment; North Wales Police Federation: 30 pounds
    more without a single room of one's own (both unverified as to ranks). That officers lent are so held, and in which
    rooms, is what the offer's ``lodging`` says.

    Our reading: a night between tours on two force days that follow each other, where 03:00 on the clock is off duty.
    The night before the first tour and after the last, nights on duty, and nights beside a day off are none.

    Example: three early tours on three days are two nights; three night tours are none.
    """
    if work.lodging == "home":
        return
    for day in reserve_nights((*work.attended, *work.on_call), work.zone):
        yield Claim(AWAY, day, work.rate(AWAY, day), 1)
        if work.lodging == "shared":
            yield Claim(HARDSHIP, day, work.rate(HARDSHIP, day), 1)


def reserve_nights(held: Sequence[Assignment], zone: str) -> list[int]:
    """Return the force days after whose tour an officer is held in reserve until the tour of the next."""
    return [
        before.day
        for before, after in pairwise(sorted(held, key=lambda item: (item.start_at, item.end_at)))
        if after.day == before.day + 1
        and before.end_at <= instant(after.day, _DEEP_IN_THE_NIGHT, zone) < after.start_at
    ]


def nights_by_offer(scenario: Scenario, rota: Rota) -> dict[str, int]:
    """Return how many nights the officers of each offer are held in reserve, on the days asked for."""
    offers = {name: offer for offer in scenario.offers for name in offer.officers if offer.lodging != "home"}
    held: dict[str, list[Assignment]] = defaultdict(list)
    for item in rota.assignments:
        if item.officer in offers and item.source == "planned":
            held[item.officer].append(item)
    found: dict[str, int] = defaultdict(int)
    for officer, items in held.items():
        found[offers[officer].offer] += len(reserve_nights(items, scenario.horizon.zone))
    return found
