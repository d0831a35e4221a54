"""Longer tours than those of the contract."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.levers import Bend, Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.own import concerned


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which some contracts have longer tours, which staff some posts.

    The tours are rows of the tours table; how long they are is how far a tour is extended. Hours a week and on average,
    and rest between tours, stand as they are. Cover that is stated on one tour is filled by that tour alone.
    """
    officers = concerned(scenario, lever)
    bent = {officer.contract for officer in officers}
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
                Bend(lever.lever, officer.officer, frozenset(lever.tours), 0, 10**7, lever.price)
                for officer in officers
                if not set(lever.tours) <= _tours(scenario, officer.contract)
            ),
        ),
    )


def _tours(scenario: Scenario, contract: str) -> set[str]:
    """Return the tours a contract has already."""
    return {
        name
        for row in scenario.contracts
        if row.contract == contract
        for code in row.options
        for name in code.split("+")
    }


LEVER = LeverKind("longer_tours", "longer tours", pull, "longer tours")
