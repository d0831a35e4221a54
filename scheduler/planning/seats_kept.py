"""Which seats of an answer of the engine are kept: none that an operation has not asked for, or that one person cannot hold.

In search a seat that costs nothing is taken by whoever is on its tour, and two seats that one person may not hold together
cost more than leaving either empty. So a search that was cut short may still hold such a pair; one of the two is given up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import OfficerOptions
from scheduler.rules.cover.adviser_apart import AdviserApart
from scheduler.rules.cover.commanders_apart import CommandersApart
from scheduler.rules.cover.operation_roles import OperationRoles
from scheduler.rules.cover.trained_first import TrainedFirst

_APART = (CommandersApart(), AdviserApart(), OperationRoles(), TrainedFirst())
"""Rules that say of an officer's seats which may not be held together, or not yet."""

EASED = ("both/", "more-roles/")
"""How the keys of amounts begin that say that somebody holds what nobody may."""


def wanted_alone(scenario: Scenario, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return the assignments without the seats of operations beyond what each wants on a tour; cover stays what it is."""
    wanted = {line.post: line.minimum for line in scenario.operations}
    taken: Counter[tuple[str, str, int]] = Counter()
    kept = []
    for held in assignments:
        taken[held.post, held.tour, held.day] += 1
        spare = taken[held.post, held.tour, held.day] > wanted.get(held.post, len(assignments))
        kept.append(_without_seat(held) if spare else held)
    return kept


def apart_alone(scenario: Scenario, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return the assignments without the later of seats that one officer may not hold together; a crew is left whole.

    So it is with a seat that waits for training which is not planned before it.
    """
    single = {post.post for post in scenario.posts if not post.crewed}
    kept: list[Assignment] = []
    mine: dict[str, list[Assignment]] = {}
    for held in sorted(assignments, key=lambda one: (one.officer, one.post in single, one.start_at)):
        before = mine.setdefault(held.officer, [])
        rota = Rota((*before, held))
        broken = any(rule.findings(scenario, rota) for rule in _APART)
        before.append(_without_seat(held) if held.post and broken else held)
        kept.append(before[-1])
    return sorted(kept)


def told_again(
    scenario: Scenario, assignments: Sequence[Assignment], options: Sequence[OfficerOptions]
) -> list[Assignment]:
    """Return the assignments with the seats in cars that were told and that nobody takes away, spare though they are.

    In search a seat that no car needs is left; an officer who was told one would be told of nothing but that. A seat away
    from home that no car needs stays left: it has its price, which the search did not pay.

    Parameters
    ----------
    options
        Every officer's, in any order.
    """
    told = scenario.told
    if told is None:
        return list(assignments)
    cars = {post.post: post for post in scenario.posts if post.crewed and not post.operation}
    by_officer = {own.officer: own.days for own in options}
    found = []
    for held in assignments:
        before = told.seats.get(held.officer, {}).get(held.day, {}).get(held.tour, "")
        if not held.post and before in cars:
            seats = by_officer[held.officer][held.day - scenario.horizon.first_day].seats
            every = (seat for groups in seats.values() for group in groups for seat in group)
            offered = {(seat.post, seat.tour) for seat in every if not seat.pence}
            if (before, held.tour) in offered:
                found.append(replace(held, post=before, role=cars[before].role))
                continue
        found.append(held)
    return found


def _without_seat(held: Assignment) -> Assignment:
    return replace(held, post="", role="")
