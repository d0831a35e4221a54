"""Parts with few officers, solved to the end by widening a threshold around the bound.

Whatever a rota costs above the bound, no officer's line in it costs more than that above the officer's own share of the
bound. So the best choice among everything within a threshold is the best there is, as soon as it costs no more than
bound and threshold together; no good rota has to be known before. Most on-call parts end at a threshold of nought.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.engine.draft import FREE, Exact, Settings, solved
from scheduler.engine.effort import Effort
from scheduler.engine.exact import Reach, over_paths, reaches
from scheduler.engine.outlines import NotApartError, Outliner, Outlines, own_amounts
from scheduler.engine.pricing import SCALE, Bound, option_prices
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

MOST_OUTLINES = 30_000
"""Outlines over all officers up to which they are chosen among; beyond, paths are, whose number grows more slowly."""

MOST_ENTRIES = 150_000
"""Partial lines of one officer on one day at which the enumeration gives up."""

MANY_OUTLINES, DRAWN = 6_000, 600
"""Where there are more outlines than this over all officers, so many of each officer's are tried first."""

MANY_ARCS, MOST_ARCS = 4_000, 20_000
"""Arcs up to which a threshold is taken as it comes, and beyond which it is not tried."""

FIRST_WIDENING = 500
"""Threshold after nought, in units of the combined price."""

WIDENING = 4


@dataclass(frozen=True)
class Settled:
    """What was found about a small part.

    Attributes
    ----------
    solution
        Best one, None where none better than the one given was found.
    exhausted
        No better one exists.
    """

    solution: Solution | None
    exhausted: bool


