"""The pool of lines: what each line counts and costs, however many are added at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.engine.pool import Pool
from scheduler.engine.pricing import line_pence_of, priced
from scheduler.engine.program import Line, Program
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, row_prices, weightings


def cheapest(program: Program, seed: int) -> list[Line]:
    """Return everybody's cheapest lines at several row prices, some of them more than once."""
    pool, dice = Pool(program), random.Random(seed)
    for weights in weightings(dice):
        _, lines = priced(program, row_prices(program, weights, dice), weights)
        pool.add_lines(lines, range(len(program.officers)))
    return list(zip(pool.officer, pool.choice, pool.seats, strict=True)) * 2


def counted(program: Program, line: Line) -> list[tuple[int, int]]:
    """Return what a line counts towards each row, in the order in which its seats and its own rows name them."""
    officer, choice, seats = line
    totals: dict[int, int] = {}
    tallies = program.tallies
    own = [
        (int(tallies.row[entry]), int(tallies.value[entry]))
        for entry in range(len(tallies.row))
        if tallies.officer[entry] == officer and choice[tallies.day[entry]] == tallies.option[entry]
    ]
    for row, value in [entry for seat in seats for entry in program.openings.supply.row(seat)] + own:
        totals[row] = totals.get(row, 0) + value
    return list(totals.items())


@pytest.mark.parametrize("name", SMALL)
def test_lines_added_together_are_what_they_are_one_by_one(name: str) -> None:
    """The same numbers, prices and rows; the rows are those that seats and the officer's own rows name, each once."""
    program, _ = known(name)
    lines = cheapest(program, 7)
    together, alone = Pool(program), Pool(program)
    assert together.add_all(lines) == [alone.add(*line) for line in lines]
    assert len(together) == len(set(together.add_all(lines))) == len(alone)
    assert together.pence == alone.pence
    for number in range(len(together)):
        line = (together.officer[number], together.choice[number], together.seats[number])
        assert together.supply(number) == alone.supply(number) == counted(program, line)


def test_no_line_at_all_is_added() -> None:
    """Nothing to add, nothing added, and nothing to be worth anything."""
    program, _ = known(SMALL[0])
    pool = Pool(program)
    assert pool.add_all([]) == pool.add_allowed([]) == []
    assert not len(pool.worth(np.zeros(program.n_rows)))


def test_a_line_the_rules_refuse_is_never_added() -> None:
    """`add_all` says whose line is refused, `add_allowed` leaves it out and adds the others."""
    program, _ = known(SMALL[0])
    _, lines = priced(program, np.zeros(program.n_rows, dtype=np.int64), LEVEL_BY_LEVEL)
    fine = [(officer, choice, ()) for officer, choice in enumerate(lines.choice)]
    pool, dice = Pool(program), random.Random(3)
    drawn = np.array([[dice.randrange(3) for _ in range(program.n_days)] for _ in range(50)], dtype=np.int8)
    _, allowed = line_pence_of(program, np.zeros(len(drawn), dtype=np.int64), drawn)
    bad: Line = (0, drawn[np.flatnonzero(~allowed)[0]], ())
    n_known = len(pool)
    with pytest.raises(ValueError, match="line of officer 0 is refused"):
        pool.add_all([bad])
    assert len(pool) == n_known
    numbers = pool.add_allowed([fine[1], bad, fine[1]])
    assert numbers[1] is None
    assert numbers[0] == numbers[2] is not None
