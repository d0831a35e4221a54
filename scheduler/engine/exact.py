"""Solves over the pool's lines, or over every line of some officers as paths through their diagrams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.diagram.paths import through_arcs, to_end
from scheduler.engine.draft import ByOption, Draft, Exact, Settings, option_taken, solved
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.solution import Solution

Solve = Callable[[cp_model.CpModel, Effort, Settings], tuple[cp_model.CpSolver, cp_model.CpSolverStatus]]

LEAST_SECONDS = 2.0
"""What choosing the amounts for lines that stand may always take, so that no search for them is in vain."""


def over_pool(
    program: Program,
    pool: Pool,
    weights: Weights,
    effort: Effort,
    settings: Settings,
    numbers: Sequence[int],
    hints: Collection[int] = (),
) -> Exact:
    """Choose one of some pool lines for each officer, at least combined price.

    Parameters
    ----------
    hints
        Those of a rota to begin with; none where there is none.
    """
    nothing = np.zeros(program.n_rows, dtype=np.int64), np.zeros(len(program.amount_keys), dtype=np.int64)
    draft = Draft(program, weights, *nothing)
    literals: dict[int, cp_model.IntVar] = {}
    by_officer: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for number in numbers:
        literal = literals[number] = draft.literal()
        if hints:
            draft.model.add_hint(literal, number in hints)
        by_officer[pool.officer[number]].append(literal)
        for row, value in pool.supply(number):
            draft.supply[row].append((literal, value))
        pence = pool.pence[number] * weights.pence
        if pence:
            draft.objective.append((literal, pence))
    for officer_literals in by_officer.values():
        draft.model.add_exactly_one(officer_literals)
    draft.close(range(program.n_rows))
    solver, status = solved(draft.model, effort, settings)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, optimal=False, n_literals=draft.n_literals)
    choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
    seats: list[tuple[int, ...]] = [()] * len(program.officers)
    for number, literal in literals.items():
        if solver.boolean_value(literal):
            choice[pool.officer[number]] = pool.choice[number]
            seats[pool.officer[number]] = pool.seats[number]
    solution = Solution(choice, tuple(seats), draft.values(solver))
    return Exact(solution, status == cp_model.OPTIMAL, draft.n_literals)


def with_amounts(
    program: Program,
    choice: NDArray[np.int8],
    seats: Sequence[tuple[int, ...]],
    weights: Weights,
    effort: Effort,
    settings: Settings,
) -> Solution | None:
    """Return the rota of one line for each officer, with every amount at its least."""
    pool = Pool(program)
    numbers = pool.add_all(zip(range(len(seats)), choice, seats, strict=True))
    return over_pool(program, pool, weights, effort, settings, numbers).solution


@dataclass(frozen=True)
class Reach:
    """What an officer's arcs cost at least, as the cheapest line through each of them.

    Attributes
    ----------
    through
        For each day, shape (states, options): price of the cheapest line through the arc, times ``SCALE``.
    least
        Price of the officer's cheapest line, times ``SCALE``.
    """

    officer: int
    group: int
    place: int
    through: list[Ints]
    least: int

    def kept(self, threshold: int) -> int:
        """Return how many arcs stay within a threshold of the least."""
        return sum(int((layer <= self.least + threshold).sum()) for layer in self.through)


def reaches(program: Program, free: frozenset[int], prices: list[Ints], pence_weight: int) -> list[Reach]:
    """Return the reach of some officers under option prices."""
    group_of, place_of = program.membership
    scale = pence_weight * SCALE
    found = []
    for number in sorted({int(group_of[officer]) for officer in free}):
        diagram = program.groups[number].diagram
        members = [officer for officer in sorted(free) if group_of[officer] == number]
        ends = to_end(diagram, np.ascontiguousarray(prices[number][:, :, place_of[members]]), scale)
        for position, officer in enumerate(members):
            place = int(place_of[officer])
            root, ahead = int(diagram.roots[place]), [layer[:, position] for layer in ends]
            through = through_arcs(diagram, root, prices[number][:, :, place], ahead, scale)
            found.append(Reach(officer, number, place, through, int(ends[0][root, position])))
    return found


def affordable(reach: Sequence[Reach], distance: int, most: int) -> int:
    """Return the widest threshold, up to the distance, that keeps the model within its size."""
    above = np.concatenate(
        [np.zeros(0, dtype=np.int64), *(layer.ravel() - one.least for one in reach for layer in one.through)]
    )
    above = above[above <= distance]
    return distance if len(above) <= most else max(0, int(np.partition(above, most)[most]) - 1)


def over_paths(
    program: Program,
    reach: Sequence[Reach],
    base: Solution,
    weights: Weights,
    threshold: int,
    floor: int,
    effort: Effort,
    settings: Settings,
    ceilings: dict[int, int] | None = None,
    below: int | None = None,
    solve: Solve = solved,
) -> Exact:
    """Choose among all lines of some officers, the others standing, at least combined price.

    Parameters
    ----------
    threshold
        Arcs whose best line costs more than this above the officer's least, times ``SCALE``, are left out. With the
        distance of the incumbent to the bound, nothing that could be better is lost.
    floor
        Combined price no rota can be below, so that the search ends when it is met.
    ceilings
        Level -> price it may not exceed.
    below
        Combined price a rota has to be less than. The base is no hint then: to know that there is none takes less time
        without one.
    solve
        How; :func:`scheduler.engine.highs.branch_and_cut` is faster where nothing has to be proved.

    Returns
    -------
    Exact
        ``optimal`` without a solution: there is none within the ceilings, or none below.
    """
    hinted = below is None and not ceilings
    free = frozenset(one.officer for one in reach)
    draft = Draft(program, weights, base.supplied(program, free), base.amounts)
    chosen = {one.officer: _add_paths(draft, base, one, threshold, hinted=hinted) for one in reach}
    own = _add_own_rows(draft, chosen)
    seat_literals = {
        officer: draft.fill(program.openings.by_officer.get(officer, ()), days, base.seats[officer] if hinted else None)
        for officer, days in chosen.items()
    }
    draft.close([*draft.supply, *own])
    standing = _standing(draft, base, free)
    draft.seek(floor - standing, None if below is None else below - 1 - standing)
    _stay_within(draft, base, ceilings or {})
    if hinted:
        for number, amount in draft.amounts.items():
            draft.model.add_hint(amount, int(base.amounts[number]))
    solver, status = solve(draft.model, effort, settings)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, optimal=status == cp_model.INFEASIBLE, n_literals=draft.n_literals)
    choice = base.choice.copy()
    seats = list(base.seats)
    for officer, days in chosen.items():
        choice[officer] = [option_taken(solver, options) for options in days]
        seats[officer] = tuple(seat for seat, literal in seat_literals[officer] if solver.value(literal))
    solution = Solution(choice, tuple(seats), draft.values(solver))
    return Exact(solution, status == cp_model.OPTIMAL, draft.n_literals)


def _add_own_rows(draft: Draft, chosen: Mapping[int, list[ByOption]]) -> set[int]:
    """Let officers' options count towards their own rows; return all of these, also those nothing counts towards."""
    tallies = draft.program.tallies
    for officer, days in chosen.items():
        draft.tally(officer, days)
    return {int(row) for officer in chosen for row in tallies.row[tallies.by_officer.get(officer, [])]}


