"""Rounded sums hold on every line, bite on mixtures of lines, and are proved by the checker as the engine proves them."""

from __future__ import annotations

import random
import time
from itertools import product

import numpy as np
import pytest

from scheduler.audit import check_proof
from scheduler.audit.own_rows import OwnRow, rounded
from scheduler.domain.price import Price
from scheduler.engine.before import Before
from scheduler.engine.beginning import begin
from scheduler.engine.components import Component
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.outcome import Outcome
from scheduler.engine.part import Proof
from scheduler.engine.pricing import SCALE, priced
from scheduler.engine.program import Weights
from scheduler.engine.relaxation import relax
from scheduler.engine.rounding import Rounding, with_rounded_sums
from scheduler.engine.solution import Solution
from scheduler.planning.proof import proof_of
from tests.engine.programs import SMALL, known, program_of, row_prices, weightings
from tests.engine.worlds import WORLDS

BOTH = Weights((0, 10**6, 0, 0, 0, 1))
HOURS = "tallies that refuse"


def drawn(dice: random.Random) -> tuple[list[list[int]], int, Rounding]:
    """Return what options add on three days, the unit of excess, and a rounding of any kind."""
    amounts = [[0, *dice.choices((0, 90, 480, 570, 720), k=2)] for _ in range(3)]
    shifts = {day: dice.choice((90, 480, 570)) for day in range(3) if dice.random() < 0.5}
    return amounts, dice.choice((1, 30, 60)), Rounding(dice.choice((480, 570, 571)), shifts, dice.randrange(-600, 1800))


def test_a_rounded_sum_holds_on_every_line() -> None:
    """300 random sums over three days: with the excess the sum itself needs, each of 27 lines keeps the rounded one."""
    dice = random.Random(1)
    for _ in range(300):
        amounts, unit, rounding = drawn(dice)
        for line in product(*amounts):
            excess = max(0, -(-(sum(line) - rounding.most) // unit))
            counted = sum(rounding.adds(day, amount) for day, amount in enumerate(line))
            assert counted - unit * excess <= rounding.rounded_most


def test_one_tour_and_a_half_is_paid_for() -> None:
    """Tours of 570 within 1,000 minutes: one and a half come to 855, but count 210 of the 140 that a whole one may."""
    rounding = Rounding(570, {}, 1000)  # 1000 = 570 + 430, and 570 - 430 = 140 for each whole tour
    assert (rounding.adds(0, 570), rounding.rounded_most) == (140, 140)
    assert 1.5 * rounding.adds(0, 570) - rounding.rounded_most == 70


def test_training_taken_for_granted_leaves_room_for_whole_tours_only() -> None:
    """480 of 1,500 minutes are a training day's: 1,020 are left, one tour and 450; a rest day there gives 450 back."""
    rounding = Rounding(570, {2: 480}, 1500)  # F(-480) = -120 + max(0, 90 - 450) = -120, moved to the other side
    assert rounding.rounded_most == 120 + 120
    assert [rounding.adds(2, amount) for amount in (0, 480)] == [0, 120]


def test_the_checker_rounds_as_the_engine_does() -> None:
    """Both state the same row, each in its own words."""
    dice = random.Random(2)
    for _ in range(100):
        amounts, unit, rounding = drawn(dice)
        row = OwnRow("a1", rounding.most, unit, tuple({str(x): x for x in day} for day in amounts), 5)
        checked = rounded(row, rounding.divisor, rounding.shifts)
        assert checked.most == rounding.rounded_most
        for day, by_code in enumerate(checked.adds):
            assert by_code == {str(x): rounding.adds(day, x) for x in amounts[day]}


@pytest.mark.parametrize("name", SMALL)
def test_no_row_prices_prove_more_than_there_is_with_rounded_sums(name: str) -> None:
    """Six weightings, 10 draws of row prices each, those of rounded rows among them."""
    program, rotas = known(name)
    program = with_rounded_sums(program)
    dice = random.Random(name)
    for weights in weightings(dice):
        least = rotas.least(weights.by_level)
        for _ in range(10):
            bound, _ = priced(program, row_prices(program, weights, dice), weights)
            assert bound.scaled <= SCALE * least


def test_the_checker_proves_a_bound_that_rests_on_rounded_sums() -> None:
    """Row prices of a linear program, and 2 pence on each rounded row: the checker comes to the same number."""
    scenario = WORLDS[HOURS]()
    program = with_rounded_sums(program_of(scenario))
    keys = {one.key for one in program.rounded}
    rounded_rows = [number for number, key in enumerate(program.row_keys) if key in keys]
    assert rounded_rows
    whole = Component(program, *(np.arange(n, dtype=np.int32) for n in (3, len(program.upper), 0)))
    duals = relax(program, begin(whole, Settings()).pool, BOTH, {}, Effort(time.monotonic() + 20)).bound.duals.copy()
    duals[rounded_rows] += 2 * SCALE
    bound, _ = priced(program, duals, BOTH)
    none = Solution(np.zeros((0, 0), dtype=np.int8), (), np.zeros(0, dtype=np.int64))
    proofs = ((Proof(5, bound, {}, program), Price()),)
    document = proof_of(scenario, Outcome(none, Price(), (0,) * 6, 0, proofs, 0, Before({}, (), {}, ())))
    level = check_proof(scenario, document)[5]
    assert level.claimed > 0
    assert level.proved == level.claimed
