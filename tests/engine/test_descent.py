"""A careful dive ends with a whole rota, with the best one where everybody is chosen for at once."""

from __future__ import annotations

import pytest

from scheduler.engine import descent as module
from scheduler.engine.components import Component, components
from scheduler.engine.descent import descended
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.master import Relaxed
from scheduler.engine.part import search_weights
from scheduler.engine.pool import Pool
from scheduler.engine.program import Program
from scheduler.engine.relaxation import relax
from scheduler.engine.solution import Solution
from tests.engine.programs import program_of
from tests.engine.test_in_turn import SETTINGS, lines_of
from tests.engine.worlds import WORLDS

AGES, NONE = Effort(1e9, clock=WorkClock()), Effort(0.0)


def seats_alone() -> list[Component]:
    """Return the parts of the tiny worlds with officers and without crews."""
    parts = [part for name in sorted(WORLDS) for part in components(program_of(WORLDS[name]()))]
    return [part for part in parts if len(part.officers) and not part.program.crews]


def bounded(program: Program) -> tuple[Pool, Relaxed, int]:
    """Return lines enough for the linear program, its optimum, and the bound that proves."""
    pool, weights = Pool(program), search_weights(program)
    for officer in range(len(program.officers)):
        pool.add(officer, lines_of(program, officer)[0], ())
    found = relax(program, pool, weights, {}, AGES)
    assert found.relaxed is not None
    return pool, found.relaxed, found.bound.whole


def dived(program: Program, effort: Effort) -> tuple[Solution, int]:
    """Return the rota of a careful dive, and the bound it began with."""
    pool, relaxed, bound = bounded(program)
    found = descended(program, pool, search_weights(program), effort, SETTINGS, relaxed)
    assert found is not None
    assert found.keeps_rows(program)
    return found, bound


def test_a_dive_to_the_end_is_a_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody left to be chosen for at once, every officer has a line that keeps the sums, and no bound is undercut."""
    monkeypatch.setattr(module, "LAST_SHARE", 0.0)
    monkeypatch.setattr(module, "FEWEST_LAST", 0)
    tried = 0
    for part in seats_alone():
        found, bound = dived(part.program, AGES)
        assert found.combined(part.program, search_weights(part.program)) >= bound
        tried += len(part.officers) > 1
    assert tried >= 3


def test_whoever_is_chosen_for_at_once_gets_the_best_there_is() -> None:
    """Few officers are all chosen for at once: no dive to its end brings a better rota, and most meet the bound."""
    met = 0
    for part in seats_alone():
        if len(part.officers) <= module.FEWEST_LAST:
            weights = search_weights(part.program)
            at_once, bound = dived(part.program, AGES)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "FEWEST_LAST", 0)
                patch.setattr(module, "LAST_SHARE", 0.0)
                to_the_end, _ = dived(part.program, AGES)
            assert at_once.combined(part.program, weights) <= to_the_end.combined(part.program, weights)
            met += at_once.combined(part.program, weights) == bound
    assert met >= 3


def test_without_time_there_is_a_rota() -> None:
    """Nothing is fixed, and everybody gets the line the linear program was surest of."""
    part = max(seats_alone(), key=lambda one: len(one.officers))
    dived(part.program, NONE)
