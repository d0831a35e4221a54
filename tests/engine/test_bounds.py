"""L(p) is never above the best of all rotas, whatever row prices and whatever level weights it is asked for."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.price import N_LEVELS
from scheduler.domain.scenario import Scenario
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, own_least_pence, priced, reweighted
from scheduler.engine.program import Program, Weights
from scheduler.engine.relaxation import relax
from tests.engine.exhaustive import Exhaustive
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, program_of, random_cuts, row_prices, weightings
from tests.engine.worlds import ONE_TOUR, crews
from tests.worlds import cover_tour, tiny_scenario

CREWED = (
    "two cars wanted, one supervisor to a car",
    "crews of three",
    "training and leave",
    "few contract hours",
    "cars round the clock",
    "a tail",
)


def effort() -> Effort:
    """Return more time than any of these takes."""
    return Effort(time.monotonic() + 20)


@pytest.mark.parametrize("name", SMALL)
def test_no_row_prices_prove_more_than_there_is(name: str) -> None:
    """Six weightings, 25 draws of row prices each; rounding up to whole units does not lift the bound above either."""
    program, rotas = known(name)
    dice = random.Random(name)
    for weights in weightings(dice):
        least = rotas.least(weights.by_level)
        for _ in range(25):
            bound, _ = priced(program, row_prices(program, weights, dice), weights)
            assert bound.scaled <= SCALE * least
            assert bound.whole <= least


@pytest.mark.parametrize("name", SMALL)
def test_line_generation_ends_between_the_first_bound_and_the_best_rota(name: str) -> None:
    """It converges; its bound is no lower than that of no row prices at all, and never above the best rota."""
    program, rotas = known(name)
    for weights in (LEVEL_BY_LEVEL, Weights((0, 0, 0, 0, 0, 1)), Weights((0, 1, 0, 0, 0, 0))):
        nothing, _ = priced(program, np.zeros(program.n_rows, dtype=np.int64), weights)
        found = relax(program, Pool(program), weights, {}, effort())
        assert found.converged
        assert nothing.scaled <= found.bound.scaled <= SCALE * rotas.least(weights.by_level)


def test_line_generation_proves_more_than_nothing() -> None:
    """In most worlds row prices prove more than each officer's own least."""
    raised = 0
    for name in SMALL:
        program, _ = known(name)
        nothing, _ = priced(program, np.zeros(program.n_rows, dtype=np.int64), LEVEL_BY_LEVEL)
        found = relax(program, Pool(program), LEVEL_BY_LEVEL, {}, effort())
        raised += found.bound.scaled > nothing.scaled
    assert raised > len(SMALL) // 2


@pytest.mark.parametrize("name", SMALL)
def test_a_held_level_never_lifts_the_bound_of_the_next_above_the_best_rota(name: str) -> None:
    """Pence with L1 and L2 held at the best rota's: the bound, less what was held, is no more than its pence."""
    program, rotas = known(name)
    best = rotas.optimum()
    held = {0: best.command, 1: best.crews}
    found = relax(program, Pool(program), Weights((0, 0, 0, 0, 0, 1)), held, effort())
    weights = found.bound.weights.by_level
    assert found.bound.scaled - SCALE * sum(weights[level] * held[level] for level in held) <= SCALE * best.pence
    dice = random.Random(name)
    for _ in range(20):
        prices = tuple(dice.randrange(40_000) for _ in held)
        combined = Weights((*prices, 0, 0, 0, 1))
        bound, _ = priced(program, row_prices(program, combined, dice), combined)
        above = sum(price * value for price, value in zip(prices, held.values(), strict=True))
        assert bound.scaled <= SCALE * (best.pence + above)


@pytest.mark.parametrize("name", CREWED)
def test_cuts_never_cut_off_the_best_rota(name: str) -> None:
    """With any 12 cuts whatever as rows and any row prices, the bound still is no more than the best rota costs."""
    program, rotas = known(name)
    dice = random.Random(name)
    cut = program.with_cuts(random_cuts(program, dice, 12))
    assert cut.n_rows > program.n_rows
    for weights in weightings(dice):
        least = rotas.least(weights.by_level)
        for _ in range(25):
            assert priced(cut, row_prices(cut, weights, dice), weights)[0].scaled <= SCALE * least


