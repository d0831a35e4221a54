"""Line generation: the master's linear program and pricing in turn, until the bound meets it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scheduler.engine.master import Master, Reals, Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, Lines, priced
from scheduler.engine.program import Ints, Program, Weights

logger = logging.getLogger(__name__)

CLOSE = 1e-4
"""Share of the linear program's price the bound may miss it by; the last hundredth of a percent takes as long as the rest."""


@dataclass
class Effort:
    """When to stop.

    Attributes
    ----------
    deadline
        Value of ``time.monotonic()`` after which nothing new is begun.
    stopped
        Says whether the user asked to stop.
    """

    deadline: float
    stopped: Callable[[], bool] = field(default=lambda: False)

    @property
    def seconds(self) -> float:
        """Seconds left; 0 once stopped."""
        return 0.0 if self.stopped() else max(0.0, self.deadline - time.monotonic())

    def at_most(self, seconds: float) -> Effort:
        """Return the effort with an earlier deadline."""
        return Effort(min(self.deadline, time.monotonic() + seconds), self.stopped)


@dataclass(frozen=True)
class Relaxation:
    """Where line generation ended.

    Attributes
    ----------
    relaxed
        Last optimum over the lines known; None where not even one was found in time.
    bound
        Best bound proved.
    held
        Level -> price of one unit of it in the bound.
    converged
        Bound and linear program meet.
    """

    relaxed: Relaxed | None
    bound: Bound
    held: dict[int, int]
    converged: bool


def relax(
    program: Program,
    pool: Pool,
    weights: Weights,
    held: dict[int, int],
    effort: Effort,
    start: Ints | None = None,
) -> Relaxation:
    """Generate lines until no line would improve the master, or time is up.

    Parameters
    ----------
    held
        Level (from 0) -> value the levels above may not exceed; its price goes into the bound's weights.
    start
        Row prices to begin with, times ``SCALE``.
    """
    master = Master(program, pool, weights, held)
    centre: Reals = np.zeros(program.n_rows) if start is None else start / SCALE
    best, lines = priced(program, np.rint(centre * SCALE).astype(np.int64), weights)
    best_held: dict[int, int] = dict.fromkeys(held, 0)
    best_value = best.scaled / SCALE
    centre_held = np.zeros(len(held))
    pool.add_lines(lines, range(len(program.officers)))
    relaxed, converged, smoothing, rounds = None, False, 0.0, 0
    try:
        while effort.seconds > 0:
            found = master.solve(effort.seconds)
            if found is None:
                break
            relaxed = found
            rounds += 1
            if rounds == 1 and start is None:
                centre, centre_held = found.duals, found.held_duals
            share = smoothing
            while True:
                duals = share * centre + (1 - share) * found.duals
                holds = share * centre_held + (1 - share) * found.held_duals
                bound, lines, prices, value = _priced_at(program, weights, held, duals, holds)
                if value > best_value:
                    best, best_held, best_value = bound, prices, value
                    centre, centre_held = np.maximum(duals, 0), np.maximum(holds, 0)
                added = _add_improving(pool, lines, found)
                if added or share == 0.0:
                    break
                share = 0.0 if share < 0.3 else share / 2
            converged = found.value - best_value <= max(CLOSE * abs(found.value), 0.5 if weights.pence else 1e-4)
            logger.debug(
                "round %d: %.2f, bound %.2f, %d lines, %d new", rounds, found.value, best_value, len(pool), added
            )
            if converged or not added:
                break
            smoothing = 0.6
    finally:
        master.close()
    return Relaxation(relaxed, best, best_held, converged)


def _priced_at(
    program: Program, weights: Weights, held: dict[int, int], duals: Reals, holds: Reals
) -> tuple[Bound, Lines, dict[int, int], float]:
    """Price at rounded row prices, with the prices of held levels taken into the weights."""
    prices = {level: max(0, round(float(price))) for level, price in zip(sorted(held), holds, strict=True)}
    by_level = list(weights.by_level)
    for level, price in prices.items():
        by_level[level] += price
    bound, lines = priced(program, np.rint(np.maximum(duals, 0) * SCALE).astype(np.int64), Weights(tuple(by_level)))
    value = bound.scaled / SCALE - sum(price * held[level] for level, price in prices.items())
    return bound, lines, prices, value


def _add_improving(pool: Pool, lines: Lines, relaxed: Relaxed) -> int:
    """Add every officer's new line; return how many of them the pool did not have."""
    before = len(pool)
    pool.add_lines(lines, range(len(relaxed.officer_duals)))
    return len(pool) - before
