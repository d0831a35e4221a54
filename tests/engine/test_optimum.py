"""Plans of tiny scenarios are proved optimal, at the price of the best of all rotas in every level."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit import audit
from scheduler.domain.price import Price
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post, Vehicle
from scheduler.planning.plan import PlanOptions, plan
from tests.engine.exhaustive import Exhaustive
from tests.engine.worlds import HAND_OVERS, WORLDS, crews, random_scenario
from tests.worlds import FIRST_DAY, cover_tour, tiny_scenario

SECONDS = 10.0
"""Far more than a tiny scenario takes; one that is not proved by then is a failure."""


def planned(scenario: Scenario) -> Plan:
    """Return the plan of a scenario, made on one worker."""
    return plan(scenario, PlanOptions(seconds=SECONDS, workers=1, seed=1, reproducible=True)).plan


def assert_optimal(scenario: Scenario) -> Price:
    """Compare a plan with every rota there is; return the price they agree on."""
    made, best = planned(scenario), Exhaustive(scenario).optimum()
    assert made.price == best
    assert [(level.price, level.bound, level.conditional) for level in made.levels] == [
        (price, price, False) for price in best
    ]
    assert made.status == "optimal"
    assert made.gap == 0
    return best


@pytest.mark.parametrize("name", WORLDS)
def test_a_plan_costs_what_the_best_of_all_rotas_costs(name: str) -> None:
    """In all six levels, with the bound at the price."""
    assert_optimal(WORLDS[name]())


def test_the_worlds_are_scarce() -> None:
    """Some worlds leave command seats uncovered, some crews, some nothing, and some cost pence alone."""
    prices = [Exhaustive(world()).optimum() for name, world in WORLDS.items() if "five days" not in name]
    assert sum(price.command > 0 for price in prices) >= 1
    assert sum(price.crews > 0 for price in prices) >= 5
    assert sum(price.command == price.crews == 0 and price.pence > 0 for price in prices) >= 5


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(seed=st.integers(0, 10**6))
def test_a_random_scenario_is_planned_at_the_best_price(seed: int) -> None:
    """Two to four officers, three or four days, small limits, leave, homes, crews of one to three, hand-overs."""
    assert_optimal(random_scenario(random.Random(seed)))


def garage(vehicles: tuple[Vehicle, ...], duties: tuple[tuple[str, int], ...], officers: int = 4) -> Scenario:
    """Return crews of one who work tours that overlap at every hand-over, and the (tour, day) duties they have."""
    base: Post = replace(tiny_scenario().posts[0], crew_size=1, driver_role=None, supervisor_role=None)
    return crews(
        officers,
        days=3,
        tours=HAND_OVERS,
        posts=(base,),
        contracts=(replace(tiny_scenario().contracts[0], options=("rest", "E", "L", "N")),),
        cover=tuple(
            cover_tour("ARV", code, 1, 1, from_day=FIRST_DAY + day, until_day=FIRST_DAY + day + 1)
            for code, day in duties
        ),
        vehicles=vehicles,
    )


def off(vehicle: str, *days: int) -> Vehicle:
    """Return a vehicle that is off the road on some planned days, counted from 0."""
    return Vehicle(vehicle, "cars", tuple((FIRST_DAY + day, FIRST_DAY + day + 1) for day in days))


CHAIN = (("N", 0), ("E", 1), ("L", 1), ("N", 1), ("E", 2))


def assert_true(scenario: Scenario) -> tuple[Plan, Price]:
    """Hold a plan's claims against every rota: no fault, bounds that are true, ``optimal`` only where it is so."""
    made, best = planned(scenario), Exhaustive(scenario).optimum()
    report = audit(scenario, made.rota)
    assert (report.faults, report.price) == ((), made.price)
    assert made.price >= best
    assert made.status == "feasible" or made.price == best
    exact = [level.exact for level in made.levels]
    first_open = exact.index(False) if False in exact else None
    assert made.price[:first_open] == best[:first_open]
    assert first_open is None or made.levels[first_open].bound <= best[first_open]
    return made, best


def test_a_chain_of_hand_overs_ties_vehicles_across_days() -> None:
    """v1 takes the first night, so v2 the early, v1 the late, v2 the night, and the last early is left: v1 is off.

    At every single instant there are vehicles enough; over the chain one of five duties has to stay uncovered, at
    20,000 pence. That no rota covers all five is beyond what rows prove, so the bound may stay below.
    """
    made, best = assert_true(garage((off("v1", 2), off("v2", 0)), CHAIN))
    assert made.price == best == Price(crews=1, pence=20_000)


def test_the_same_chain_is_covered_where_the_vehicles_alternate_rightly() -> None:
    """With v2 off on the last day instead, the turns v1, v2, v1, v2, v1 cover all five duties for nothing."""
    assert assert_optimal(garage((off("v1"), off("v2", 0, 2)), CHAIN)) == Price()


@settings(max_examples=30, derandomize=True, deadline=None, database=None)
@given(seed=st.integers(0, 10**6))
def test_vehicles_can_always_be_named(seed: int) -> None:
    """One to three vehicles with days off the road, and up to nine duties that overlap at hand-overs: no fault ever."""
    dice = random.Random(seed)
    vehicles = tuple(
        off(f"v{number}", *dice.choice(((), (0,), (1,), (2,), (0, 1), (1, 2)))) for number in range(dice.randint(1, 3))
    )
    duties = tuple((code, day) for code in "ELN" for day in range(3) if dice.random() < 0.6)
    assert_true(garage(vehicles, duties, officers=3))
