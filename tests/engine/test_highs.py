"""Branch and cut finds what CP-SAT proves, and gives way to it where it finds nothing or only time would stop it."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import numpy as np
import pytest
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from scheduler.engine import highs
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import over_paths, reaches
from scheduler.engine.highs import branch_and_cut
from scheduler.engine.pricing import option_prices
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known
from tests.engine.test_small import first_rota

FAR = 1 << 56
"""A threshold that leaves nothing out."""


def effort(seconds: float = 20.0) -> Effort:
    """Return more time than any of these takes."""
    return Effort(time.monotonic() + seconds)


@pytest.fixture(autouse=True)
def _no_model_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs, "FEWEST_VARIABLES", 0)


@pytest.mark.parametrize("name", SMALL)
def test_all_lines_of_everybody_end_at_the_best_of_all_rotas(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And CP-SAT is not asked for it."""
    program, rotas = known(name)
    monkeypatch.setattr(highs, "solved", pytest.fail)
    prices, _ = option_prices(program, np.zeros(program.n_rows, dtype=np.int64), 1)
    reach = reaches(program, frozenset(range(len(program.officers))), prices, 1)
    start = first_rota(program)
    solve = partial(branch_and_cut, gap=0.5)
    answer = over_paths(program, reach, start, LEVEL_BY_LEVEL, FAR, 0, effort(), Settings(), solve=solve)
    assert answer.solution is not None
    assert answer.optimal
    assert answer.solution.keeps_rows(program)
    assert answer.solution.combined(program, LEVEL_BY_LEVEL) == rotas.least(LEVEL_BY_LEVEL.by_level)


def model(least: int) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a model of two numbers up to two at 5 and 7 each, of which twice the one and the other are to make so many."""
    made = cp_model.CpModel()
    one, other = made.new_int_var(0, 2, ""), made.new_int_var(0, 2, "")
    made.add(one + other + one >= least)
    made.minimize(5 * one + 7 * other)
    return made, [one, other]


def test_a_variable_counted_twice_counts_twice() -> None:
    """Three of ``2 a + b`` at least: two of the first at 5 are cheaper than one of each."""
    made, (one, other) = model(3)
    solver, status = branch_and_cut(made, effort(), Settings())
    assert status == cp_model.OPTIMAL
    assert (solver.value(one), solver.value(other), solver.objective_value) == (2, 0, 10)


def test_what_cannot_be_is_said_by_cp_sat() -> None:
    """Seven of at most six."""
    made, _ = model(7)
    assert branch_and_cut(made, effort(), Settings())[1] == cp_model.INFEASIBLE


def test_an_answer_that_whole_numbers_refute_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were HiGHS to call nought an answer, CP-SAT would find the right one."""
    right = mathopt.SolveResult.variable_values
    monkeypatch.setattr(mathopt.SolveResult, "variable_values", lambda result: dict.fromkeys(right(result), 0.0))
    made, (one, other) = model(3)
    solver, status = branch_and_cut(made, effort(), Settings())
    assert status == cp_model.OPTIMAL
    assert (solver.value(one), solver.value(other)) == (2, 0)


def test_where_work_is_counted_branch_and_cut_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would stop by the clock."""
    monkeypatch.setattr(mathopt, "solve", pytest.fail)
    made, _ = model(3)
    assert branch_and_cut(made, effort(), Settings(reproducible=True))[1] == cp_model.OPTIMAL


def test_an_abnormal_end_is_left_to_cp_sat(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS refuses coefficients of 1e15, and the way math_opt says so is no ordinary error."""
    made, (one, other) = model(3)
    made.add(10**15 * one + other <= 2 * 10**15)
    solver, status = branch_and_cut(made, effort(), Settings())
    assert status == cp_model.OPTIMAL
    assert (solver.value(one), solver.value(other)) == (2, 0)


def test_a_model_of_anything_but_sums_is_left_to_cp_sat_as_it_is() -> None:
    """One or the other, as a clause."""
    made = cp_model.CpModel()
    one, other = made.new_bool_var(""), made.new_bool_var("")
    made.add_bool_or(one, other)
    made.minimize(5 * one + 7 * other)
    solver, status = branch_and_cut(made, effort(), Settings())
    assert status == cp_model.OPTIMAL
    assert (solver.value(one), solver.value(other)) == (1, 0)


def test_a_rota_to_begin_with_is_kept_for_whoever_solves_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """What HiGHS was wrong about does not take its place."""
    right = mathopt.SolveResult.variable_values
    monkeypatch.setattr(mathopt.SolveResult, "variable_values", lambda result: dict.fromkeys(right(result), 0.0))
    made, (one, other) = model(3)
    made.add_hint(one, 1)
    made.add_hint(other, 2)
    branch_and_cut(made, effort(), Settings())
    assert list(made.proto.solution_hint.values) == [1, 2]


def test_a_model_without_a_hint_is_given_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS would complete an empty hint by a search of the whole model, however little time there is."""
    given = []
    solve = mathopt.solve

    def noted(*args: Any, **more: Any) -> mathopt.SolveResult:
        given.append(more["model_params"].solution_hints)
        return solve(*args, **more)

    monkeypatch.setattr(mathopt, "solve", noted)
    model = cp_model.CpModel()
    one, other = model.new_bool_var("one"), model.new_bool_var("other")
    model.add_exactly_one([one, other])
    model.minimize(2 * one + other)
    solver, status = branch_and_cut(model, effort(), Settings())
    model.add_hint(one, True)
    model.add_hint(other, False)
    branch_and_cut(model, effort(), Settings())
    assert (status, solver.value(other)) == (cp_model.OPTIMAL, 1)
    assert [len(hints) for hints in given] == [0, 1]
