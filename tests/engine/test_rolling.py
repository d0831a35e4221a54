"""A first rota window by window: never below the best, the best itself where one window sees everything."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest

from scheduler.engine import beginning, rolling
from scheduler.engine.beginning import begin, first_rota
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.program import Ints, Program
from scheduler.engine.relaxation import relax
from scheduler.engine.rolling import BY_BRANCH_AND_CUT, KEPT, KEPT_OF_MANY, Sizes, batches_of, rolled, windows
from scheduler.engine.solution import Solution
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, program_of
from tests.worlds import tiny_scenario


def rota_of(program: Program, seconds: float, batches: tuple[Ints, ...] = ()) -> Solution | None:
    """Return the rota put together from the linear program's end."""
    pool = Pool(program)
    found = relax(program, pool, LEVEL_BY_LEVEL, {}, Effort(time.monotonic() + 20))
    assert found.relaxed is not None
    effort = Effort(time.monotonic() + seconds)
    return rolled(program, found.bound.duals, found.relaxed, pool, LEVEL_BY_LEVEL, effort, Settings(), batches)


@pytest.mark.parametrize("n_days", [1, 6, 7, 14, 15, 35, 98])
@pytest.mark.parametrize("n_officers", [1, 80, 180, 600])
@pytest.mark.parametrize("share", [KEPT, KEPT_OF_MANY])
def test_every_day_is_kept_once(n_days: int, n_officers: int, share: float) -> None:
    """Kept days follow each other without a gap to the end, each seen by a window no longer than the longest."""
    kept: list[int] = []
    for window in windows(n_days, n_officers, share=share):
        assert window.first < window.keep <= window.until <= window.first + BY_BRANCH_AND_CUT.longest
        kept += range(window.first, window.keep)
    assert kept == list(range(n_days))


def test_many_officers_have_shorter_windows() -> None:
    """Ten days at least, however many they are; what is kept leaves days to look ahead to."""
    few, many = next(windows(980, 10)), next(windows(98, 1_000))
    assert few.until == BY_BRANCH_AND_CUT.longest
    assert many.until == BY_BRANCH_AND_CUT.shortest
    assert many.keep < many.until


@pytest.mark.parametrize(
    ("sizes", "placed"),
    [((), (300, 300, 300)), ((200, 200, 300, 200), (200, 200, 300, 200)), ((100, 150, 250, 400), (250, 250, 400))],
    ids=["nobody belongs together", "no two sets fit", "sets that fit are placed at once"],
)
def test_sets_of_officers_are_placed_together_as_far_as_they_fit(
    sizes: tuple[int, ...], placed: tuple[int, ...]
) -> None:
    """Nine hundred officers, at most 400 at once or one fewer: everybody is placed, once."""
    most = 399 if sizes == (200, 200, 300, 200) else 400
    ends = np.cumsum((0, *sizes))
    sets = [np.arange(begin, end) for begin, end in pairwise(ends.tolist())]
    found = batches_of(900, sets, most)
    assert tuple(map(len, found)) == placed
    assert sorted(np.concatenate(found).tolist()) == list(range(900))


@pytest.mark.parametrize("name", SMALL)
def test_one_window_over_everything_finds_the_best_of_all_rotas(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all arcs, all days and no gap allowed there is nothing left to expect, and nothing to lose."""
    program, rotas = known(name)
    monkeypatch.setattr(rolling, "CLOSE", 0.0)
    found = rota_of(program, 20.0)
    assert found is not None
    assert found.combined(program, LEVEL_BY_LEVEL) == rotas.least(LEVEL_BY_LEVEL.by_level)


@pytest.mark.parametrize("name", SMALL)
def test_windows_of_two_days_and_batches_of_one_officer_keep_every_row(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short sight costs, but what comes out is a rota: all rows kept, and no cheaper than the best."""
    program, rotas = known(name)
    monkeypatch.setattr(rolling, "BY_BRANCH_AND_CUT", Sizes(1, 2, 1, 1))
    batches = tuple(np.array([officer]) for officer in range(len(program.officers)))
    for found in (rota_of(program, 20.0), rota_of(program, 20.0, batches)):
        if found is not None:
            assert found.keeps_rows(program)
            assert found.combined(program, LEVEL_BY_LEVEL) >= rotas.least(LEVEL_BY_LEVEL.by_level)


def test_short_sight_mostly_comes_to_a_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days decided too early may leave no line later, but in most worlds they do not."""
    monkeypatch.setattr(rolling, "BY_BRANCH_AND_CUT", Sizes(1, 2, 2 * 10, 600))
    found = [rota_of(known(name)[0], 20.0) is not None for name in SMALL]
    assert sum(found) > 0.8 * len(found)


def test_a_part_without_officers_has_nobody_to_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it was not settled: there is no window to solve."""
    monkeypatch.setattr(beginning, "_settled", lambda *_: False)
    nobody = begin(components(program_of(tiny_scenario(officers=(), authorisations=())))[-1], Settings())
    assert nobody.n_officers == 0
    before = nobody.price
    first_rota(nobody, Effort(time.monotonic() + 20), Settings())
    assert nobody.price == before
