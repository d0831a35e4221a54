"""Small parts are solved to the end from a bound alone: by outlines, and by paths where outlines are too many."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest

from scheduler.engine import small
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import over_pool
from scheduler.engine.outlines import NotApartError, Outliner, own_amounts
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, priced
from scheduler.engine.program import Program, Tallies, Weights
from scheduler.engine.relaxation import relax
from scheduler.engine.small import settle
from scheduler.engine.solution import Solution
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, row_prices

PENCE = Weights((0, 0, 0, 0, 0, 1))


def effort() -> Effort:
    """Return more time than any of these takes."""
    return Effort(time.monotonic() + 20)


def first_rota(program: Program) -> Solution:
    """Return a rota in which nobody thinks of the others; sums that may not be exceeded are priced out of reach."""
    duals = np.zeros(program.n_rows, dtype=np.int64)
    duals[program.hard_sums] = 10**6 * SCALE
    pool = Pool(program)
    _, lines = priced(program, duals, PENCE)
    numbers = pool.add_lines(lines, range(len(program.officers)))
    found = over_pool(program, pool, LEVEL_BY_LEVEL, effort(), Settings(), numbers).solution
    assert found is not None
    return found


def settled_price(program: Program, bound: Bound) -> int:
    """Return the combined price a small part is settled at, which has to be said to be the least."""
    start = first_rota(program)
    found = settle(program, start, bound, effort(), Settings())
    assert found.exhausted
    return (found.solution or start).combined(program, bound.weights)


@pytest.mark.parametrize("name", SMALL)
def test_a_small_part_is_settled_at_the_best_of_all_rotas(name: str) -> None:
    """From the bound of the linear program, at weights that put levels apart and at pence alone."""
    program, rotas = known(name)
    for weights in (LEVEL_BY_LEVEL, PENCE):
        bound = relax(program, Pool(program), weights, {}, effort()).bound
        assert settled_price(program, bound) == rotas.least(weights.by_level)


@pytest.mark.parametrize("name", SMALL)
def test_a_poor_bound_only_takes_longer(name: str) -> None:
    """Row prices drawn at random: thresholds widen until the answer is the best of all rotas all the same."""
    program, rotas = known(name)
    bound, _ = priced(program, row_prices(program, PENCE, random.Random(name)), PENCE)
    assert settled_price(program, bound) == rotas.least(PENCE.by_level)


@pytest.mark.parametrize("name", SMALL)
def test_paths_settle_what_has_too_many_outlines(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no outline allowed, paths through the diagrams end at the same price."""
    monkeypatch.setattr(small, "MOST_ENTRIES", 0)
    program, rotas = known(name)
    bound = relax(program, Pool(program), LEVEL_BY_LEVEL, {}, effort()).bound
    assert settled_price(program, bound) == rotas.least(LEVEL_BY_LEVEL.by_level)


@pytest.mark.parametrize("name", SMALL)
def test_an_outline_costs_what_the_line_behind_it_costs(name: str) -> None:
    """Its price is that of its line, walked through the diagram, and of the excess the line leaves in own rows."""
    program, _ = known(name)
    bound = relax(program, Pool(program), PENCE, {}, effort()).bound
    start = first_rota(program)
    outliner = Outliner(program, bound)
    own = own_amounts(program)
    for officer in range(len(program.officers)):
        outlines = outliner.within(officer, 5_000 * SCALE, 100_000)
        assert outlines is not None
        for number in range(0, len(outlines.price), 7):
            options, seats = outlines.line(number)
            choice, taken = start.choice.copy(), list(start.seats)
            choice[officer], taken[officer] = options, seats
            rota = Solution(choice, tuple(taken), start.amounts)
            supplied = program.tallies.supplied(choice, program.n_rows)
            excess = sum(
                max(0, -(-(int(program.at_least[row] - supplied[row])) // unit)) * int(program.prices[amount, 5])
                for amount, (row, unit) in own.items()
                if officer in program.tallies.officer[program.tallies.row == row]
            )
            assert outlines.price[number] == rota.line_pence(program)[officer] + excess


def test_the_grain_divides_every_price() -> None:
    """Prices of 20,000 for a duty, 100 for an hour and welfare in hundreds leave a grain of 100 or a multiple of it."""
    for name in SMALL:
        program, rotas = known(name)
        grain = program.grain(LEVEL_BY_LEVEL)
        assert rotas.least(LEVEL_BY_LEVEL.by_level) % grain == 0
        assert grain % 100 == 0


def test_rows_that_two_officers_share_are_not_counted_out() -> None:
    """All tallies put on one row: an officer's outlines cannot be priced apart from the others'."""
    program, _ = next(known(name) for name in SMALL if len(set(known(name)[0].tallies.officer.tolist())) > 1)
    tallies = program.tallies
    mixed = Tallies(
        tallies.officer, tallies.day, tallies.option, np.full_like(tallies.row, tallies.row[0]), tallies.value
    )
    bound, _ = priced(program, np.zeros(program.n_rows, dtype=np.int64), PENCE)
    with pytest.raises(NotApartError):
        Outliner(replace(program, tallies=mixed), bound)
