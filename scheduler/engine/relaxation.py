"""Line generation: the master's linear program and pricing in turn, until the bound meets it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.engine.effort import Effort
from scheduler.engine.master import Master, Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, Lines, priced
from scheduler.engine.program import LARGE, Cut, Ints, Program, Reals, Weights, row_sizes

logger = logging.getLogger(__name__)

CUT_ROUNDS = 25
NEAR = 2e-3
"""Share within which the bound has to be before cuts are looked for."""

CLOSE = 1e-4
"""Share of the linear program's price the bound may miss it by; the last hundredth of a percent takes as long as the rest."""

CLOSE_FOR_LARGE = 5e-4

SHARES = (0.6,)
"""Shares of the best row prices, the rest being the newest, in those that officers are priced at each round."""

SHARES_FOR_LARGE = (0.95, 0.8, 0.6, 0.4, 0.2, 0.0)

WORTH_STAYING_NEAR = 0.5
"""Share of the linear program's price that row prices have to prove for new ones to be taken near them, where many diagrams
leave so many lines that cost nothing that they long prove next to nothing."""

LINES_HELD, FEWEST_LINES_HELD = 8, 16_000
"""Lines for each officer that stay in the linear program of a large part, and lines that stay whatever its size; the others
rest. A program short of lines takes twice the rounds, for those that rest come back one after the other."""

