"""What an officer's lines can come to is found on the days that count alone, and is what all days would say."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.diagram.paths import BARRED, cheapest_lines
from scheduler.engine.program import Group, Ints
from scheduler.planning.tallies import Reachable
from tests.engine.programs import SMALL, known


def most_over_all_days(group: Group, adds: Ints) -> Ints:
    """Return the most each officer's lines come to, by one search over the whole horizon."""
    prices = np.where(group.base >= BARRED, BARRED, -adds)
    return -cheapest_lines(group.diagram, prices, 0).price


@pytest.mark.parametrize("name", SMALL)
def test_the_most_over_some_days_is_the_most_over_all_days(name: str) -> None:
    """Whatever options count on whichever days, those before and after them only say which states can be passed."""
    program, _ = known(name)
    dice = random.Random(name)
    for group in program.groups:
        reachable = Reachable(group)
        n_days = group.diagram.n_days
        for _ in range(12):
            first = dice.randrange(n_days)
            until = dice.randrange(first, n_days) + 1
            adds = np.zeros(group.base.shape, dtype=np.int64)
            drawn = np.random.default_rng(dice.randrange(10**6)).integers(-3, 10, adds[first:until].shape)
            adds[first:until] = drawn
            assert (reachable.most(adds) == most_over_all_days(group, adds)).all()


@pytest.mark.parametrize("name", SMALL)
def test_what_nothing_counts_towards_comes_to_nought(name: str) -> None:
    """A tally without any day of the horizon."""
    program, _ = known(name)
    for group in program.groups:
        assert (Reachable(group).most(np.zeros(group.base.shape, dtype=np.int64)) == 0).all()