def _add_paths(draft: Draft, base: Solution, reach: Reach, threshold: int, *, hinted: bool) -> list[ByOption]:
    """Add one officer's arcs that are worth keeping, and those of the line held; return, for each day, those of each option."""
    group = draft.program.groups[reach.group]
    diagram, held = group.diagram, base.choice[reach.officer]
    state, kept, prices = int(diagram.roots[reach.place]), [], []
    for day, (nexts, option) in enumerate(zip(diagram.nexts, held.tolist(), strict=True)):
        kept.append(reach.through[day] <= reach.least + threshold)
        kept[-1][state, option] = True
        prices.append((diagram.pence[day] + group.base[day, :, reach.place]) * draft.weights.pence)
        state = int(nexts[state, option])
    return draft.paths(diagram.nexts, kept, prices, (int(diagram.roots[reach.place]), held) if hinted else None)


def _standing(draft: Draft, base: Solution, free: frozenset[int]) -> int:
    """Return the combined price of all that the model leaves alone."""
    program, pence = draft.program, draft.weights.pence
    group_of, place_of = program.membership
    fixed: int = sum(
        price * int(base.amounts[number])
        for number, price in enumerate(draft.weights.of_amounts(program).tolist())
        if number not in draft.amounts
    )
    fixed += pence * sum(price for officer, price in enumerate(base.line_pence(program)) if officer not in free)
    offsets = [int(program.groups[group_of[officer]].diagram.offsets[place_of[officer]]) for officer in free]
    return fixed + pence * sum(offsets)


def _stay_within(draft: Draft, base: Solution, ceilings: dict[int, int]) -> None:
    """Bar every rota whose price in a level is above a ceiling; lines have no price in these levels."""
    for level, ceiling in ceilings.items():
        prices = draft.program.prices[:, level]
        fixed = sum(
            int(prices[number] * base.amounts[number])
            for number in np.flatnonzero(prices).tolist()
            if number not in draft.amounts
        )
        free = [(amount, int(prices[number])) for number, amount in draft.amounts.items() if prices[number]]
        if free:
            total = cp_model.LinearExpr.weighted_sum(*map(list, zip(*free, strict=True)))
            draft.model.add(total <= ceiling - fixed)