def separated(program: Program, rotas: Exhaustive, weights: Weights) -> tuple[int, int, int]:
    """Return the bound before and after cuts, both times ``SCALE``, and how many cuts there were."""
    pool, least = Pool(program), SCALE * rotas.least(weights.by_level)
    first = found = relax(program, pool, weights, {}, effort())
    for _ in range(6):
        assert found.relaxed is not None
        assert found.bound.scaled <= least
        cuts = violated_cuts(program, pool, found.relaxed)
        if not cuts:
            break
        program = program.with_cuts(cuts)
        pool.use(program)
        found = relax(program, pool, weights, {}, effort())
    return first.bound.scaled, max(first.bound.scaled, found.bound.scaled), len(program.cuts)


@pytest.mark.parametrize("name", CREWED)
def test_cuts_the_linear_program_breaks_never_prove_more_than_the_best_rota(name: str) -> None:
    """Round after round of cuts the bound stays below every rota, level by level and on L2 alone."""
    program, rotas = known(name)
    for weights in (LEVEL_BY_LEVEL, Weights((0, 1, 0, 0, 0, 0))):
        before, after, _ = separated(program, rotas, weights)
        assert before <= after


def test_a_cut_proves_what_fractions_of_a_car_cannot() -> None:
    """One officer, crews of two, a car wanted on each of two days, 20,000 pence and one unit of L2 for each that lacks.

    By the linear program half a car a day is crewed and one car in all is short; by the cuts none is crewed at all.
    """
    scenario = crews(1, days=2, cover=(cover_tour("ARV", "E", 1, 1),))
    before, after, n_cuts = separated(program_of(scenario), Exhaustive(scenario), LEVEL_BY_LEVEL)
    assert (round(before / SCALE), round(after / SCALE), n_cuts) == (1_020_000, 2_040_000, 2)


@pytest.mark.parametrize("name", ONE_TOUR)
def test_a_cut_row_holds_for_every_whole_crewing(name: str) -> None:
    """Whoever is on the tour, and however many whole crews they make, each of 60 cut rows stands; each sort just so."""
    program = program_of(ONE_TOUR[name]())
    dice, tight = random.Random(name), set[tuple[bool, bool]]()
    cuts = random_cuts(program, dice, 60)
    cut_program = program.with_cuts(cuts)
    openings = cut_program.openings
    for number, cut in enumerate(cut_program.cuts):
        row, crews_there = program.n_rows + number, program.crews[cut.place]
        seats = {
            int(openings.officer_of_seat[seat]): dict(openings.supply.row(int(seat)))
            for seat in np.flatnonzero(openings.place == cut.place)
        }
        each = dict(cut_program.terms.row(crews_there.amount))[row]
        for present in range(1 << len(program.officers)):
            there = [rows for officer, rows in seats.items() if present >> officer & 1]
            cars = len(there) // crews_there.size
            for needed, led in ((crews_there.drivers, 1), (crews_there.supervisors, crews_there.led)):
                if needed >= 0:
                    cars = min(cars, led * sum(needed in rows for rows in there))
            left = sum(rows.get(row, 0) for rows in there) + each * cars - int(cut_program.at_least[row])
            assert left >= 0
            if left == 0:
                tight.add((cut.drivers, cut.supervised))
    assert tight == {(cut.drivers, cut.supervised) for cut in cuts}
    assert len(tight) == 3


@pytest.mark.parametrize("name", SMALL)
def test_own_least_pence_is_no_more_than_the_officers_lines_cost(name: str) -> None:
    """Summed over officers it is at most the least pence of all lines there are; tallies may cost more besides."""
    program, rotas = known(name)
    assert int(own_least_pence(program).sum()) <= min(rotas.pence.values())


