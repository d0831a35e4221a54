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
from scheduler.rules.cover.adviser_apart import AdviserApart
from scheduler.rules.cover.commanders_apart import CommandersApart
from scheduler.rules.cover.operation_roles import OperationRoles

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
    """Return the assignments without the later of seats that one officer may not hold together; a crew is left whole."""
    single = {post.post for post in scenario.posts if not post.crewed}
    kept: list[Assignment] = []
    mine: dict[str, list[Assignment]] = {}
    for held in sorted(assignments, key=lambda one: (one.officer, one.post in single, one.start_at)):
        before = mine.setdefault(held.officer, [])
        rota = Rota((*before, held))
        broken = any(rule.findings(scenario, rota) for rule in (CommandersApart(), AdviserApart(), OperationRoles()))
        before.append(_without_seat(held) if held.post and broken else held)
        kept.append(before[-1])
    return sorted(kept)


def _without_seat(held: Assignment) -> Assignment:
    return replace(held, post="", role="")
