"""Dive: fix what the linear program is surest of, price again, until every officer has a line.

Cars are made whole numbers first: which tours get their last crew decides more than who is in it.
"""

from __future__ import annotations

import logging

import numpy as np

from scheduler.engine.exact import Settings, over_pool
from scheduler.engine.master import Master, Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, priced
from scheduler.engine.program import Program, Weights
from scheduler.engine.relaxation import Effort
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

SURE = 0.85
ROUNDS_A_STEP = 1
SMALL = 25
"""Officers up to whom the linear program is solved to its end at every step."""
LARGEST_STEP = 0.3
SMALLEST_STEP = 0.1


def dive(program: Program, pool: Pool, weights: Weights, effort: Effort, settings: Settings) -> Solution | None:
    """Return a whole rota near the linear program's optimum, or None where time ran out.

    Lines found on the way stay in the pool.
    """
    master = Master(program, pool, weights, {})
    fixed: dict[int, int] = {}
    master.ease(2.0 * max(weights.by_level))
    try:
        if not _whole_cars(program, pool, weights, master, effort):
            return None
        while len(fixed) < len(program.officers):
            relaxed = _repriced(program, pool, weights, master, fixed, effort)
            if relaxed is None:
                return None
            for number in _surest(pool, relaxed, fixed, len(program.officers)):
                fixed[pool.officer[number]] = number
                master.fix(number)
    finally:
        master.close()
    return over_pool(program, pool, weights, effort, settings, list(fixed.values())).solution


def _whole_cars(program: Program, pool: Pool, weights: Weights, master: Master, effort: Effort) -> bool:
    """Make the cars crewed on each tour whole numbers before anybody is placed; say whether there was time."""
    waiting = {amount for amount, _ in program.crews.values()}
    while waiting:
        relaxed = _repriced(program, pool, weights, master, {}, effort)
        if relaxed is None:
            return False
        ranked = sorted((abs(relaxed.amounts[amount] - round(relaxed.amounts[amount])), amount) for amount in waiting)
        least = max(1, int(SMALLEST_STEP * len(program.crews)))
        for position, (off, amount) in enumerate(ranked):
            if off < 1 - SURE or position < least:
                value = int(min(program.upper[amount], np.floor(relaxed.amounts[amount] + 0.5)))
                master.fix_amount(amount, value)
                waiting.discard(amount)
    return True


def _repriced(
    program: Program, pool: Pool, weights: Weights, master: Master, fixed: dict[int, int], effort: Effort
) -> Relaxed | None:
    """Solve the linear program with some lines fixed, and generate lines for the others."""
    relaxed = None
    for _ in range(ROUNDS_A_STEP if len(program.officers) > SMALL else 40 * ROUNDS_A_STEP):
        if effort.seconds <= 0:
            return None
        found = master.solve(effort.seconds, after_fixing=relaxed is None)
        if found is None:
            return relaxed
        relaxed = found
        _, lines = priced(program, np.rint(np.maximum(found.duals, 0) * SCALE).astype(np.int64), weights)
        reduced = lines.least / SCALE - found.officer_duals
        worth = [officer for officer in np.flatnonzero(reduced < -0.5 * weights.pence).tolist() if officer not in fixed]
        before = len(pool)
        pool.add_lines(lines, worth)
        if len(pool) == before:
            break
    return relaxed


def _surest(pool: Pool, relaxed: Relaxed, fixed: dict[int, int], n_officers: int) -> list[int]:
    """Return the lines to fix now: all that are nearly whole, or the few nearest to it."""
    best: dict[int, tuple[float, int]] = {}
    for number in np.flatnonzero(relaxed.lines > 1e-6):
        officer = pool.officer[number]
        if officer not in fixed and pool.keeps_sums(int(number)):
            share = (float(relaxed.lines[number]), -int(number))
            best[officer] = max(best.get(officer, share), share)
    if not best:
        return [_plainest(pool, fixed, n_officers)]
    ranked = sorted(best.values(), reverse=True)
    most = max(1, int(LARGEST_STEP * n_officers))
    sure = [-number for share, number in ranked[:most] if share >= SURE]
    least = 1 if n_officers <= SMALL else max(1, int(SMALLEST_STEP * (n_officers - len(fixed))))
    return sure if len(sure) >= least else [-number for _, number in ranked[:least]]


def _plainest(pool: Pool, fixed: dict[int, int], n_officers: int) -> int:
    """Return a line of an officer whose shares all break a sum: the first known one that keeps them."""
    officer = next(officer for officer in range(n_officers) if officer not in fixed)
    return next(number for number in range(len(pool)) if pool.officer[number] == officer and pool.keeps_sums(number))