def test_weights_have_one_number_a_level() -> None:
    """Five weights are refused."""
    with pytest.raises(ValueError, match="5 weights"):
        Weights((1,) * (N_LEVELS - 1))


def test_half_a_supervisor_is_no_supervisor_for_half_a_minimum() -> None:
    """One supervisor for two tours of a day that each want two cars and need one: a car goes short, and L2 is proved.

    Without the row on minima, half a supervisor on each tour allows one car there, and the bound on L2 is nought.
    """
    wanted = (cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 2))
    assert l2_with_and_without_minima(crews(8, None, 1, days=1, cover=wanted)) == (1_000, 0)


def test_a_third_of_a_supervisor_is_none_for_the_last_car_of_a_minimum() -> None:
    """Three supervisors for two tours that need four cars each, three to a supervisor: a car goes short.

    Without the row on minima, a supervisor and a third on each tour allow four cars there, and the bound on L2 is nought.
    """
    wanted = (cover_tour("ARV", "E", 4, 5), cover_tour("ARV", "N", 4, 5))
    posts = (replace(tiny_scenario().posts[0], cars_per_supervisor=3, vehicle_pool=None),)
    assert l2_with_and_without_minima(crews(24, None, 3, days=1, cover=wanted, posts=posts)) == (1_000, 0)


def l2_with_and_without_minima(scenario: Scenario) -> tuple[int, int]:
    """Return the bound on L2, in thousandths, with and without the rows on supervisors of a minimum."""
    program = program_of(scenario)
    weights = Weights((0, 1_000, 0, 0, 0, 0))
    without = np.where(["/minimum/" in key for key in program.row_keys], 0, program.at_least)
    both = (program, replace(program, at_least=without))
    with_them, plain = (relax(one, Pool(one), weights, {}, effort()).bound.whole for one in both)
    return with_them, plain


@pytest.mark.parametrize("name", SMALL)
def test_other_weights_prove_what_pricing_at_them_proves_and_leave_no_less(name: str) -> None:
    """For any row prices and any units of the levels above, no weight near the one taken leaves more."""
    program, _ = known(name)
    dice = random.Random(name)
    for _ in range(12):
        duals = row_prices(program, LEVEL_BY_LEVEL, dice)
        bound, _ = priced(program, duals, LEVEL_BY_LEVEL)
        units = [dice.randrange(4) for _ in range(N_LEVELS - 1)]
        found = reweighted(program, bound, units)
        assert found.scaled == priced(program, duals, found.weights)[0].scaled
        left = found.scaled - found.weights.of(units) * SCALE
        assert left >= bound.scaled - bound.weights.of(units) * SCALE
        level = dice.randrange(N_LEVELS - 1)
        alone = [held * (number == level) for number, held in enumerate(units)]
        best = reweighted(program, bound, alone)
        # A whole number takes at most one unit's worth each off what the best fraction would leave.
        least = best.scaled - best.weights.of(alone) * SCALE
        for weight in (0, 1, 1_000, best.weights.by_level[level] + 100, 10**8):
            by_level = [weight if number == level else one for number, one in enumerate(bound.weights.by_level)]
            other, _ = priced(program, duals, Weights(tuple(by_level)))
            if alone[level] and program.prices[:, level].any():
                assert least >= other.scaled - other.weights.of(alone) * SCALE - alone[level] * SCALE


def test_a_weight_beyond_any_trade_off_takes_no_more_off_a_bound_than_it_has_to() -> None:
    """With two duties uncovered and row prices far below the weight of one, the weight comes down to the row prices."""
    program, _ = known("three officers, five days, earlies and nights")
    bound, _ = priced(program, np.full(program.n_rows, 7 * SCALE, dtype=np.int64), LEVEL_BY_LEVEL)
    found = reweighted(program, bound, (0, 2))
    assert found.weights.by_level[0] == LEVEL_BY_LEVEL.by_level[0]
    assert found.weights.by_level[1] < 1_000
    assert found.whole - found.weights.of((0, 2)) > bound.whole - bound.weights.of((0, 2)) + 1_000_000
