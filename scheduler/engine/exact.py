"""Exact solves by CP-SAT: over the pool's lines, or over every line of some officers as paths through their diagrams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from scheduler.diagram.paths import BARRED, from_start, to_end
from scheduler.diagram.table import REFUSED
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, membership
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.solution import Solution


@dataclass(frozen=True)
class Settings:
    """How the search is run.

    Attributes
    ----------
    workers
        Processes that search at once. CP-SAT uses one thread in each: it measured best on these models.
    reproducible
        One process, and limits in work instead of time.
    """

    workers: int = 2
    seed: int = 1
    reproducible: bool = False


@dataclass(frozen=True)
class Exact:
    """What a solve found.

    Attributes
    ----------
    solution
        None where nothing was found in time.
    optimal
        No better one exists among the lines offered.
    n_literals
        Size of what was solved.
    """

    solution: Solution | None
    optimal: bool
    n_literals: int


class _Draft:
    """A CP-SAT model of rows and amounts around lines that are partly free."""

    def __init__(self, program: Program, base: Solution | None, free: frozenset[int], weights: Weights) -> None:
        self.program = program
        self.base = base
        self.free = free
        self.model = cp_model.CpModel()
        self.supply: dict[int, list[tuple[cp_model.LinearExprT, int]]] = defaultdict(list)
        self.objective: list[tuple[cp_model.LinearExprT, int]] = []
        self.weights = weights
        self.n_literals = 0
        self.amounts: dict[int, cp_model.IntVar] = {}

    def literal(self) -> cp_model.IntVar:
        """Return a new yes-or-no variable."""
        self.n_literals += 1
        return self.model.new_bool_var("")

    def seat(self, literal: cp_model.LinearExprT, seat: int) -> None:
        """Let a literal supply the rows of a seat and pay its price."""
        openings = self.program.openings
        for row, value in openings.supply.row(seat):
            self.supply[row].append((literal, value))
        pence = int(openings.pence[seat]) * self.weights.pence
        if pence:
            self.objective.append((literal, pence))

    def close(self) -> None:
        """Add the rows the free lines touch, the amounts in them, and the objective."""
        program = self.program
        fixed = (
            self.base.supplied(program, self.free)
            if self.base is not None
            else np.zeros(program.n_rows, dtype=np.int64)
        )
        by_row = _amounts_by_row(program)
        first = [*self.supply, *self.tallied()] if self.base is not None else range(program.n_rows)
        rows, amounts = _touched(program, by_row, first)
        prices = self.weights.of_amounts(program)
        for number in sorted(amounts):
            self.amounts[number] = self.model.new_int_var(0, int(program.upper[number]), "")
            if prices[number]:
                self.objective.append((self.amounts[number], int(prices[number])))
        for row in sorted(rows):
            left = [(literal, value) for literal, value in self.supply.get(row, ())]
            left += [(self.amounts[number], value) for number, value in by_row[row]]
            need = int(program.at_least[row] - fixed[row])
            if left and not (need <= 0 and all(value >= 0 for _, value in left)):
                self.model.add(cp_model.LinearExpr.weighted_sum(*map(list, zip(*left, strict=True))) >= need)
        if self.objective:
            self.model.minimize(cp_model.LinearExpr.weighted_sum(*map(list, zip(*self.objective, strict=True))))

    def tallied(self) -> set[int]:
        """Return the own rows of the free officers, which matter even where no option left counts towards them."""
        tallies = self.program.tallies
        return {int(row) for officer in self.free for row in tallies.row[tallies.by_officer.get(officer, [])]}

    def stand_above(self, floor: int) -> None:
        """Tell the model that no rota's combined price is below a floor, so that it may stop there."""
        if self.base is None or not self.objective:
            return
        program, pence = self.program, self.weights.pence
        fixed = sum(
            price * int(self.base.amounts[number])
            for number, price in enumerate(self.weights.of_amounts(program).tolist())
            if number not in self.amounts
        )
        lines = self.base.line_pence(program)
        fixed += pence * sum(price for officer, price in enumerate(lines) if officer not in self.free)
        fixed += pence * sum(int(program.groups[g].diagram.offsets[p]) for g, p in self.homes())
        whole = cp_model.LinearExpr.weighted_sum(*map(list, zip(*self.objective, strict=True)))
        self.model.add(whole >= floor - fixed)

    def stay_within(self, ceilings: dict[int, int]) -> None:
        """Bar every rota whose price in a level is above a ceiling; lines have no price in these levels."""
        if self.base is None:
            return
        for level, ceiling in ceilings.items():
            prices = self.program.prices[:, level]
            fixed = sum(
                int(prices[number] * self.base.amounts[number])
                for number in np.flatnonzero(prices).tolist()
                if number not in self.amounts
            )
            free = [(amount, int(prices[number])) for number, amount in self.amounts.items() if prices[number]]
            if free:
                total = cp_model.LinearExpr.weighted_sum(*map(list, zip(*free, strict=True)))
                self.model.add(total <= ceiling - fixed)

    def homes(self) -> list[tuple[int, int]]:
        """Return the group and the place in it of each free officer."""
        group_of, place_of = membership(self.program)
        return [(int(group_of[officer]), int(place_of[officer])) for officer in self.free]

    def values(self, solver: cp_model.CpSolver) -> Ints:
        """Return every amount, those not touched as they were."""
        found = (
            np.zeros(len(self.program.amount_keys), dtype=np.int64) if self.base is None else self.base.amounts.copy()
        )
        for number, amount in self.amounts.items():
            found[number] = solver.value(amount)
        return found


