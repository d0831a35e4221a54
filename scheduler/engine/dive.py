"""Dive: fix what the linear program is surest of, price again, until every officer has a line.

Cars are made whole numbers first: which tours get their last crew decides more than who is in it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

import numpy as np

from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import LEAST_SECONDS, over_pool
from scheduler.engine.master import Master, Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, priced
from scheduler.engine.program import Program, Weights
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

SURE = 0.85
ROUNDS_A_STEP = 1
SMALL = 25
"""Officers up to whom the linear program is solved to its end at every step."""
LARGEST_STEP = 0.3
SMALLEST_STEP = 0.1
NEARLY = 1e-5
CARS_SHARE = 0.5
"""Share of the time that making cars whole numbers may take."""


def dive(
    program: Program,
    pool: Pool,
    weights: Weights,
    effort: Effort,
    settings: Settings,
    last: Relaxed | None = None,
) -> Solution | None:
    """Return a whole rota near the linear program's optimum, or None where even the last step found none.

    As time runs out steps become longer; once it has, every officer not placed yet gets the line the linear program last
    was surest of. Lines found on the way stay in the pool.

    Parameters
    ----------
    last
        An optimum over the first lines of the pool, to go by where not even one is found in time.
    """
    master = Master(program, pool, weights, {})
    fixed: dict[int, int] = {}
    master.ease(2.0 * max(*weights.by_level, int(weights.of_amounts(program).max(initial=0))))
    last = _whole_cars(program, pool, weights, master, effort.at_most(effort.seconds * CARS_SHARE)) or last
    pace = Pace(effort)
    while len(fixed) < len(program.officers):
        relaxed = _repriced(program, pool, weights, master, fixed, effort)
        if relaxed is None:
            break
        last = relaxed
        for number in _surest(
            pool, relaxed, fixed, len(program.officers), pace.share(len(program.officers) - len(fixed))
        ):
            fixed[pool.officer[number]] = number
            master.fix(number)
    fixed.update(likeliest(pool, last, fixed))
    return over_pool(program, pool, weights, effort.at_least(LEAST_SECONDS), settings, list(fixed.values())).solution


class Pace:
    """How large a share of what is open each step has to fix for the time to suffice."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._before = effort.seconds

    def share(self, n_open: int, least: float = SMALLEST_STEP) -> float:
        """Return the share to fix now, going by what the last step took, and at least some share."""
        left = self._effort.seconds
        took, self._before = self._before - left, left
        if took <= 0 or left <= 0 or n_open < 2:
            return least
        n_steps = max(1.0, 0.8 * left / took)
        return float(max(least, 1.0 - n_open ** (-1.0 / n_steps)))


def likeliest(pool: Pool, last: Relaxed | None, fixed: dict[int, int]) -> dict[int, int]:
    """Return, for each officer not placed yet, the line of the largest share in the linear program's last optimum.

    Where it says nothing of an officer, it is the first line known of the officer, the one the search began with.
    """
    shares = np.zeros(len(pool)) if last is None else np.pad(last.lines, (0, len(pool) - len(last.lines)))
    found: dict[int, int] = {}
    for number in np.argsort(-np.maximum(shares, NEARLY), kind="stable").tolist():
        officer = pool.officer[number]
        if officer not in fixed and officer not in found and pool.keeps_sums(number):
            found[officer] = number
    return found


def _whole_cars(program: Program, pool: Pool, weights: Weights, master: Master, effort: Effort) -> Relaxed | None:
    """Make the cars crewed on each tour whole numbers before anybody is placed, as far as there is time."""
    waiting = {crews.amount for crews in program.crews.values()}
    pace = Pace(effort)
    last: Relaxed | None = None
    while waiting:
        relaxed = _repriced(program, pool, weights, master, {}, effort)
        if relaxed is None:
            break
        last = relaxed
        ranked = sorted((abs(relaxed.amounts[amount] - round(relaxed.amounts[amount])), amount) for amount in waiting)
        least = max(1, int(SMALLEST_STEP * len(program.crews)), int(pace.share(len(waiting)) * len(waiting)))
        for position, (off, amount) in enumerate(ranked):
            if off < 1 - SURE or position < least:
                value = int(min(program.upper[amount], np.floor(relaxed.amounts[amount] + 0.5)))
                master.fix_amount(amount, value)
                waiting.discard(amount)
    return last


def _repriced(
    program: Program, pool: Pool, weights: Weights, master: Master, fixed: dict[int, int], effort: Effort
) -> Relaxed | None:
    """Solve the linear program with some lines fixed, and generate lines for the others."""
    relaxed = None
    for _ in range(ROUNDS_A_STEP if len(program.officers) > SMALL else 40 * ROUNDS_A_STEP):
        if effort.seconds <= 0:
            return None
        found = master.solve(effort)
        if found is None:
            return relaxed
        relaxed = found
        _, lines = priced(program, np.rint(np.maximum(found.duals, 0) * SCALE).astype(np.int64), weights)
        effort.priced(program.n_arcs)
        reduced = lines.least / SCALE - found.officer_duals
        worth = [officer for officer in np.flatnonzero(reduced < -0.5 * weights.pence).tolist() if officer not in fixed]
        before = len(pool)
        pool.add_lines(lines, worth)
        if len(pool) == before:
            break
    return relaxed


def _surest(pool: Pool, relaxed: Relaxed, fixed: dict[int, int], n_officers: int, share: float) -> list[int]:
    """Return the lines to fix now: all that are nearly whole, but at least a share of those open, the nearest to it."""
    ranked = _surest_lines(pool, relaxed, fixed)
    if not ranked:
        return [_plainest(pool, fixed, n_officers)]
    most = max(1, int(max(LARGEST_STEP, share) * n_officers))
    sure = [number for held, number in ranked[:most] if held >= SURE]
    least = 1 if n_officers <= SMALL and share <= SMALLEST_STEP else max(1, int(share * (n_officers - len(fixed))))
    return sure if len(sure) >= least else [number for _, number in ranked[:least]]


def _surest_lines(pool: Pool, relaxed: Relaxed, fixed: Mapping[int, int]) -> list[tuple[float, int]]:
    """Return the line of each officer not placed yet that has the largest share and keeps the sums, the surest first."""
    best: dict[int, tuple[float, int]] = {}
    for number in np.flatnonzero(relaxed.lines > 1e-6):
        officer = pool.officer[number]
        if officer not in fixed and pool.keeps_sums(int(number)):
            here = (float(relaxed.lines[number]), -int(number))
            best[officer] = max(best.get(officer, here), here)
    return [(held, -number) for held, number in sorted(best.values(), reverse=True)]


def _plainest(pool: Pool, fixed: dict[int, int], n_officers: int) -> int:
    """Return a line of an officer whose shares all break a sum: the first known one that keeps them."""
    officer = next(officer for officer in range(n_officers) if officer not in fixed)
    return next(number for number in range(len(pool)) if pool.officer[number] == officer and pool.keeps_sums(number))
