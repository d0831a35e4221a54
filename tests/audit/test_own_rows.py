"""Line rules that are sums over days, as rows of a proof: never above the optimum, and equal to what the engine says."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import check_proof
from scheduler.domain.errors import BadInputError
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from tests.audit.test_proof import SCALE, document, exhaustive, part, world
from tests.worlds import FIRST_DAY, cover_tour

COVER = (cover_tour("ARV", "E", 1, 1),)
DAYS = ("ARV/E/2026-10-12", "ARV/E/2026-10-13")


def hours_world(n_officers: int, *, pence: int, minutes: int, **overrides: Any) -> Scenario:
    """Return two days on which contract hours alone apply, and hold so many minutes of a tour's 540."""
    limits: dict[str, dict[str, int | str | bool]] = {
        rule.code: {"applied": rule.code == "contract_hours"} for rule in LINE_RULES
    }
    limits["contract_hours"] |= {"tolerance_minutes": minutes, "pence": pence}
    scenario = world(n_officers, **{"cover": COVER, **overrides})
    idle = tuple(replace(contract, minutes_per_week=0) for contract in scenario.contracts)
    groups = tuple(RuleLimits(name, "england_and_wales", limits) for name in ("crews", "commanders"))
    return replace(scenario, contracts=idle, rules=groups)


def tally(officer: str) -> str:
    """Return the key of an officer's contract hours in the one period of the world."""
    return f"tally/contract_hours/{officer}/0"


def test_a_hard_sum_proves_what_cannot_be_worked() -> None:
    """480 minutes hold no tour of 540: with S for a car, S/2 for an officer and S/1080 a minute, 2 - 960/1080 cars."""
    scenario = hours_world(2, pence=-1, minutes=480)
    rows = {f"cover/{key}": SCALE for key in DAYS} | {f"crew/{key}": SCALE // 2 for key in DAYS}
    sums = {tally(officer): SCALE // 1080 + 1 for officer in ("a1", "a2")}
    without = check_proof(scenario, document(scenario, part(scenario, 2, rows=rows)))
    with_sums = check_proof(scenario, document(scenario, part(scenario, 2, rows=rows | sums)))
    assert (without[1].proved, with_sums[1].proved) == (0, 2)  # 1.11, rounded up


def test_a_priced_sum_bounds_pence_and_not_cover() -> None:
    """1,080 of 480 minutes are ten hours at 100 for each of two officers, and the bound says so; L2 is not touched."""
    scenario = hours_world(2, pence=100, minutes=480)
    rows = {f"cover/{key}": SCALE for key in DAYS} | {f"crew/{key}": SCALE // 2 for key in DAYS}
    sums = {tally(officer): SCALE for officer in ("a1", "a2")}
    assert check_proof(scenario, document(scenario, part(scenario, 2, rows=rows | sums)))[1].proved == 0
    # At 20,000 for a car and 10,000 for each of its officers, a tour gains 10,000 less 540 minutes at 100 / 60, 900:
    # 2 x 20,000 - 4 x 9,100 - 2 x 480 x 100 / 60 = 2,000.
    prices = {f"cover/{key}": 20_000 * SCALE for key in DAYS} | {f"crew/{key}": 10_000 * SCALE for key in DAYS}
    minutes = dict.fromkeys(sums, 100 * SCALE // 60)
    whole = part(scenario, 6, rows=prices | minutes, weights=[0, 20_000, 0, 0, 0, 1], held={"2": 0})
    assert check_proof(scenario, document(scenario, whole))[5].proved == 2000


@pytest.mark.parametrize("pence", [-1, 100])
def test_no_price_of_a_sum_proves_more_than_the_optimum(pence: int) -> None:
    """For 60 random prices, those of sums far beyond what an hour costs among them, bounds stay below 256 rotas."""
    cover = (cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "N", 1, 1))
    scenario = hours_world(2, pence=pence, minutes=600, cover=cover)
    prices = exhaustive(scenario)
    best = min(prices)
    dice, most = random.Random(7), 0
    for _ in range(60):
        car = dice.choice([500, 2000, 5000, 21_000]) * SCALE
        keys = [f"ARV/{tour}/2026-10-{day}" for tour in "EN" for day in (12, 13)]
        rows = {f"cover/{key}": dice.choice([0, car, car]) for key in keys}
        rows |= {f"crew/{key}": dice.choice([0, car // 2, car // 2]) for key in keys}
        rows |= {tally(officer): dice.choice([0, 90, 100, 6000]) * SCALE // 60 for officer in ("a1", "a2")}
        weight = dice.randrange(30_000)
        proof = document(
            scenario, part(scenario, 6, rows=rows, weights=[0, weight, 0, 0, 0, 1], held={"2": best.crews})
        )
        bound = check_proof(scenario, proof)[5]
        assert bound.proved <= best.pence
        most = max(most, bound.proved)
    assert most > 0


@pytest.mark.parametrize("pence", [-1, 100])
def test_what_the_engine_certifies_is_proved_to_the_penny(pence: int) -> None:
    """Two nights' cars by three officers who have hours for one tour each: every part is worth exactly what it says."""
    scenario = hours_world(3, pence=pence, minutes=540, days=3, cover=(cover_tour("ARV", "E", 1, 2),))
    made = plan(scenario, PlanOptions(seconds=5, workers=1))
    proof = json.loads(json.dumps(made.proof))
    bounds = check_proof(scenario, proof)
    assert all(bound.stands for bound in bounds)
    assert [bound.proved for bound in bounds] == [bound.claimed for bound in bounds]
    assert any(key.startswith("tally/") and price for one in proof["parts"] for key, price in one["rows"].items())


@pytest.mark.parametrize(
    "change",
    [
        {"rows": {"tally/contract_hours/a9/0": 1}},
        {"rows": {"tally/contract_hours/a1/99": 1}},
        {"rows": {"tally/rest_between_tours/a1/0": 1}},
        {"rows": {tally("a2"): 1}, "officers": ["a1"]},
        {"rows": {tally("a1"): (1 << 57)}},
        {"rows": {f"crew/{DAYS[0]}": (1 << 57), f"crew/{DAYS[1]}": (1 << 57)}},
    ],
    ids=["officer", "period", "no sum", "another part's", "too dear a minute", "too dear a seat"],
)
def test_rows_that_prove_nothing_are_refused(change: dict[str, Any]) -> None:
    """Unknown sums, sums of officers outside the part, and prices whose sum could pass 64 bits are bad input."""
    scenario = hours_world(2, pence=100, minutes=480)
    with pytest.raises(BadInputError):
        check_proof(scenario, document(scenario, part(scenario, 2, **change)))


def test_the_days_of_a_sum_are_the_tallys() -> None:
    """A period that begins on the second day has two sums, and the row of the first leaves the second day free."""
    scenario = hours_world(2, pence=-1, minutes=480)
    horizon = replace(scenario.horizon, period_days=1, period_anchor=FIRST_DAY)
    scenario = replace(scenario, horizon=horizon)
    rows = {f"cover/{key}": SCALE for key in DAYS} | {f"crew/{key}": SCALE // 2 for key in DAYS}
    first = {f"tally/contract_hours/{officer}/0": SCALE for officer in ("a1", "a2")}
    dear = check_proof(scenario, document(scenario, part(scenario, 2, rows=rows | first)))[1]
    assert dear.proved == 0  # SCALE a minute takes 2 x 480 off, and the second day is worked all the same
    fitting = dict.fromkeys(first, SCALE // 1080 + 1)
    assert check_proof(scenario, document(scenario, part(scenario, 2, rows=rows | fitting)))[1].proved == 1
