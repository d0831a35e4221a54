"""The master: the linear program over the lines known so far."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.program import LARGE, Program, Weights

logger = logging.getLogger(__name__)

Reals = NDArray[np.float64]

TOLERANCE = 1e-6

BLUR = 1e-3
"""How much more the rows of large parts ask for at most, each for another share of it: alike officers leave so many
optima that the simplex method goes round among them. Bounds do not rest on it, for any row prices prove one."""


@dataclass(frozen=True)
class Relaxed:
    """An optimum of the linear program.

    Attributes
    ----------
    value
        Its price.
    duals
        Price of each row; of each officer's "exactly one line"; of each held level.
    lines
        Share of each pool line.
    amounts
        Value of each amount.
    """

    value: float
    duals: Reals
    officer_duals: Reals
    held_duals: Reals
    lines: Reals
    amounts: Reals


class Master:
    """The linear program, kept between solves so that each starts from the last basis.

    The officers' own rows wait outside until an optimum breaks them: of hundreds, few ever bind.

    Parameters
    ----------
    weights
        Combined price to minimise.
    held
        Level number (from 0) -> value it may not exceed.
    """

    def __init__(self, program: Program, pool: Pool, weights: Weights, held: dict[int, int]) -> None:
        self._program = program
        self._pool = pool
        self._weights = weights
        self._held = sorted(held)
        self._model = mathopt.Model()
        self._blur = np.random.default_rng(1)
        waiting = set(program.tallies.row.tolist())
        self._rows: list[mathopt.LinearConstraint | None] = [
            None if row in waiting else self._model.add_linear_constraint(lb=self._asked(int(need)))
            for row, need in enumerate(program.at_least)
        ]
        self._easing: float | None = None
        self._easers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._counts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._ones = [self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in program.officers]
        self._holds = [self._model.add_linear_constraint(lb=-float(held[level])) for level in self._held]
        self._amounts = [self._add_amount(number) for number in range(len(program.amount_keys))]
        self._lines: list[mathopt.Variable] = []
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def _asked(self, need: int) -> float:
        """Return what a row asks for in the program."""
        return need + BLUR * float(self._blur.random()) if len(self._program.officers) > LARGE else float(need)

    def _add_amount(self, number: int) -> mathopt.Variable:
        program = self._program
        amount = self._model.add_variable(lb=0.0, ub=float(program.upper[number]))
        self._model.objective.set_linear_coefficient(amount, self._priced(program.prices[number]))
        for row, value in program.terms.row(number):
            constraint = self._rows[row]
            if constraint is None:
                self._easers[row].append((number, value))
            else:
                constraint.set_coefficient(amount, float(value))
        for level, hold in zip(self._held, self._holds, strict=True):
            if program.prices[number, level]:
                hold.set_coefficient(amount, -float(program.prices[number, level]))
        return amount

    def _priced(self, price: NDArray[np.int64]) -> float:
        return float(price @ np.array(self._weights.by_level, dtype=np.int64))

    def add_new_lines(self) -> None:
        """Take in the pool's lines that are not in the program yet."""
        for number in range(len(self._lines), len(self._pool)):
            allowed = self._pool.allowed(number, self._program)
            line = self._model.add_variable(lb=0.0, ub=float("inf") if allowed else 0.0)
            self._model.objective.set_linear_coefficient(line, float(self._pool.pence[number] * self._weights.pence))
            self._ones[self._pool.officer[number]].set_coefficient(line, 1.0)
            for row, value in self._pool.supply(number):
                constraint = self._rows[row]
                if constraint is None:
                    self._counts[row].append((number, value))
                else:
                    constraint.set_coefficient(line, float(value))
            self._lines.append(line)

    def _take_in(self, row: int) -> None:
        """Take a waiting row into the program."""
        constraint = self._rows[row] = self._model.add_linear_constraint(lb=float(self._program.at_least[row]))
        for number, value in self._easers.pop(row, ()):
            constraint.set_coefficient(self._amounts[number], float(value))
        for number, value in self._counts.pop(row, ()):
            constraint.set_coefficient(self._lines[number], float(value))
        if self._easing is not None:
            self._ease(constraint)

    def _broken(self, shares: Reals) -> list[int]:
        """Return the waiting rows that an optimum breaks."""
        return [
            row
            for row, counts in self._counts.items()
            if sum(shares[number] * value for number, value in counts) < self._program.at_least[row] - TOLERANCE
        ]

    def use(self, program: Program) -> None:
        """Take in the rows a program has more; the pool has to know them already."""
        known = len(self._rows)
        self._program = program
        more = [self._model.add_linear_constraint(lb=self._asked(int(need))) for need in program.at_least[known:]]
        self._rows += more
        for number in {cut.amount for cut in program.cuts}:
            for row, value in program.terms.row(number):
                if row >= known:
                    more[row - known].set_coefficient(self._amounts[number], float(value))
        for number, line in enumerate(self._lines):
            for row, value in self._pool.supply(number):
                if row >= known:
                    more[row - known].set_coefficient(line, float(value))

    def ease(self, price: float) -> None:
        """Let every row be missed at a price, so that decisions fixed too early show instead of ending the search."""
        self._easing = price
        for constraint in self._rows:
            if constraint is not None:
                self._ease(constraint)

    def _ease(self, constraint: mathopt.LinearConstraint) -> None:
        missed = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(missed, self._easing or 0.0)
        constraint.set_coefficient(missed, 1.0)

    def fix_amount(self, number: int, value: int) -> None:
        """Hold an amount at a whole number."""
        self._amounts[number].lower_bound = float(value)
        self._amounts[number].upper_bound = float(value)

    def fix(self, number: int) -> None:
        """Hold a pool line at one."""
        self._lines[number].lower_bound = 1.0

    def solve(self, effort: Effort, *, after_fixing: bool = False) -> Relaxed | None:
        """Return the optimum over the lines known, or None where time ran out first.

        Parameters
        ----------
        after_fixing
            Only bounds have changed since the last solve, so that the dual simplex starts from a feasible basis.
        """
        self.add_new_lines()
        algorithm = mathopt.LPAlgorithm.DUAL_SIMPLEX if after_fixing else None
        while True:
            limit = None if effort.clock.counts_work else timedelta(seconds=max(0.1, effort.seconds))
            result = self._solved(mathopt.SolveParameters(time_limit=limit, lp_algorithm=algorithm))
            if result is not None:
                effort.pivoted(result.solve_stats.simplex_iterations, len(self._ones) + len(self._rows))
            if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
                return None
            values = result.variable_values()
            shares = np.array([values[line] for line in self._lines])
            broken = self._broken(shares)
            if not broken:
                break
            for row in broken:
                self._take_in(row)
        duals = result.dual_values()
        return Relaxed(
            result.objective_value(),
            np.array([0.0 if row is None else duals[row] for row in self._rows]),
            np.array([duals[one] for one in self._ones]),
            np.array([duals[hold] for hold in self._holds]),
            shares,
            np.array([values[amount] for amount in self._amounts]),
        )

    def _solved(self, parameters: mathopt.SolveParameters) -> mathopt.SolveResult | None:
        """Solve from the last basis; should that go wrong numerically, once more from scratch."""
        try:
            return self._solver.solve(params=parameters)
        except (AttributeError, RuntimeError) as error:  # how math_opt 9.15 reports an abnormal end of GLOP
            logger.debug("linear program solved from scratch: %s", error)
        self._solver.close()
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)
        try:
            return self._solver.solve(params=parameters)
        except (AttributeError, RuntimeError) as error:
            logger.debug("linear program given up: %s", error)
            return None

    def close(self) -> None:
        """Give the solver's memory back."""
        self._solver.close()
