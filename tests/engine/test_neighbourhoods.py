"""Neighbourhoods: who is freed, what stands, and which kind is taken."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.diagram.paths import BARRED
from scheduler.engine.neighbourhoods import KINDS, adapt, drawn, kind_to_try, within
from scheduler.engine.part import Part, Trial
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import option_prices
from scheduler.engine.relaxation import relax
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known
from tests.engine.test_small import effort
from tests.engine.test_widening import part_of


@pytest.fixture
def part() -> Part:
    """A part of a tiny world with the bound of its linear program."""
    program, _ = known(SMALL[0])
    return part_of(program, relax(program, Pool(program), LEVEL_BY_LEVEL, {}, effort()).bound)


@pytest.mark.parametrize("kind", KINDS)
def test_a_neighbourhood_frees_somebody_on_some_day(part: Part, kind: str) -> None:
    """Every kind, in fifty draws: never nobody, and never a day that is not planned."""
    dice = random.Random(1)
    prices, _ = option_prices(part.program, part.proofs[5].bound.duals, 1)
    for _ in range(50):
        freedom = drawn(part, prices, kind, dice)
        assert freedom.shape == part.solution.choice.shape
        assert freedom.any()


def test_what_is_not_free_keeps_its_option(part: Part) -> None:
    """The option held is left at its price and every other is barred, on each day that is not free."""
    prices, _ = option_prices(part.program, part.proofs[5].bound.duals, 1)
    freedom = np.zeros(part.solution.choice.shape, dtype=bool)
    freedom[0, 0] = True
    masked = within(part, prices, freedom)
    for group, before, after in zip(part.program.groups, prices, masked, strict=True):
        for place, officer in enumerate(group.members.tolist()):
            for day in range(part.program.n_days):
                held = int(part.solution.choice[officer, day])
                assert after[day, held, place] == before[day, held, place]
                others = np.delete(after[day, :, place], held)
                free = (officer, day) == (0, 0)
                assert (others == np.delete(before[day, :, place], held)).all() if free else (others >= BARRED).all()


def test_each_kind_is_tried_and_then_mostly_the_one_that_pays(part: Part) -> None:
    """While none pays each is tried once; of two hundred draws the one that brought something has at least seven in ten."""
    dice = random.Random(2)
    for _ in KINDS:
        kind = kind_to_try(part, dice)
        assert kind not in part.trials
        adapt(part, kind, 0, 1.0, ended=True, starved=False)
    adapt(part, "short", 5_000, 1.0, ended=True, starved=False)
    assert sum(kind_to_try(part, dice) == "short" for _ in range(200)) >= 140


def test_where_one_pays_the_others_are_tried_now_and_then(part: Part) -> None:
    """Of two hundred draws one in four or so takes a kind that was not tried yet."""
    dice = random.Random(3)
    adapt(part, "short", 5_000, 1.0, ended=True, starved=False)
    drawn_kinds = [kind_to_try(part, dice) for _ in range(200)]
    assert 30 <= sum(kind != "short" for kind in drawn_kinds) <= 90


def test_a_kind_that_runs_out_of_time_frees_less_and_one_that_finds_nothing_more(part: Part) -> None:
    """By a quarter each, from two days; never beyond the days there are."""
    part.trials["window"] = Trial(2.0)
    adapt(part, "window", 0, 1.0, ended=False, starved=False)
    assert part.trials["window"].size == 1.5
    adapt(part, "window", 0, 1.0, ended=True, starved=False)
    assert part.trials["window"].size == 1.875
    adapt(part, "window", 700, 1.0, ended=True, starved=False)
    assert part.trials["window"].size == 1.875
    for _ in range(20):
        adapt(part, "window", 0, 1.0, ended=True, starved=False)
    assert part.trials["window"].size == part.program.n_days


def test_a_kind_that_found_nothing_three_times_no_longer_pays(part: Part) -> None:
    """Whatever it had brought before; any gain makes it pay again."""
    adapt(part, "short", 5_000, 1.0, ended=True, starved=False)
    for _ in range(2):
        adapt(part, "short", 0, 1.0, ended=True, starved=False)
        assert part.trials["short"].worth > 0
    adapt(part, "short", 0, 1.0, ended=True, starved=False)
    assert part.trials["short"].worth == 0
    adapt(part, "short", 1, 1.0, ended=True, starved=False)
    assert part.trials["short"].worth > 0
    assert part.trials["short"].in_vain == 0
