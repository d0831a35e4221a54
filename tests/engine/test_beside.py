"""Some officers alone, beside others who stay where they stand."""

from __future__ import annotations

import random

import pytest

from scheduler.engine.before import Before
from scheduler.engine.beside import beside
from scheduler.engine.cover import CoverEffort, least_uncovered
from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.thinning import Thinning
from tests.engine.worlds import crews, random_scenario

EXACT = PlanOptions(60, 0.0, 1, 1, reproducible=True)
NOTHING = Before({}, [], {}, [])


@pytest.mark.parametrize("number", range(25))
def test_what_is_left_to_the_others_is_what_the_best_rota_leaves_them(number: int) -> None:
    """Where half stand as in the best rota, the others leave as few duties uncovered as it does, proved, and no fewer."""
    scenario = random_scenario(random.Random(number))
    best = plan(scenario, EXACT).plan
    names = [officer.officer for officer in scenario.officers]
    free = names[len(names) // 2 :]
    standing = [
        (held.officer, (held.post, held.tour, held.day))
        for held in best.rota.assignments
        if held.post and held.officer not in free
    ]
    program = beside(Thinning(scenario).without(scenario, ()).master.program, standing, free)
    assert sorted(program.officers) == sorted(free)
    found = least_uncovered(program, NOTHING, CoverEffort()).outcome
    if best.levels[0].exact and best.levels[1].exact and found.price[:2] == found.bounds[:2]:
        assert tuple(found.price[:2]) == tuple(best.price[:2])
    assert found.bounds[0] <= best.price[0]


def test_who_stands_supplies_what_they_hold_and_no_more() -> None:
    """Nobody standing, the two left crew one car each day of three; two standing on it, they crew the other as well."""
    scenario = crews(4)
    program = Thinning(scenario).without(scenario, ()).master.program
    both = [(officer, ("ARV", "E", day)) for officer in ("a1", "a2") for day in scenario.horizon.days]
    alone, helped = (
        least_uncovered(beside(program, held, ("a3", "a4")), NOTHING, CoverEffort()).outcome.price.crews
        for held in ([], both)
    )
    assert alone - helped == len(scenario.horizon.days)
