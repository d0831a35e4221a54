"""Tiny scenarios with levers pulled are planned at the price of the best of all rotas, and the levers are found used."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit import audit
from scheduler.domain.scenario import Scenario
from scheduler.levers.pulling import bending, pulled
from scheduler.planning.plan import PlanOptions, plan
from tests.engine.exhaustive import Exhaustive
from tests.engine.worlds import random_scenario
from tests.levers.worlds import lever


def levered(seed: int) -> Scenario:
    """Return a random scenario whose pattern refuses rest days worked, with every lever pulled that bends anything."""
    dice = random.Random(seed)
    plain = random_scenario(dice)
    rules = tuple(
        replace(row, limits={**row.limits, "team_pattern": {"rest_day_worked_pence": -1}}) for row in plain.rules
    )
    levers = (
        lever("rest_days_worked", most=1, price=dice.choice((0, 700))),
        lever("leave_recalled", most=dice.randint(1, 2), price=dice.choice((0, 900))),
        lever("training_recalled", most=1, price=300),
        lever("exigency", minutes=dice.choice((0, 300, 480)) or 240, price=dice.choice((0, 400))),
    )
    scenario = replace(plain, rules=rules, levers=levers)
    return pulled(scenario, bending(scenario))


@settings(max_examples=12, derandomize=True, deadline=None, database=None)
@given(seed=st.integers(0, 10**6))
def test_a_random_scenario_with_levers_is_planned_at_the_best_price(seed: int) -> None:
    """Rest days worked, leave and training recalled, rest shortened: the engine and every rota there is agree.

    Without its levers the rota has faults exactly where a lever is found used.
    """
    scenario = levered(seed)
    made = plan(scenario, PlanOptions(seconds=10.0, workers=1, seed=1, reproducible=True)).plan
    assert made.price == Exhaustive(scenario).optimum()
    assert made.status == "optimal"
    used = any(finding.grade == "lever" for finding in made.findings)
    assert used == bool(audit(scenario.unbent or scenario, made.rota).faults)


def test_the_random_scenarios_use_their_levers() -> None:
    """Among a hundred every lever is pulled in some, so that the test above is about them."""
    found = {one.lever for seed in range(100) for one in levered(seed).pulled}
    assert found >= {"rest_days_worked", "leave_recalled", "exigency"}
