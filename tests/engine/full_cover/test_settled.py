"""Full cover is found where the best of all rotas has it, and refuted only where that has not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.scenario import Scenario
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.full_cover import abreast as side_by_side
from scheduler.engine.full_cover import settled
from scheduler.engine.full_cover.abreast import abreast
from scheduler.engine.full_cover.needs import NotCountedError, needs_of
from scheduler.engine.full_cover.one_by_one import take_turns
from scheduler.engine.full_cover.settled import full_cover
from scheduler.engine.full_cover.tracks import Tracks
from scheduler.engine.program import Program
from tests.engine.programs import SMALL, known, program_of
from tests.engine.worlds import commanders, crews, limits
from tests.worlds import cover_tour

SEED = 1


def program_of_name(name: str) -> Program:
    """Return the master problem of a tiny world."""
    return known(name)[0]


def effort() -> Effort:
    """Return more work than any of these takes."""
    return Effort(20.0, clock=WorkClock())


@pytest.mark.parametrize("name", SMALL)
def test_full_cover_agrees_with_every_rota_counted_through(name: str) -> None:
    """Full where the best of all rotas leaves nothing uncovered, impossible where it does, and never more than it leaves."""
    program, rotas = known(name)
    found = full_cover(program, effort(), SEED)
    best = rotas.optimum()
    assert found.solution is not None
    assert found.solution.keeps_rows(program)
    price = found.solution.price(program)
    assert price[:2] >= best[:2]
    assert found.at_least <= best[:2]
    if best[:2] == (0, 0):
        assert price[:2] == (0, 0)
    if found.impossible:
        assert best[:2] > (0, 0)


def covered_side_by_side(program: Program) -> bool:
    """Return whether officers taken side by side through the days leave nothing lacking."""
    tracks = Tracks(program, needs_of(program))
    officers = [track for number in range(len(program.officers)) if (track := tracks.track(number)) is not None]
    found = abreast(tracks, officers, effort())
    assert found.impossible == (found.wanted is None)
    return found.wanted is not None


@pytest.mark.parametrize(
    ("scenario", "full"),
    [
        (commanders(3), True),
        (commanders(2), False),
        # Two duty days in a row at most: each works four of six days, and eighteen tours are wanted.
        (commanders(4, days=6, rules=limits(consecutive_duty_days={"days": 2})), False),
        (commanders(5, days=6, rules=limits(consecutive_duty_days={"days": 2})), True),
        # A car of two by day and another by night, on each of two days.
        (crews(4, 4, 4, days=2, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 2))), True),
        (crews(3, 3, 3, days=2, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 2))), False),
        (crews(4, 1, 4, days=2, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 2))), False),
    ],
)
def test_side_by_side_ends_in_a_proof(scenario: Scenario, full: bool) -> None:
    """With nothing left out for want of room: a rota is found, or there is none."""
    assert covered_side_by_side(program_of(scenario)) is full


def test_nothing_is_refuted_where_positions_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """One position a day, and nobody's second thoughts: what is not found so is not said to be impossible."""
    monkeypatch.setattr(side_by_side, "WIDTHS", (0,))
    program = program_of(commanders(3))
    tracks = Tracks(program, needs_of(program))
    officers = [track for number in range(3) if (track := tracks.track(number)) is not None]
    found = abreast(tracks, officers, effort())
    assert (found.wanted, found.impossible) == (None, False)


def test_too_little_is_seen_by_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commanders supply six of nine tours in three days: no search is asked."""

    def never(*_given: object) -> None:
        message = "asked"
        raise AssertionError(message)

    monkeypatch.setattr(settled, "abreast", never)
    found = full_cover(program_of(commanders(2)), effort(), SEED)
    assert found.impossible
    # The post counts three times in L1.
    assert found.at_least == (3, 0)
    assert found.solution is not None
    assert found.solution.price(program_of(commanders(2)))[0] == 9


def test_turns_end_where_nothing_is_lacking() -> None:
    """Crews of a base on fourteen days; the same seed takes the same turns."""
    program = program_of(crews(8, 8, 8, days=14))
    tracks = Tracks(program, needs_of(program))
    officers = [track for number in range(8) if (track := tracks.track(number)) is not None]
    one, two = (take_turns(tracks, officers, effort(), SEED) for _ in range(2))
    assert one == two
    assert one.lacking == 0


def test_rows_that_count_against_officers_are_left_alone() -> None:
    """A row that a seat takes from is nothing that more officers could meet."""
    program = program_of(commanders(3))
    supply = program.openings.supply
    less = replace(program, openings=replace(program.openings, supply=replace(supply, values=-supply.values)))
    with pytest.raises(NotCountedError):
        needs_of(less)
    assert full_cover(less, effort(), SEED) == settled.FullCover()


def test_a_row_of_several_officers_days_is_left_alone() -> None:
    """What one of them lacks another may have: asking all of it of each would refute what may be covered."""
    program = next(program for program in map(program_of_name, SMALL) if len(program.tallies.row) > 1)
    everybody = np.arange(len(program.tallies.officer), dtype=np.int32) % 2
    assert len(program.officers) > 1
    shared = replace(program.tallies, officer=everybody, row=np.full_like(program.tallies.row, program.tallies.row[0]))
    with pytest.raises(NotCountedError, match="several officers"):
        needs_of(replace(program, tallies=shared))


def test_too_many_officers_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's graph would take too long."""
    monkeypatch.setattr(settled, "MOST_OFFICERS", 2)
    assert full_cover(program_of(commanders(3)), effort(), SEED).solution is None


def test_no_time_still_gives_everybody_a_line() -> None:
    """Whoever asks is told what a rota leaves."""
    program = program_of(commanders(3))
    found = full_cover(program, Effort(0.0, clock=WorkClock()), SEED)
    assert found.solution is not None
    assert found.solution.choice.shape == (3, program.n_days)
    assert np.all(found.solution.choice >= 0)