def settle(program: Program, known: Solution, bound: Bound, effort: Effort, settings: Settings) -> Settled:
    """Search for the best rota at a bound's weights, widening the threshold until the answer is proved.

    Parameters
    ----------
    known
        A rota to beat; it may be a poor one.
    bound
        Bound with row prices for all rows of the program; the nearer the quicker.
    """
    weights, grain = bound.weights, program.grain(bound.weights)
    floor = -(-bound.whole // grain) * grain
    best, solution, threshold = known.combined(program, weights), known, 0
    nearby = _Nearby(program, bound, floor, settings)
    exhausted = False
    while effort.seconds > 0 and not exhausted:
        found = nearby.best_within(threshold, solution, effort)
        if found.solution is not None and found.solution.combined(program, weights) < best:
            solution = found.solution
            best = solution.combined(program, weights)
        # What was left out costs more than the threshold above the bound, and every price is a multiple of the grain.
        left_out = -(-(bound.scaled + threshold + 1) // (SCALE * grain)) * grain
        exhausted = best <= (left_out if found.optimal else floor)
        if not found.optimal:
            break
        enough = (best - grain) * SCALE - bound.scaled
        last, threshold = threshold, max(WIDENING * threshold, max(grain, FIRST_WIDENING) * SCALE)
        threshold = enough if enough <= 2 * threshold else nearby.in_reach(threshold, last)
    return Settled(None if solution is known else solution, exhausted)


class _Nearby:
    """Everything within a threshold of the bound, as outlines or as paths."""

    def __init__(self, program: Program, bound: Bound, floor: int, settings: Settings) -> None:
        self.program = program
        self.bound = bound
        self.floor = floor
        self.settings = settings
        try:
            self.outliner: Outliner | None = Outliner(program, bound)
        except NotApartError as error:
            logger.debug("no outlines: %s", error)
            self.outliner = None

    def best_within(self, threshold: int, known: Solution, effort: Effort) -> Exact:
        """Return the best rota within a threshold; not ``optimal`` where that was too much to choose among."""
        outlines = self._outlines(threshold)
        found = Exact(None, optimal=False, n_literals=0)
        if outlines is not None:
            n_outlines = sum(len(one.price) for one in outlines)
            if n_outlines > MANY_OUTLINES:
                # With so many at the least price, a few of each officer's often fit together as well as all.
                drawn = [one.drawn(DRAWN, self.settings.seed) for one in outlines]
                found = replace(self._chosen(drawn, threshold, effort.at_most(effort.seconds / 4)), optimal=False)
                known = found.solution or known
            if known.combined(self.program, self.bound.weights) <= self.floor:
                return found
            if n_outlines <= MOST_OUTLINES:
                whole = self._chosen(outlines, threshold, effort)
                return found if whole.solution is None and not whole.optimal else whole
            self.outliner = None
        paths = self._paths(threshold, known, effort)
        return found if paths.solution is None and not paths.optimal else paths

    def in_reach(self, threshold: int, last: int) -> int:
        """Return the threshold, or where paths would be many the widest at which they are not, beyond the last one.

        A threshold in units says little where units are dear or cheap: the first that holds a better rota is enough.
        """
        if self.outliner is not None:
            return threshold
        reach = self._reach()
        if sum(one.kept(threshold) for one in reach) <= MANY_ARCS:
            return threshold
        above = np.concatenate([layer.ravel() - one.least for one in reach for layer in one.through])
        widest = int(np.partition(above, MANY_ARCS)[MANY_ARCS]) - 1
        return min(threshold, max(widest, WIDENING * last, last + SCALE))

    def _outlines(self, threshold: int) -> list[Outlines] | None:
        """Return every officer's outlines; None once one officer has too many, and from then on."""
        found: list[Outlines] = []
        for officer in range(len(self.program.officers)):
            one = None if self.outliner is None else self.outliner.within(officer, threshold, MOST_ENTRIES)
            if one is None:
                self.outliner = None
                return None
            found.append(one)
        return found

    def _chosen(self, outlines: Sequence[Outlines], threshold: int, effort: Effort) -> Exact:
        found = over_outlines(self.program, outlines, self.bound.weights, self.floor, effort, self.settings)
        self._tell("outlines", threshold, found)
        return found

    def _paths(self, threshold: int, known: Solution, effort: Effort) -> Exact:
        weights, reach = self.bound.weights, self._reach()
        if sum(one.kept(threshold) for one in reach) > MOST_ARCS:
            return Exact(None, optimal=False, n_literals=0)
        found = over_paths(self.program, reach, known, weights, threshold, self.floor, effort, self.settings)
        self._tell("arcs and seats", threshold, found)
        return found

    def _reach(self) -> list[Reach]:
        """Return everybody's reach under the bound's row prices."""
        pence = self.bound.weights.pence
        prices, _ = option_prices(self.program, self.bound.duals, pence)
        return reaches(self.program, frozenset(range(len(self.program.officers))), prices, pence)

    def _tell(self, kind: str, threshold: int, found: Exact) -> None:
        ended = "exhausted" if found.optimal else "time"
        n_officers = len(self.program.officers)
        logger.debug(
            "%d officers, threshold %d: %d %s, %s", n_officers, threshold // SCALE, found.n_literals, kind, ended
        )


def over_outlines(
    program: Program,
    outlines: Sequence[Outlines],
    weights: Weights,
    floor: int,
    effort: Effort,
    settings: Settings,
) -> Exact:
    """Choose one outline for each officer at least combined price.

    Parameters
    ----------
    floor
        Combined price no rota can be below, so that the search ends when it is met.

    Returns
    -------
    Exact
        ``optimal`` without a solution: there is none among these outlines.
    """
    model = cp_model.CpModel()
    supply: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    objective: list[tuple[cp_model.IntVar, int]] = []
    literals = [_add_outlines(model, one, supply, objective) for one in outlines]
    own, prices = own_amounts(program), weights.of_amounts(program)
    amounts: dict[int, cp_model.IntVar] = {}
    for number in range(len(program.amount_keys)):
        if number not in own:
            amounts[number] = model.new_int_var(0, int(program.upper[number]), "")
            objective.append((amounts[number], int(prices[number])))
            for row, count in program.terms.row(number):
                supply[row].append((amounts[number], count))
    for row in sorted(set(range(program.n_rows)) - set(program.tallies.row.tolist())):
        model.add(_sum(supply.get(row, ())) >= int(program.at_least[row]))
    model.minimize(_sum([(variable, price) for variable, price in objective if price]))
    model.proto.objective.domain.extend([floor, FREE])
    solver, status = solved(model, effort, settings)
    n_literals = sum(map(len, literals))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, optimal=status == cp_model.INFEASIBLE, n_literals=n_literals)
    lines = [
        one.line(next(number for number, literal in enumerate(own_literals) if solver.boolean_value(literal)))
        for one, own_literals in zip(outlines, literals, strict=True)
    ]
    values = np.zeros(len(program.amount_keys), dtype=np.int64)
    for number, amount in amounts.items():
        values[number] = solver.value(amount)
    return Exact(_with_excess(program, lines, values), status == cp_model.OPTIMAL, n_literals)


def _add_outlines(
    model: cp_model.CpModel,
    outlines: Outlines,
    supply: dict[int, list[tuple[cp_model.IntVar, int]]],
    objective: list[tuple[cp_model.IntVar, int]],
) -> list[cp_model.IntVar]:
    """Add one officer's outlines, exactly one of which is chosen."""
    literals = [model.new_bool_var("") for _ in outlines.price]
    model.add_exactly_one(literals)
    for number, literal in enumerate(literals):
        objective.append((literal, int(outlines.price[number])))
        for row, count in outlines.supply(number).items():
            supply[row].append((literal, count))
    return literals


def _with_excess(
    program: Program, lines: Sequence[tuple[NDArray[np.int8], tuple[int, ...]]], amounts: Ints
) -> Solution:
    """Return the rota of some lines, with the own amounts at what the lines leave due."""
    choice = np.array([options for options, _ in lines], dtype=np.int8).reshape(len(lines), program.n_days)
    supplied = program.tallies.supplied(choice, program.n_rows)
    for number, (row, unit) in own_amounts(program).items():
        amounts[number] = max(0, -(-(int(program.at_least[row]) - int(supplied[row])) // unit))
    return Solution(choice, tuple(seats for _, seats in lines), amounts)


def _sum(terms: Sequence[tuple[cp_model.IntVar, int]]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum([term for term, _ in terms], [count for _, count in terms])
