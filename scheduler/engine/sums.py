"""Lines to begin with that keep the sums nothing may break, where an officer's own prices alone do not find one.

A least amount of work that is hard leaves no line of rest alone, and with a hard most beside it the prices of both rows
take each other off. So a price for each such row is brought up and down, officer by officer, until a line keeps them all;
chance in the prices of days lets sums change by single tours on the way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, cheapest_lines
from scheduler.engine.pricing import SCALE, Lines, option_prices
from scheduler.engine.program import Index, Ints, Program, row_sizes

TRIES = 400
CHANCE = 1_000
"""Pence that chance adds to an option of a day at most."""


def keeping_sums(program: Program, lines: Lines) -> Lines:
    """Return lines that keep their officers' hard sums, as far as they are found; the others as they are.

    Parameters
    ----------
    lines
        What each officer begins with; it stays for those whose sums it keeps.
    """
    hard = program.hard_sums
    rows, owners = _owned(program, hard)
    choice, luck = lines.choice.copy(), np.random.default_rng(1)
    missing = _missing(program, choice, rows, owners)
    sizes = row_sizes(program)[rows]
    duals = np.zeros(program.n_rows)
    for _ in range(TRIES):
        if not missing.any():
            break
        tried = _lines_at(program, np.rint(duals).astype(np.int64), luck)
        lack = program.at_least[rows] - program.tallies.supplied(tried, program.n_rows)[rows]
        duals[rows] = np.maximum(0.0, duals[rows] + CHANCE * SCALE * lack.clip(min=0) / sizes**2 / program.n_days)
        still = _missing(program, tried, rows, owners)
        found = missing & ~still
        choice[found], missing = tried[found], missing & still
    return Lines(choice, lines.seat, lines.least)


def _owned(program: Program, hard: Index) -> tuple[Ints, Ints]:
    """Return the hard rows of single officers, and whose they are."""
    tallies = program.tallies
    pairs = np.unique(np.stack([tallies.row, tallies.officer], axis=1)[np.isin(tallies.row, hard)], axis=0)
    rows, first, counts = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    return rows[counts == 1].astype(np.int64), pairs[first[counts == 1], 1].astype(np.int64)


def _missing(program: Program, choice: NDArray[np.int8], rows: Ints, owners: Ints) -> NDArray[np.bool_]:
    """Return which officers' lines break a hard sum of their own."""
    lack = program.at_least[rows] > program.tallies.supplied(choice, program.n_rows)[rows]
    missing = np.zeros(len(program.officers), dtype=bool)
    missing[owners[lack]] = True
    return missing


def _lines_at(program: Program, duals: Ints, luck: np.random.Generator) -> NDArray[np.int8]:
    """Return every officer's cheapest line at some row prices, chance added to each option of each day."""
    prices, _ = option_prices(program, duals, 1)
    choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
    for group, table in zip(program.groups, prices, strict=True):
        chance = luck.integers(0, CHANCE * SCALE, table.shape)
        priced = np.where(table >= BARRED, BARRED, table + chance)
        choice[group.members] = cheapest_lines(group.diagram, priced, SCALE).choice
    return choice
