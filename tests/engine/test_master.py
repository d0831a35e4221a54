"""The linear program comes to the same end by every way it is solved, and no bound rests on which."""

from __future__ import annotations

import time

import pytest

from scheduler.engine import master
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE
from scheduler.engine.relaxation import Relaxation, relax
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known


def relaxed(name: str) -> Relaxation:
    """Return where line generation ends on a small world."""
    program, _ = known(name)
    return relax(program, Pool(program), LEVEL_BY_LEVEL, {}, Effort(time.monotonic() + 20))


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
