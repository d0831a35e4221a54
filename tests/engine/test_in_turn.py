"""Officers in turn: what each takes is the best there is, and the rota never becomes dearer."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED
from scheduler.engine import in_turn as module
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import over_pool
from scheduler.engine.in_turn import in_turn
from scheduler.engine.part import search_weights
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import line_pence_of
from scheduler.engine.program import Program, Weights
from tests.engine.programs import program_of
from tests.engine.test_sums import week
from tests.engine.worlds import WORLDS

SETTINGS = Settings(1, 1, True)
AGES = Effort(float("inf"))


def price_of(program: Program, pool: Pool, held: list[int], weights: Weights) -> int:
    """Return what a rota of pool lines costs with every amount at its least."""
    found = over_pool(program, pool, weights, AGES, SETTINGS, held).solution
    assert found is not None
    return found.combined(program, weights)


def lines_of(program: Program, officer: int) -> list[NDArray[np.int8]]:
    """Return every line an officer may hold."""
    group = program.groups[program.membership[0][officer]]
    every = np.array(list(product(range(len(group.diagram.codes)), repeat=program.n_days)), dtype=np.int8)
    pence, allowed = line_pence_of(program, np.full(len(every), officer), every)
    return list(every[allowed & (pence < BARRED)])


def first_lines(program: Program, pool: Pool, dice: random.Random) -> list[int]:
    """Return one of each officer's lines without a seat, drawn."""
    officers = range(len(program.officers))
    return [pool.add(officer, dice.choice(lines_of(program, officer)), ()) for officer in officers]


def test_the_rota_never_becomes_dearer() -> None:
    """From any lines of any part without crews of the tiny worlds."""
    dice, tried = random.Random(5), 0
    for name in sorted(WORLDS):
        for component in components(program_of(WORLDS[name]())):
            program = component.program
            if program.crews or not len(component.officers):
                continue
            weights, pool = search_weights(program), Pool(program)
            begin = first_lines(program, pool, dice)
            held = in_turn(program, pool, begin, weights, AGES)
            assert [pool.officer[number] for number in held] == list(range(len(program.officers)))
            assert price_of(program, pool, held, weights) <= price_of(program, pool, begin, weights)
            tried += held != begin
    assert tried >= 10


def test_nobody_alone_can_do_better() -> None:
    """In a week of three officers no line of anybody, the others holding theirs, makes the rota cheaper."""
    component = max(components(program_of(week())), key=lambda one: len(one.officers))
    program = component.program
    weights, pool = search_weights(program), Pool(program)
    held = in_turn(program, pool, first_lines(program, pool, random.Random(1)), weights, AGES)
    least = price_of(program, pool, held, weights)
    openings, tried = program.openings, 0
    for officer in range(len(program.officers)):
        for choice in lines_of(program, officer):
            mine = np.flatnonzero(openings.officer == officer)
            taken = mine[choice[openings.day[mine]] == openings.option[mine]]
            number = pool.add(officer, choice, tuple(int(openings.first_seat[one]) for one in taken))
            if not pool.keeps_sums(number):
                continue
            tried += 1
            assert price_of(program, pool, [*held[:officer], number, *held[officer + 1 :]], weights) >= least
    assert tried > 50


def test_row_prices_bring_nothing_dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever row prices say, the best rota met is what is returned; with no rounds at all it is the one begun with."""
    component = max(components(program_of(week())), key=lambda one: len(one.officers))
    program = component.program
    weights, pool = search_weights(program), Pool(program)
    begin = first_lines(program, pool, random.Random(2))
    before = price_of(program, pool, begin, weights)
    for seed in range(5):
        duals = np.random.default_rng(seed).uniform(0, 300, program.n_rows)
        held = in_turn(program, pool, begin, weights, AGES, duals)
        assert price_of(program, pool, held, weights) <= before
    monkeypatch.setattr(module, "ROUNDS", 0)
    assert in_turn(program, pool, begin, weights, AGES) == begin


def test_time_that_is_over_leaves_the_rota_as_it_was() -> None:
    """Nobody chooses once the time is over."""
    component = max(components(program_of(week())), key=lambda one: len(one.officers))
    pool = Pool(component.program)
    begin = first_lines(component.program, pool, random.Random(3))
    assert in_turn(component.program, pool, begin, search_weights(component.program), Effort(0.0)) == begin
