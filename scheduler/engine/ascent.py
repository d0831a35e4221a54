"""Row prices by pricing alone: the volume method, no linear program.

Each step prices every officer at p, mixes the rows' shortage under the lines found into a running mean, and moves p
along that mean. Alike officers all jump to the same line at once; the mean is what keeps that from making p swing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from scheduler.engine.effort import Effort
from scheduler.engine.pricing import NO_SEAT, SCALE, Bound, Lines, priced
from scheduler.engine.program import Ints, Program, Weights, row_sizes

logger = logging.getLogger(__name__)

AIM = 1.0
"""How far above the best bound a step aims, as a share of that bound: far, for the mean takes back what is too much."""

LEAST_AIM = 0.05
"""The same at least, as a share of the distance to the known rota, where the bound is next to nothing."""

PATIENCE = 40
"""Steps in a row that may bring nothing."""

LOOKED_AT = 50
"""Steps after which what they gained is looked at."""

NEWEST = 0.05
"""Weight of the newest shortage in the running mean."""


@dataclass(frozen=True)
class Ascent:
    """Where the ascent ended: the best bound, and the lines met on the way that are worth knowing."""

    bound: Bound
    lines: tuple[Lines, ...]


def ascend(
    program: Program,
    weights: Weights,
    target: float,
    steps: int,
    effort: Effort,
    start: Ints | None = None,
    gained: float = 0.0,
) -> Ascent:
    """Raise the bound by the volume method.

    Parameters
    ----------
    target
        Combined price of a known rota; the step length aims between it and the best bound.
    gained
        Times the bound before that every ``LOOKED_AT`` steps have to bring for more to be made.
    """
    prices = weights.of_amounts(program)
    slope = steepest(program, prices)
    size = row_sizes(program)
    centre = np.zeros(program.n_rows) if start is None else start / SCALE
    best, lines = priced(program, np.rint(centre * SCALE).astype(np.int64), weights)
    mean = _shortage(program, lines, best.duals, prices)
    kept: list[Lines] = [lines]
    pace, quiet, without = 1.0, 0, 0
    seen = best.scaled
    for step in range(steps):
        if step and step % LOOKED_AT == 0:
            if best.scaled < gained * seen:
                break
            seen = best.scaled
        if effort.seconds <= 0 or without >= PATIENCE:
            break
        low = best.scaled / SCALE
        aim = min(target, low + max(AIM * abs(low), LEAST_AIM * (target - low), 1.0))
        step_by_row = mean / size**2
        length = pace * (aim - low) / max(1e-9, float(mean @ step_by_row))
        trial = np.clip(centre + length * step_by_row, 0.0, slope)
        bound, lines = priced(program, np.rint(trial * SCALE).astype(np.int64), weights)
        effort.priced(program.n_arcs)
        here = _shortage(program, lines, bound.duals, prices)
        mean = NEWEST * here + (1 - NEWEST) * mean
        if bound.scaled > best.scaled:
            best, centre, quiet, without = bound, bound.duals / SCALE, 0, 0
            pace = min(2.0, pace * 1.1)
            kept.append(lines)
        else:
            quiet, without = quiet + 1, without + 1
            if quiet >= 10:
                pace, quiet = max(1e-3, pace * 0.66), 0
        if step % 50 == 0:
            logger.debug("ascent %d: bound %.1f, pace %.3f", step, best.scaled / SCALE, pace)
    return Ascent(best, tuple(kept))


def steepest(program: Program, prices: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the most a row's price can usefully be: the dearest amount that could fill it instead."""
    slope = np.zeros(program.n_rows)
    amount = program.terms.row_of
    helps = program.terms.values > 0
    np.maximum.at(slope, program.terms.columns[helps], prices[amount[helps]] / program.terms.values[helps])
    return np.where(slope > 0, slope, float(prices.max(initial=1)))


def _shortage(
    program: Program, lines: Lines, duals: Ints, prices: Ints
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return what each row lacks under the lines and amounts that are cheapest at these row prices."""
    openings = program.openings
    held = lines.choice[openings.officer, openings.day] == openings.option
    taken = np.flatnonzero(held & (lines.seat != NO_SEAT))
    seats = lines.seat[taken]
    picked = np.zeros(len(openings.pence), dtype=bool)
    picked[seats] = True
    supply = openings.supply
    entries = picked[supply.row_of]
    short = (program.at_least - program.tallies.supplied(lines.choice, program.n_rows)).astype(np.float64)
    np.subtract.at(short, supply.columns[entries], supply.values[entries])
    reduced = prices * SCALE - program.terms.times(duals)
    amounts = np.where(reduced < 0, program.upper, 0)
    terms = program.terms
    np.subtract.at(short, terms.columns, terms.values * amounts[terms.row_of])
    return short
