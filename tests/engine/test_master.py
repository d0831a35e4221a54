"""The linear program comes to the same end by every way it is solved, and no bound rests on which."""

from __future__ import annotations

import time

import numpy as np
import pytest

from scheduler.engine import master, relaxation
from scheduler.engine import program as programs
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE
from scheduler.engine.program import Ints
from scheduler.engine.relaxation import Relaxation, relax
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known


def relaxed(name: str, start: Ints | None = None) -> Relaxation:
    """Return where line generation ends on a small world."""
    program, _ = known(name)
    return relax(program, Pool(program), LEVEL_BY_LEVEL, {}, Effort(time.monotonic() + 20), start)


@pytest.mark.parametrize("name", SMALL)
def test_large_parts_come_to_the_same_bound(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interior points, all rows at once and rows that ask for a little less: the bound is that of the dual simplex.

    Rows ask for less by up to a thousandth, which is counted back: what is left is how far other lines become the best.
    """
    plain = relaxed(name)
    monkeypatch.setattr(master, "LARGE", 0)
    large = relaxed(name)
    assert plain.relaxed is not None
    assert large.relaxed is not None
    _, rotas = known(name)
    assert large.bound.scaled <= SCALE * rotas.least(LEVEL_BY_LEVEL.by_level)
    assert large.bound.whole == pytest.approx(plain.bound.whole, rel=2e-3, abs=1)
    assert large.relaxed.value == pytest.approx(plain.relaxed.value, rel=2e-3, abs=1)


@pytest.mark.parametrize("name", SMALL)
def test_rows_that_wait_and_lines_that_rest_come_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large part begun with row prices, and with one line an officer at first, ends where one with everything does.

    Row prices of nought leave all of the officers' own rows outside that something eases.
    """
    program, rotas = known(name)
    for module in (master, relaxation):
        monkeypatch.setattr(module, "LARGE", 0)
    monkeypatch.setattr(relaxation, "LINES_HELD", 10**6)
    whole = relaxed(name)
    monkeypatch.setattr(relaxation, "LINES_HELD", 1)
    monkeypatch.setattr(relaxation, "FEWEST_LINES_HELD", 1)
    rested = relaxed(name, np.zeros(program.n_rows, dtype=np.int64))
    assert rested.bound.scaled <= SCALE * rotas.least(LEVEL_BY_LEVEL.by_level)
    assert rested.bound.whole == pytest.approx(whole.bound.whole, rel=2e-3, abs=1)


def test_lines_of_many_diagrams_rest_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one line an officer that stays the bound is that of a program in which none rests, and some do rest."""
    rested, rest = list[int](), master.Master.rest

    def counted(linear: master.Master, found: master.Relaxed, most: int) -> int:
        back = rest(linear, found, most)
        rested.append(sum(line is None for line in linear._lines))
        return back

    monkeypatch.setattr(master.Master, "rest", counted)
    for name in SMALL:
        program, rotas = known(name)
        if program.crews:
            continue
        whole = relaxed(name)
        with monkeypatch.context() as many:
            many.setattr(programs, "MANY_DIAGRAMS", 0)
            many.setattr(relaxation, "LINES_HELD_APART", 1)
            found = relaxed(name, np.zeros(program.n_rows, dtype=np.int64))
        assert found.bound.scaled <= SCALE * rotas.least(LEVEL_BY_LEVEL.by_level)
        assert found.bound.whole == pytest.approx(whole.bound.whole, rel=2e-3, abs=1)
    assert max(rested) > 0


def test_what_rests_is_what_costs_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that take part, and one of each officer that keeps the sums nothing may exceed, stay; the optimum with them.

    It may differ by the shares of less than a thousandth that rest with their lines.
    """
    monkeypatch.setattr(master, "LARGE", 0)
    n_known = n_left = 0
    for name in SMALL:
        program, _ = known(name)
        pool = Pool(program)
        program = relax(program, pool, LEVEL_BY_LEVEL, {}, Effort(time.monotonic() + 20)).program
        linear = master.Master(program, pool, LEVEL_BY_LEVEL, {})
        before = linear.solve(Effort(time.monotonic() + 20))
        assert before is not None
        assert linear.rest(before, 0) == 0
        left = sum(line is not None for line in linear._lines)
        after = linear.solve(Effort(time.monotonic() + 20))
        assert after is not None
        assert after.value == pytest.approx(before.value, rel=1e-2, abs=1)
        assert linear.rest(before, len(pool)) == len(pool) - left
        n_known, n_left = n_known + len(pool), n_left + left
    assert n_left < 0.8 * n_known


@pytest.mark.parametrize("name", SMALL)
def test_what_lines_supply_is_worth_its_row_prices(name: str) -> None:
    """Each line's entries added up one by one, before and after rows were added."""
    program, _ = known(name)
    pool = Pool(program)
    found = relax(program, pool, LEVEL_BY_LEVEL, {}, Effort(time.monotonic() + 20), None, violated_cuts)
    prices = np.arange(1, found.program.n_rows + 1, dtype=np.int64)
    fresh = Pool(found.program)
    for officer, choice, seats in zip(pool.officer, pool.choice, pool.seats, strict=True):
        fresh.add(officer, choice, seats)
    expected = [sum(value * int(prices[row]) for row, value in fresh.supply(n)) for n in range(len(fresh))]
    assert pool.worth(prices).tolist() == fresh.worth(prices).tolist() == expected


@pytest.mark.parametrize("name", SMALL)
def test_a_method_that_goes_round_in_circles_is_left_for_another(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one pivot allowed to either simplex method the interior points answer, and the bound is the same."""
    plain = relaxed(name)
    monkeypatch.setattr(master, "PIVOTS_A_ROW", 0)
    other = relaxed(name)
    assert other.relaxed is not None
    assert other.bound.whole == pytest.approx(plain.bound.whole, rel=1e-4, abs=1)


def test_a_method_of_one_pivot_does_give_up(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Otherwise the test above would say nothing."""
    monkeypatch.setattr(master, "PIVOTS_A_ROW", 0)
    caplog.set_level("DEBUG", logger=master.__name__)
    for name in SMALL:
        relaxed(name)
    assert sum("not solved by GLOP" in record.getMessage() for record in caplog.records) >= len(SMALL)
