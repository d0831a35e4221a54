"""Lines given back: nobody's days change for nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler.engine.before import KnownLine, lines_of
from scheduler.engine.cover import CoverEffort, least_uncovered
from scheduler.engine.giving_back import given_back
from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.thinning import Thinning
from tests.engine.worlds import crews, random_scenario

EXACT = PlanOptions(60, 0.0, 1, 1, reproducible=True)


@pytest.mark.parametrize("number", range(20))
def test_rows_stay_kept_and_nobody_could_have_more_back(number: int) -> None:
    """The rota with lines given back keeps every row at the same amounts, and no one more of them could be given back."""
    scenario = random_scenario(random.Random(number))
    left = plan(scenario, EXACT).left
    program = Thinning(scenario).without(scenario, ()).master.program
    found = least_uncovered(program, replace(left, rota={}), CoverEffort()).outcome.solution
    lines = lines_of(program, found)
    back = given_back(program, lines, found.amounts, left.rota)
    assert back is not None
    assert back.keeps_rows(program)
    held = lines_of(program, back)
    assert all(line in (lines[officer], left.rota[officer]) for officer, line in held.items())
    for officer, line in left.rota.items():
        if held[officer] != line:
            once_more = given_back(program, held, found.amounts, {officer: line})
            assert once_more is not None
            assert lines_of(program, once_more) == held


def test_what_is_covered_as_well_by_the_lines_wanted_comes_back_whole() -> None:
    """Everybody at home keeps no row that asks for a car; the lines that were planned do, and all come back."""
    scenario = crews(8)
    left = plan(scenario, EXACT).left
    program = Thinning(scenario).without(scenario, ()).master.program
    found = least_uncovered(program, replace(left, rota={}), CoverEffort()).outcome.solution
    back = given_back(program, lines_of(program, found), found.amounts, lines_of(program, found))
    assert back is not None
    assert lines_of(program, back) == lines_of(program, found)
    home = {officer: KnownLine(officer, ("rest",) * 3, ()) for officer in program.officers}
    kept = given_back(program, lines_of(program, found), found.amounts, home)
    assert kept is not None
    # Two officers on each of six tours; whoever is not one of them is at home.
    assert sum(len(line.seats) for line in lines_of(program, kept).values()) >= 12
    assert kept.keeps_rows(program)


def test_a_line_of_other_rules_is_not_taken() -> None:
    """A line with an option the program does not know gives no rota."""
    scenario = crews(2)
    program = Thinning(scenario).without(scenario, ()).master.program
    found = least_uncovered(program, plan(scenario, EXACT).left, CoverEffort()).outcome.solution
    lines = lines_of(program, found)
    wrong = {**lines, "a1": KnownLine("a1", ("X", "X", "X"), ())}
    assert given_back(program, wrong, found.amounts, {}) is None