def over_pool(
    program: Program,
    pool: Pool,
    weights: Weights,
    effort: Effort,
    settings: Settings,
    numbers: Sequence[int],
) -> Exact:
    """Choose one of some pool lines for each officer, at least combined price."""
    draft = _Draft(program, None, frozenset(range(len(program.officers))), weights)
    literals: dict[int, cp_model.IntVar] = {}
    by_officer: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for number in numbers:
        literal = literals[number] = draft.literal()
        by_officer[pool.officer[number]].append(literal)
        for row, value in pool.supply(number):
            draft.supply[row].append((literal, value))
        pence = pool.pence[number] * weights.pence
        if pence:
            draft.objective.append((literal, pence))
    for officer_literals in by_officer.values():
        draft.model.add_exactly_one(officer_literals)
    draft.close()
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
    group_of, place_of = membership(program)
    scale = pence_weight * SCALE
    found = []
    for number in sorted({int(group_of[officer]) for officer in free}):
        diagram = program.groups[number].diagram
        members = [officer for officer in sorted(free) if group_of[officer] == number]
        ends = to_end(diagram, np.ascontiguousarray(prices[number][:, :, place_of[members]]), scale)
        for position, officer in enumerate(members):
            place = int(place_of[officer])
            own = prices[number][:, :, place]
            starts = from_start(diagram, place, own, scale)
            through = []
            for day, nexts in enumerate(diagram.nexts):
                ahead = ends[day + 1][np.maximum(nexts, 0), position]
                cost = starts[day][:, None] + diagram.pence[day] * scale + own[day][None, :] + ahead
                through.append(np.where((nexts == REFUSED) | (cost >= BARRED // 2), BARRED * 2, cost))
            found.append(Reach(officer, number, place, through, int(ends[0][diagram.roots[place], position])))
    return found


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

    Returns
    -------
    Exact
        ``optimal`` without a solution: there is none within the ceilings.
    """
    draft = _Draft(program, base, frozenset(one.officer for one in reach), weights)
    chosen = {one.officer: _add_paths(draft, base, one, threshold) for one in reach}
    _add_tallies(draft, chosen)
    seat_literals = _add_openings(draft, chosen)
    draft.close()
    draft.stand_above(floor)
    draft.stay_within(ceilings or {})
    _hint_amounts(draft, base)
    solver, status = solved(draft.model, effort, settings)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, optimal=status == cp_model.INFEASIBLE, n_literals=draft.n_literals)
    choice = base.choice.copy()
    seats = list(base.seats)
    for officer, days in chosen.items():
        for day, options in enumerate(days):
            choice[officer, day] = next(
                option for option, arcs in options.items() if any(solver.boolean_value(arc) for arc in arcs)
            )
        seats[officer] = tuple(seat for seat, literal in seat_literals[officer] if solver.value(literal))
    solution = Solution(choice, tuple(seats), draft.values(solver))
    return Exact(solution, status == cp_model.OPTIMAL, draft.n_literals)


def _add_paths(draft: _Draft, base: Solution, reach: Reach, threshold: int) -> list[dict[int, list[cp_model.IntVar]]]:
    """Add one officer's arcs that are worth keeping, and those of the line held; return, for each day, those of each option."""
    group = draft.program.groups[reach.group]
    diagram = group.diagram
    into: dict[int, list[cp_model.IntVar]] = {}
    found: list[dict[int, list[cp_model.IntVar]]] = []
    standing = int(diagram.roots[reach.place])
    for day, nexts in enumerate(diagram.nexts):
        outof: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        following: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        options: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        held = int(base.choice[reach.officer, day])
        kept = reach.through[day] <= reach.least + threshold
        kept[standing, held] = True
        for state, option in np.argwhere(kept).tolist():
            arc = draft.literal()
            outof[state].append(arc)
            following[int(nexts[state, option])].append(arc)
            options[option].append(arc)
            pence = int(diagram.pence[day][state, option] + group.base[day, option, reach.place])
            if pence:
                draft.objective.append((arc, pence * draft.weights.pence))
            draft.model.add_hint(arc, (state, option) == (standing, held))
        if day == 0:
            draft.model.add_exactly_one([arc for arcs in outof.values() for arc in arcs])
        else:
            for state in {*into, *outof}:
                draft.model.add(sum(into.get(state, [])) == sum(outof.get(state, [])))
        into = following
        standing = int(nexts[standing, held])
        found.append(options)
    return found


def _add_tallies(draft: _Draft, chosen: dict[int, list[dict[int, list[cp_model.IntVar]]]]) -> None:
    """Let the options of free officers count towards the officers' own rows."""
    tallies = draft.program.tallies
    for officer, days in chosen.items():
        for entry in tallies.by_officer.get(officer, ()):
            for arc in days[tallies.day[entry]].get(int(tallies.option[entry]), ()):
                draft.supply[int(tallies.row[entry])].append((arc, int(tallies.value[entry])))


def _add_openings(
    draft: _Draft, chosen: dict[int, list[dict[int, list[cp_model.IntVar]]]]
) -> dict[int, list[tuple[int, cp_model.LinearExprT]]]:
    """Let the options of free officers fill seats; return each officer's (seat, literal) pairs."""
    openings = draft.program.openings
    taken: dict[int, list[tuple[int, cp_model.LinearExprT]]] = {officer: [] for officer in chosen}
    for number in np.flatnonzero(np.isin(openings.officer, list(chosen))):
        officer = int(openings.officer[number])
        arcs = chosen[officer][openings.day[number]].get(int(openings.option[number]))
        if not arcs:
            continue
        held = arcs[0] if len(arcs) == 1 else sum(arcs)
        seats = range(int(openings.first_seat[number]), int(openings.first_seat[number + 1]))
        if len(seats) == 1 and openings.pence[seats[0]] == 0:
            draft.seat(held, seats[0])
            taken[officer].append((seats[0], held))
            continue
        literals = [draft.literal() for _ in seats]
        draft.model.add(sum(literals) <= held)
        for seat, literal in zip(seats, literals, strict=True):
            draft.seat(literal, seat)
            taken[officer].append((seat, literal))
            if draft.base is not None:
                draft.model.add_hint(literal, seat in draft.base.seats[officer])
    return taken


def _hint_amounts(draft: _Draft, hint: Solution) -> None:
    for number, amount in draft.amounts.items():
        draft.model.add_hint(amount, int(hint.amounts[number]))


def _amounts_by_row(program: Program) -> list[list[tuple[int, int]]]:
    by_row: list[list[tuple[int, int]]] = [[] for _ in range(program.n_rows)]
    numbers = np.repeat(np.arange(len(program.amount_keys)), np.diff(program.terms.starts))
    for number, row, value in zip(
        numbers.tolist(), program.terms.columns.tolist(), program.terms.values.tolist(), strict=True
    ):
        by_row[row].append((number, value))
    return by_row


def _touched(program: Program, by_row: list[list[tuple[int, int]]], first: Iterable[int]) -> tuple[set[int], set[int]]:
    """Return the rows reached from some rows through the amounts they share, and those amounts."""
    rows, amounts = set(first), set[int]()
    waiting = list(rows)
    while waiting:
        for number, _ in by_row[waiting.pop()]:
            if number not in amounts:
                amounts.add(number)
                for row, _ in program.terms.row(number):
                    if row not in rows:
                        rows.add(row)
                        waiting.append(row)
    return rows, amounts


def solved(
    model: cp_model.CpModel, effort: Effort, settings: Settings
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve a model as the settings say, within the time left."""
    solver = cp_model.CpSolver()
    # One worker that leans on the linear program solves these models in a tenth of the time of the default portfolio,
    # and gives the same answer each time.
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    # Looking for what models of flows do not have takes as long as solving them.
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.random_seed = settings.seed
    # Otherwise CP-SAT takes Ctrl-C for itself and leaves no handler behind, and the best rota would be lost.
    solver.parameters.catch_sigint_signal = False
    if effort.clock.counts_work:
        solver.parameters.max_deterministic_time = max(0.05, effort.seconds)
    else:
        solver.parameters.max_time_in_seconds = max(0.05, effort.seconds)
    status = solver.solve(model)
    effort.clock.spend(solver.response_proto.deterministic_time)
    return solver, status
