"""Longer tours than those of the contract."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.levers import Bend, Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.own import concerned, counted_tours


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which some contracts have longer tours, which staff some posts.

    The tours are rows of the tours table; how long they are is how far a tour is extended. Hours a week and on average,
    and rest between tours, stand as they are. Cover that is stated on one tour is filled by that tour alone.
    """
    officers = concerned(scenario, lever)
    bent = {officer.contract for officer in officers}
    held = {row.contract: frozenset(row.tours) for row in scenario.contracts}
    opened = any(row.post in lever.posts and not set(lever.tours) <= set(row.tours) for row in scenario.posts)
    uses = {row.contract: counted_tours(row, lever.tours) for row in scenario.contracts}
    return replace(
        scenario,
        contracts=tuple(
            replace(row, options=tuple(dict.fromkeys((*row.options, *lever.tours)))) if row.contract in bent else row
            for row in scenario.contracts
        ),
        posts=tuple(
            replace(row, tours=tuple(dict.fromkeys((*row.tours, *lever.tours)))) if row.post in lever.posts else row
            for row in scenario.posts
        ),
        bends=(
            *scenario.bends,
            *(
                Bend(lever.lever, officer.officer, uses[officer.contract], 0, 10**7, lever.price)
                for officer in officers
                if opened or not uses[officer.contract] <= held[officer.contract]
            ),
        ),
    )


LEVER = LeverKind("longer_tours", "longer tours", pull, "longer tours")
