"""The master: the linear program over the lines known so far."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.program import LARGE, Program, Reals, Weights

logger = logging.getLogger(__name__)


TOLERANCE = 1e-6

BLUR = 1e-3
"""How much less the rows of large parts ask for at most, each for another share of it: alike officers leave so many
optima that solvers go round among them. Bounds do not rest on it, for any row prices prove one."""

PIVOTS_A_ROW = 40
"""Pivots of the simplex method for each row and line after which it is taken to go round in circles."""

USED = 1e-3
"""Share from which a line is kept whatever it costs."""

PIVOTS_AN_ITERATION = 30
"""How many pivots of the simplex method take as long as one iteration of the interior point method."""


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
    """The linear program, solved anew each time.

    The dual simplex method with presolve needs less time for that than the primal one from the last basis. Programs of
    large parts go to an interior point method, whose row prices are central besides, so that fewer rounds are needed.
    Officers' own rows wait outside until an optimum breaks them: of hundreds, few ever bind. Lines of large parts can be
    given a rest outside, for the method's time grows with them.

    Parameters
    ----------
    weights
        Combined price to minimise.
    held
        Level number (from 0) -> value it may not exceed.
    start
        Row prices to begin with. Own rows of a large part that have one do not wait; without any, none of them does.

    Attributes
    ----------
    complete
        The last optimum broke no row that waits outside.
    """

    def __init__(
        self, program: Program, pool: Pool, weights: Weights, held: dict[int, int], start: Reals | None = None
    ) -> None:
        self._program = program
        self._pool = pool
        self._weights = weights
        self._held = sorted(held)
        self._model = mathopt.Model()
        self._luck = np.random.default_rng(1)
        self._blur = np.zeros(0)
        self._large = len(program.officers) > LARGE
        self.complete = True
        self._patient = self._large and start is not None
        waiting = self._waiting(start)
        self._rows: list[mathopt.LinearConstraint | None] = []
        self._rows = [None if row in waiting else self._row(need) for row, need in enumerate(self._asked(program))]
        self._blur[list(waiting)] = 0.0
        self._easing: float | None = None
        self._easers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._counts: dict[int, dict[int, int]] = defaultdict(dict)
        self._ones = [self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in program.officers]
        self._holds = [self._model.add_linear_constraint(lb=-float(held[level])) for level in self._held]
        self._amounts = [self._add_amount(number) for number in range(len(program.amount_keys))]
        self._lines: list[mathopt.Variable | None] = []
        """Pool lines; None for one that rests."""
        self._keeping: dict[int, int] = {}
        self._n_looked_at = 0

    def _waiting(self, start: Reals | None) -> set[int]:
        """Return the officers' own rows that begin outside.

        In a large part those that no amount eases do not: the lines that keep them might be at rest once one is broken.
        """
        own = np.unique(self._program.tallies.row)
        if not self._large:
            return set(own.tolist())
        return set() if start is None else set(own[start[own] <= 0.0].tolist()) - set(self._program.hard_sums.tolist())

    def _asked(self, program: Program) -> list[float]:
        """Return what the rows of a program beyond those known ask for here, those of a large part a little less."""
        need = program.at_least[len(self._rows) :]
        less = self._luck.random(len(need)) * (BLUR if self._large else 0.0)
        self._blur = np.concatenate([self._blur, less])
        return [float(asked) for asked in need - less]

    def _row(self, need: float) -> mathopt.LinearConstraint:
        return self._model.add_linear_constraint(lb=need)

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
            self._lines.append(self._add_line(number))

    def _add_line(self, number: int) -> mathopt.Variable:
        allowed = self._pool.allowed(number, self._program)
        line = self._model.add_variable(lb=0.0, ub=float("inf") if allowed else 0.0)
        self._model.objective.set_linear_coefficient(line, float(self._pool.pence[number] * self._weights.pence))
        self._ones[self._pool.officer[number]].set_coefficient(line, 1.0)
        for row, value in self._pool.supply(number):
            constraint = self._rows[row]
            if constraint is None:
                self._counts[row][number] = value
            else:
                constraint.set_coefficient(line, float(value))
        return line

    def rest(self, relaxed: Relaxed, most: int) -> int:
        """Give all lines a rest but those that cost least under an optimum's row prices; return how many come back.

        Parameters
        ----------
        most
            Lines that stay or come back, beside those that take part.
        """
        officers = np.array(self._pool.officer, dtype=np.int64)
        pence = np.array(self._pool.pence, dtype=np.float64) * self._weights.pence
        reduced = pence - self._pool.worth(relaxed.duals) - relaxed.officer_duals[officers]
        held = np.zeros(len(reduced), dtype=bool)
        held[np.argsort(reduced, kind="stable")[:most]] = True
        held[: len(self._lines)] |= relaxed.lines > USED
        held[self._keeping_sums()] = True
        back = 0
        for number, line in enumerate(self._lines):
            if line is None and held[number]:
                self._lines[number] = self._add_line(number)
                back += 1
            elif line is not None and not held[number]:
                self._model.delete_variable(line)
                self._lines[number] = None
        return back

    def _keeping_sums(self) -> list[int]:
        """Return a line of each officer that keeps the sums nothing may exceed: without it there might be no answer."""
        for number in range(self._n_looked_at, len(self._lines)):
            officer = self._pool.officer[number]
            if officer not in self._keeping and self._pool.keeps_sums(number):
                self._keeping[officer] = number
        self._n_looked_at = len(self._lines)
        return list(self._keeping.values())

    def _take_in(self, row: int) -> None:
        """Take a waiting row into the program."""
        constraint = self._rows[row] = self._model.add_linear_constraint(lb=float(self._program.at_least[row]))
        for number, value in self._easers.pop(row, ()):
            constraint.set_coefficient(self._amounts[number], float(value))
        for number, value in self._counts.pop(row, {}).items():
            line = self._lines[number]
            if line is not None:
                constraint.set_coefficient(line, float(value))
        if self._easing is not None:
            self._ease(constraint)

    def _broken(self, shares: Reals) -> list[int]:
        """Return the waiting rows that an optimum breaks."""
        return [
            row
            for row, counts in self._counts.items()
            if sum(shares[number] * value for number, value in counts.items()) < self._program.at_least[row] - TOLERANCE
        ]

    def use(self, program: Program) -> None:
        """Take in the rows a program has more; the pool has to know them already."""
        known = len(self._rows)
        self._program = program
        more = [self._row(need) for need in self._asked(program)]
        self._rows += more
        for number in {program.crews[cut.place].amount for cut in program.cuts}:
            for row, value in program.terms.row(number):
                if row >= known:
                    more[row - known].set_coefficient(self._amounts[number], float(value))
        for number, line in enumerate(self._lines):
            if line is None:
                continue
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
        """Hold a pool line at one, and leave its officer's others out from now on."""
        line = self._lines[number]
        assert line is not None
        line.lower_bound = 1.0
        officer = self._pool.officer[number]
        for other, one in enumerate(self._lines):
            if one is not None and other != number and self._pool.officer[other] == officer:
                self._model.delete_variable(one)
                self._lines[other] = None

    def solve(self, effort: Effort) -> Relaxed | None:
        """Return the optimum over the lines that do not rest, or None where time ran out first.

        Of a large part that was given row prices, the optimum may break rows that waited: they are taken in for the next
        one, and row prices are as good for a bound without them.
        """
        self.add_new_lines()
        while True:
            result = self._solved(effort)
            if result is None:
                return None
            values = result.variable_values()
            shares = np.array([0.0 if line is None else values[line] for line in self._lines])
            duals = result.dual_values()
            row_duals = np.array([0.0 if row is None else duals[row] for row in self._rows])
            broken = self._broken(shares)
            for row in broken:
                self._take_in(row)
            self.complete = not broken
            if self.complete or self._patient:
                break
        return Relaxed(
            result.objective_value() + float(row_duals @ self._blur),
            row_duals,
            np.array([duals[one] for one in self._ones]),
            np.array([duals[hold] for hold in self._holds]),
            shares,
            np.array([values[amount] for amount in self._amounts]),
        )

    def _solved(self, effort: Effort) -> mathopt.SolveResult | None:
        """Solve from scratch; should that go wrong numerically or go round in circles, once more by another method."""
        n_rows = len(self._ones) + len(self._rows)
        for solver, parameters in LARGE_METHODS if self._large or self._program.many_diagrams else METHODS:
            limit = None if effort.clock.counts_work else timedelta(seconds=max(0.1, effort.seconds))
            most = None if solver is mathopt.SolverType.HIGHS else max(1, PIVOTS_A_ROW * (n_rows + len(self._lines)))
            limited = replace(parameters, time_limit=limit, iteration_limit=most)
            try:
                result = mathopt.solve(self._model, solver, params=limited)
            except (AttributeError, RuntimeError) as error:  # how math_opt 9.15 reports an abnormal end
                logger.debug("linear program solved by another method: %s", error)
                continue
            stats = result.solve_stats
            effort.pivoted(stats.simplex_iterations + PIVOTS_AN_ITERATION * stats.barrier_iterations, n_rows)
            if result.termination.reason == mathopt.TerminationReason.OPTIMAL:
                return result
            logger.debug("linear program not solved by %s: %s", solver.name, result.termination.reason.name)
            if effort.seconds <= 0:
                break
        return None


def _interior(**options: str) -> tuple[mathopt.SolverType, mathopt.SolveParameters]:
    highs = highs_pb2.HighsOptionsProto(string_options=options)
    barrier = mathopt.LPAlgorithm.BARRIER
    return mathopt.SolverType.HIGHS, mathopt.SolveParameters(lp_algorithm=barrier, highs=highs)


CENTRAL = _interior(run_crossover="off", presolve="off")
"""Without presolve: after it, HiGHS 1.12 takes every other optimum of these programs for uncertain."""

CROSSED_OVER = _interior(run_crossover="on")
DUAL_SIMPLEX = (mathopt.SolverType.GLOP, mathopt.SolveParameters(lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX))
PRIMAL_SIMPLEX = (mathopt.SolverType.GLOP, mathopt.SolveParameters(lp_algorithm=mathopt.LPAlgorithm.PRIMAL_SIMPLEX))
METHODS = (DUAL_SIMPLEX, PRIMAL_SIMPLEX, CROSSED_OVER)
LARGE_METHODS = (CENTRAL, CROSSED_OVER, DUAL_SIMPLEX)
