"""Searching everything near the bound: what it leaves out costs more, and in the end nothing is left out."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.engine import attempts
from scheduler.engine.attempts import take, widened, widening_due
from scheduler.engine.components import Component
from scheduler.engine.draft import Settings
from scheduler.engine.exact import over_paths, reaches
from scheduler.engine.part import PENCE, Part, Proof
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, option_prices, priced
from scheduler.engine.program import Program
from scheduler.engine.relaxation import relax
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, row_prices
from tests.engine.test_small import effort, first_rota

FAR = 10**9 * SCALE
"""A threshold no line is beyond."""


def part_of(program: Program, bound: Bound) -> Part:
    """Return a whole program as one part with a bound and a rota in which nobody thinks of the others."""
    start = first_rota(program)
    numbers = range(len(program.officers)), range(len(program.upper)), range(len(program.openings.pence))
    component = Component(program, *(list(one) for one in numbers))  # type: ignore[arg-type]
    part = Part(component, program, Pool(program), start, start.price(program))
    part.proofs[PENCE] = Proof(PENCE, bound, {}, program)
    return part


@pytest.fixture(params=[attempts.AT_ONCE, 0], ids=["at once", "step by step"])
def _at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search all that could be better at once, or a little more of it each time."""
    monkeypatch.setattr(attempts, "AT_ONCE", request.param)


def widened_to_the_end(part: Part) -> tuple[list[int], int]:
    """Widen until nothing is open; return what was claimed to be the least after each step, and the price at the end."""
    claims = []
    for _ in range(60):
        base = part.solution
        take(part, widened(part, effort(), Settings()), base)
        above = LEVEL_BY_LEVEL.of(part.price[:PENCE])
        claims.append(above + part.proofs[PENCE].known(part.price))
        if part.proofs[PENCE].by_search:
            break
    return claims, LEVEL_BY_LEVEL.of(part.price)


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("name", SMALL)
def test_widening_from_the_linear_program_ends_at_the_best_of_all_rotas(name: str) -> None:
    """Each bound it claims on the way is no more than that, and the last is it."""
    program, rotas = known(name)
    found = relax(program, Pool(program), LEVEL_BY_LEVEL, {}, effort())
    claims, price = widened_to_the_end(part_of(program, found.bound))
    assert max(claims) <= rotas.least(LEVEL_BY_LEVEL.by_level)
    assert claims[-1] == price == rotas.least(LEVEL_BY_LEVEL.by_level)


@pytest.mark.usefixtures("_at_once")
@pytest.mark.parametrize("name", SMALL)
def test_widening_from_any_row_prices_never_claims_too_much(name: str) -> None:
    """Row prices drawn at random make a poor bound, which takes more widening and nothing else."""
    program, rotas = known(name)
    bound, _ = priced(program, row_prices(program, LEVEL_BY_LEVEL, random.Random(name)), LEVEL_BY_LEVEL)
    claims, price = widened_to_the_end(part_of(program, bound))
    assert max(claims) <= rotas.least(LEVEL_BY_LEVEL.by_level)
    assert claims[-1] == price == rotas.least(LEVEL_BY_LEVEL.by_level)


def test_what_was_too_much_is_tried_again_only_once_it_is_less() -> None:
    """A search that ran out of time at a distance waits until that has come down by a fifth."""
    program, _ = known(SMALL[0])
    bound, _ = priced(program, row_prices(program, LEVEL_BY_LEVEL, random.Random(1)), LEVEL_BY_LEVEL)
    part = part_of(program, bound)
    part.steps = 100
    part.price = part.price._replace(command=0, crews=0)
    assert widening_due(part)
    part.hopeless = 1
    assert not widening_due(part)


def test_arcs_that_cost_nothing_are_not_searched_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more arcs are free than a first search may have, each search still goes further than the one before."""
    monkeypatch.setattr(attempts, "AT_ONCE", 0)
    monkeypatch.setattr(attempts, "MOST_LITERALS", 1)
    program, rotas = known("a command seat round the clock")
    bound, _ = priced(program, np.zeros(program.n_rows, dtype=np.int64), LEVEL_BY_LEVEL)
    claims, price = widened_to_the_end(part_of(program, bound))
    assert claims[-1] == price == rotas.least(LEVEL_BY_LEVEL.by_level)


@pytest.mark.parametrize("name", SMALL)
def test_only_what_is_cheaper_is_found_where_only_that_is_asked_for(name: str) -> None:
    """Below the best there is nothing, which is said for certain; below a penny more there is the best."""
    program, rotas = known(name)
    least = rotas.least(LEVEL_BY_LEVEL.by_level)
    prices, _ = option_prices(program, np.zeros(program.n_rows, dtype=np.int64), 1)
    reach = reaches(program, frozenset(range(len(program.officers))), prices, 1)
    for below, expected in ((least, None), (least + 1, least), (least - 10**9, None)):
        found = over_paths(
            program, reach, first_rota(program), LEVEL_BY_LEVEL, FAR, 0, effort(), Settings(), below=below
        )
        assert found.optimal
        assert expected == (found.solution and found.solution.combined(program, LEVEL_BY_LEVEL))