LINES_HELD_APART = 25
"""Lines for each officer that stay where many officers without crews have each a diagram of their own."""


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
    program
        The program with the cuts found on the way.
    """

    relaxed: Relaxed | None
    bound: Bound
    held: dict[int, int]
    converged: bool
    program: Program


Separate = Callable[[Program, Pool, Relaxed], list[Cut]]


def relax(
    program: Program,
    pool: Pool,
    weights: Weights,
    held: dict[int, int],
    effort: Effort,
    start: Ints | None = None,
    separate: Separate | None = None,
    close: float = CLOSE,
    shares: Sequence[float] = (),
) -> Relaxation:
    """Generate lines until no line would improve the master, or time is up.

    Parameters
    ----------
    held
        Level (from 0) -> value the levels above may not exceed; its price goes into the bound's weights.
    start
        Row prices to begin with, times ``SCALE``.
    separate
        Finds cuts that an optimum of the linear program breaks; asked whenever bound and program have come close.
    close
        Share of the linear program's price the bound may miss it by.
    shares
        Of the best row prices, the rest being the newest, in those that officers are priced at each round; by the size of
        the part if not stated.
    """
    climb = _Climb(program, pool, weights, held, start, shares)
    master = Master(program, pool, weights, held, None if start is None else start / SCALE)
    relaxed, converged, n_rounds, n_separated = None, False, 0, 0
    resting = _Resting(program)
    took = 0.0
    while effort.seconds > took:
        began = effort.clock.now()
        found = master.solve(effort)
        if found is None:
            break
        # The next one has hardly less to do: time it would not end in is worth more to whatever comes after.
        took = effort.clock.now() - began
        relaxed = found
        n_rounds += 1
        back = resting.after(master, found)
        added = climb.priced(found, first=n_rounds == 1 and start is None)
        effort.priced(program.n_arcs)
        logger.debug(
            "round %d: %.2f, bound %.2f, %d lines, %d new", n_rounds, found.value, climb.value, len(pool), added
        )
        cuts = []
        if separate is not None and n_separated < CUT_ROUNDS and (not added or climb.near(found, NEAR)):
            cuts = separate(climb.program, pool, found)
        if cuts:
            n_separated += 1
            climb.use(climb.program.with_cuts(cuts))
            master.use(climb.program)
            resting.lowest = float("inf")
            logger.debug("%d cuts", len(cuts))
            continue
        converged = climb.near(found, close)
        if converged or not (added or back or not master.complete):
            break
    return Relaxation(relaxed, climb.best, climb.best_held, converged, climb.program)


class _Resting:
    """How many lines of a large part, or of one of many diagrams, stay in its linear program.

    Attributes
    ----------
    lowest
        Price of the program so far; none after cuts, which raise it by themselves.
    """

    def __init__(self, program: Program) -> None:
        n_officers = len(program.officers)
        self.lowest = float("inf")
        self._any = n_officers > LARGE or program.many_diagrams
        self._most = max(FEWEST_LINES_HELD, LINES_HELD * n_officers)
        if program.many_diagrams:
            self._most = LINES_HELD_APART * n_officers

    def after(self, master: Master, found: Relaxed) -> int:
        """Let lines rest after an optimum, and return how many come back."""
        if not self._any:
            return 0
        # A price that rises is one of a line that should not have rested.
        self._most = 2 * self._most if found.value > self.lowest else self._most
        self.lowest = min(self.lowest, found.value)
        return master.rest(found, self._most)


class _Climb:
    """The best bound so far and the row prices it was found at."""

    def __init__(
        self,
        program: Program,
        pool: Pool,
        weights: Weights,
        held: dict[int, int],
        start: Ints | None,
        shares: Sequence[float] = (),
    ) -> None:
        self.program = program
        self.pool = pool
        self.weights = weights
        self.held = held
        self.centre: Reals = np.zeros(program.n_rows) if start is None else start / SCALE
        self.centre_held = np.zeros(len(held))
        self.best_held: dict[int, int] = dict.fromkeys(held, 0)
        self.best, lines = priced(program, np.rint(self.centre * SCALE).astype(np.int64), weights)
        self.value = self.best.scaled / SCALE
        self.begun = False
        self.last: Relaxed | None = None
        # A linear program of a large part takes tens of times as long as pricing it once more.
        self.shares = shares or (SHARES_FOR_LARGE if len(program.officers) > LARGE else SHARES)
        # What rounding row prices to multiples of 1 / SCALE can cost at most: rows of minutes make it count.
        self.rounding = float(row_sizes(program).sum()) * max(1, program.n_days) / SCALE / 2
        pool.add_lines(lines, range(len(program.officers)))

    def use(self, program: Program) -> None:
        """Go on with a program that has more rows."""
        more = program.n_rows - len(self.centre)
        self.program = program
        self.pool.use(program)
        self.centre = np.concatenate([self.centre, np.zeros(more)])
        self.best = Bound(
            self.best.scaled, np.concatenate([self.best.duals, np.zeros(more, dtype=np.int64)]), self.best.weights
        )

    def near(self, relaxed: Relaxed, share: float) -> bool:
        """Say whether the bound is within a share of the linear program's price."""
        return relaxed.value - self.value <= max(share * abs(relaxed.value), self.rounding)

    def priced(self, relaxed: Relaxed, *, first: bool) -> int:
        """Price between the best row prices and the newest; return how many new lines that brought."""
        if first:
            self.centre, self.centre_held = relaxed.duals, relaxed.held_duals
        # Row prices that prove next to nothing are no place to stay near.
        near = not self.program.many_diagrams or self.value > WORTH_STAYING_NEAR * relaxed.value
        shares = self.shares if self.begun and near else (0.0,)
        added = sum(self._priced_between(relaxed, share) for share in shares)
        if self.begun and not near:
            added += self._priced_at(*_halfway(self.last, relaxed), relaxed)
        self.begun, self.last = True, relaxed
        share = shares[-1]
        while not added and share > 0.0:
            share = 0.0 if share < 0.3 else share / 2
            added = self._priced_between(relaxed, share)
        return added

    def _priced_between(self, relaxed: Relaxed, share: float) -> int:
        """Price at a share of the best row prices and the rest of the newest; return how many new lines that brought."""
        duals = share * self.centre + (1 - share) * relaxed.duals
        holds = share * self.centre_held + (1 - share) * relaxed.held_duals
        return self._priced_at(duals, holds, relaxed)

    def _priced_at(self, duals: Reals, holds: Reals, relaxed: Relaxed) -> int:
        """Price at some row prices, and stay with them if they prove more; return how many new lines that brought."""
        bound, lines, prices, value = _priced_at(self.program, self.weights, self.held, duals, holds)
        if value > self.value:
            self.best, self.best_held, self.value = bound, prices, value
            self.centre, self.centre_held = np.maximum(duals, 0), np.maximum(holds, 0)
        return _add_improving(self.pool, lines, relaxed)


def _halfway(last: Relaxed | None, newest: Relaxed) -> tuple[Reals, Reals]:
    """Return the row prices halfway between those of two optima of the linear program, and the held levels' prices."""
    assert last is not None
    n_known = len(last.duals)
    before = np.concatenate([last.duals, newest.duals[n_known:]])
    return (before + newest.duals) / 2, (last.held_duals + newest.held_duals) / 2


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
