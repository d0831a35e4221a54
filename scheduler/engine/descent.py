"""A careful dive: a line at a time, several tried where the price rises, and the last few officers chosen for at once.

A dive goes wrong at its end. While most officers are open the linear program makes good what a line fixed spoils, and its
price hardly rises; those placed last have no choice left but a dear one. So lines are generated anew after every line fixed;
where the price rises all the same the surest lines of other officers are tried, too, and the one that spoils least is
fixed; and the paths of the last fifth go into one model, under the row prices the dive has come to.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from scheduler.engine.dive import Pace, likeliest, surest_lines
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import LEAST_SECONDS, affordable, over_paths, over_pool, reaches
from scheduler.engine.highs import branch_and_cut
from scheduler.engine.master import Master, Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, option_prices, priced
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

RISES = 1e-3
"""Share of the linear program's price by which it may rise with a line fixed without another being tried."""

TRIED = 4
"""Lines tried then, the surest of as many officers."""

RISEN = 0.05
"""Share by which it may have risen in all before those who are open are chosen for at once."""

LAST_SHARE, FEWEST_LAST, MOST_LAST = 0.2, 4, 20
"""Share of the officers who are chosen for at once, and how many they are at least and at most."""

WHOLE = 0.99
"""Share from which a line counts as chosen by the linear program."""

ROUNDS = 8
"""Linear programs after each step, at most: lines for what the step has changed."""

SETTLED = 1e-4
"""Share of its price by which another round has to bring the linear program down for one more to be made."""

DIVING_SHARE = 0.7
"""Share of the time that the dive may take; the rest is for choosing at once."""

ARCS = (3_000, 6_000, 12_000)
"""Arcs of that choice, more and more as long as it ends: with a good rota to begin with, twice the arcs take less time."""

CHOOSING_SHARE = 0.5
"""Share of the time left that each of them may take."""


def descended(
    program: Program, pool: Pool, weights: Weights, effort: Effort, settings: Settings, first: Relaxed
) -> Solution | None:
    """Return a whole rota near the linear program's optimum, or None where its last step found none.

    Parameters
    ----------
    first
        An optimum over the first lines of the pool.
    """
    descent = _Descent(program, pool, weights, first)
    descent.go(effort.at_most(effort.seconds * DIVING_SHARE))
    return descent.chosen(effort, settings)


class _Descent:
    """The lines fixed so far, and the linear program over the others."""

    def __init__(self, program: Program, pool: Pool, weights: Weights, first: Relaxed) -> None:
        self.program, self.pool, self.weights = program, pool, weights
        self.last, self.lowest = first, first.value
        self.fixed: dict[int, int] = {}
        self.master = Master(program, pool, weights, {})
        self.master.ease(2.0 * max(*weights.by_level, int(weights.of_amounts(program).max(initial=0))))

    @property
    def n_open(self) -> int:
        """Officers without a line."""
        return len(self.program.officers) - len(self.fixed)

    def go(self, effort: Effort) -> None:
        """Fix lines until few officers are open, the price has risen, or time is up."""
        pace = Pace(effort)
        n_last = min(MOST_LAST, max(FEWEST_LAST, int(LAST_SHARE * len(self.program.officers))))
        going_on = self._repriced(effort)
        while going_on and self.n_open > n_last and self.last.value <= (1 + RISEN) * self.lowest:
            number = min(self.n_open - n_last, int(pace.share(self.n_open, least=0.0) * self.n_open))
            whole = self._whole_lines()
            if whole or number > 1:
                self._fix(whole if len(whole) >= number else self._surest(number))
                going_on = self._repriced(effort)
            else:
                going_on = self._fix_one(effort)
        logger.debug(
            "descended to %d of %d officers, price %.1f of %.1f",
            self.n_open,
            len(self.program.officers),
            self.last.value,
            self.lowest,
        )

    def _surest(self, number: int) -> list[int]:
        return [line for _, line in surest_lines(self.pool, self.last, self.fixed)[:number]]

    def _whole_lines(self) -> list[int]:
        return [line for share, line in surest_lines(self.pool, self.last, self.fixed) if share >= WHOLE]

    def _fix(self, lines: Sequence[int]) -> None:
        for line in lines:
            self.fixed[self.pool.officer[line]] = line
            self.master.fix(line)

    def _fix_one(self, effort: Effort) -> bool:
        """Fix the line that spoils least of some, the surest first; say whether there was one, and time for it."""
        before, tried = self.last.value, list[tuple[float, int, Relaxed]]()
        for line in self._surest(TRIED):
            self.fixed[self.pool.officer[line]] = line
            self.master.hold(line, whole=True)
            solved = self._repriced(effort)
            del self.fixed[self.pool.officer[line]]
            self.master.hold(line, whole=False)
            if not solved:
                break
            tried.append((self.last.value, line, self.last))
            if self.last.value <= (1 + RISES) * before:
                break
        if not tried:
            return False
        _, line, self.last = min(tried, key=lambda one: one[0])
        self._fix([line])
        return True

    def _repriced(self, effort: Effort) -> bool:
        """Solve the linear program until more lines hardly lower it; say whether it was solved at all."""
        before = float("inf")
        for number in range(ROUNDS):
            found = self.master.solve(effort) if effort.seconds > 0 else None
            if found is None:
                return number > 0
            self.last = found
            self.lowest = min(self.lowest, found.value)
            if found.value > (1 - SETTLED) * before or not self._priced(effort):
                break
            before = found.value
        return True

    def _priced(self, effort: Effort) -> bool:
        """Price the officers who are open; say whether that brought a line."""
        _, lines = priced(self.program, _row_prices(self.last), self.weights)
        effort.priced(self.program.n_arcs)
        reduced = lines.least / SCALE - self.last.officer_duals
        worth = np.flatnonzero(reduced < -0.5 * self.weights.pence).tolist()
        known = len(self.pool)
        self.pool.add_lines(lines, [officer for officer in worth if officer not in self.fixed])
        return len(self.pool) > known

    def chosen(self, effort: Effort, settings: Settings) -> Solution | None:
        """Choose for all who are open at once."""
        placed = self.fixed | likeliest(self.pool, self.last, self.fixed)
        numbers = [placed[officer] for officer in sorted(placed)]
        last_step = effort.at_least(LEAST_SECONDS)
        begun = over_pool(self.program, self.pool, self.weights, last_step, settings, numbers).solution
        free = frozenset(range(len(self.program.officers))) - self.fixed.keys()
        if begun is None or not free or effort.seconds <= 0:
            return begun
        prices, _ = option_prices(self.program, _row_prices(self.last), self.weights.pence)
        reach = reaches(self.program, free, prices, self.weights.pence)
        best = begun
        for most in ARCS:
            in_time = effort.at_most(effort.seconds * CHOOSING_SHARE)
            threshold = affordable(reach, self.weights.of(best.price(self.program)) * SCALE, most)
            found = over_paths(
                self.program, reach, best, self.weights, threshold, 0, in_time, settings, solve=branch_and_cut
            )
            best = found.solution or best
            logger.debug(
                "chosen for %d officers at once: %d arcs, %s",
                len(free),
                found.n_literals,
                tuple(best.price(self.program)),
            )
            if not found.optimal:
                break
        return best


def _row_prices(relaxed: Relaxed) -> Ints:
    prices: Ints = np.rint(np.maximum(relaxed.duals, 0) * SCALE).astype(np.int64)
    return prices
