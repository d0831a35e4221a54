"""A master problem with options taken away, and how few duties must stay uncovered in it."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.audit import audit
from scheduler.demand import requirements_of
from scheduler.diagram.paths import BARRED
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.price import N_LEVELS
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import options_of
from scheduler.engine.cover import CoverEffort, least_uncovered
from scheduler.engine.program import Program
from scheduler.planning.assemble import assemble
from scheduler.planning.naming import rota_of
from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.thinning import Thinning
from scheduler.studies.leavers import model_of, population
from scheduler.studies.leavers.draws import Timing, drawn
from scheduler.studies.leavers.stepping_back import without_leavers
from tests.engine.worlds import WORLDS, commanders, crews, random_scenario

EXACT = PlanOptions(60, 0.0, 1, 1, reproducible=True)


def armed(scenario: Scenario) -> Scenario:
    """Return a scenario whose role of armed response is armed, in units that may carry arms."""
    roles = tuple(replace(role, armed=role.armed or role.role == "arv") for role in scenario.roles)
    units = tuple(replace(unit, armed=True) for unit in scenario.units)
    return replace(scenario, roles=roles, units=units)


def left(scenario: Scenario, number: int, share: Fraction) -> tuple[Scenario, list[str]]:
    """Return the scenario after a share has handed in, and who has."""
    people = population(scenario)
    leavers = drawn(scenario, people, model_of("uniform"), Timing(1), 1, number).at(share)
    return without_leavers(scenario, people, leavers), [one.officer for one in leavers]


def offered(program: Program) -> set[tuple[str, int, str]]:
    """Return every officer, day and option that is not barred."""
    return {
        (program.officers[member], day, code)
        for group in program.groups
        for place, member in enumerate(group.members.tolist())
        for day in range(program.n_days)
        for number, code in enumerate(group.diagram.codes)
        if group.base[day, number, place] < BARRED
    }


def seats(program: Program) -> set[tuple[str, int, object]]:
    """Return every officer, day and place of a seat."""
    openings = program.openings
    opening = openings.opening_of_seat
    return {
        (
            program.officers[int(openings.officer[opening[seat]])],
            int(openings.day[opening[seat]]),
            program.places[place],
        )
        for seat, place in enumerate(openings.place.tolist())
    }


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_a_thinned_problem_offers_what_one_put_together_anew_does(name: str) -> None:
    """Options and seats are those of the scenario after half has handed in, put together from the beginning."""
    scenario = armed(WORLDS[name]())
    after, gone = left(scenario, 0, Fraction(1, 2))
    thinned = Thinning(scenario).without(after, gone)
    briefs = officer_briefs(after)
    anew = assemble(after, briefs, options_of(after, briefs).officers, requirements_of(after)).program
    assert offered(thinned.master.program) == offered(anew)
    assert seats(thinned.master.program) == seats(anew)


@pytest.mark.parametrize("number", range(25))
def test_as_few_stay_uncovered_as_in_a_plan_proved(number: int) -> None:
    """Cover alone leaves no fewer uncovered than the proved optimum, and proves no more than it; the audit finds as many."""
    scenario = armed(random_scenario(random.Random(number)))
    before = plan(scenario, EXACT).left
    after, gone = left(scenario, number, Fraction(1, 3))
    best = plan(after, EXACT).plan
    thinned = Thinning(scenario).without(after, gone)
    least = least_uncovered(thinned.master.program, before, CoverEffort()).outcome
    rota = rota_of(after, thinned.master, thinned.options, least.solution)
    assert audit(after, rota).faults == ()
    if best.levels[0].exact:
        assert least.bounds[0] <= best.price[0] <= least.price[0]
        if least.price[0] == best.price[0] and best.levels[1].exact:
            assert least.bounds[1] <= best.price[1] <= least.price[1]


@pytest.mark.parametrize("scenario", [armed(crews(2)), commanders(4)], ids=["crews", "commanders"])
def test_small_worlds_are_settled(scenario: Scenario) -> None:
    """With half gone both levels of a small world are proved exact, and come to what a plan proves."""
    before = plan(scenario, EXACT).left
    after, gone = left(scenario, 0, Fraction(1, 2))
    best = plan(after, EXACT).plan
    thinned = Thinning(scenario).without(after, gone)
    found = least_uncovered(thinned.master.program, before, CoverEffort())
    assert found.settled != "open"
    assert tuple(found.outcome.price[:2]) == found.outcome.bounds[:2] == tuple(best.price[:2])
    assert len(found.outcome.bounds) == N_LEVELS
    assert sum(best.price[:2]) > 0
