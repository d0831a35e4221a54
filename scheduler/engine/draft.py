"""CP-SAT models of rows and amounts around lines that are partly free, and how they are solved."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.engine.effort import Effort
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.solution import Solution

POLL_SECONDS = 0.2
"""How often the user's wish to stop is looked for while a model is solved."""

FREE = 1 << 60
"""Limits of a CP-SAT constraint, or of its objective, beyond this are none."""

ByOption = dict[int, list[cp_model.IntVar]]
"""Option -> the arcs of one officer on one day that hold it."""


ByState = dict[int, list[cp_model.IntVar]]
"""State -> the arcs of one officer that leave it, or that lead to it."""


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

    @property
    def arcs_at_once(self) -> int:
        """Arcs of a model that is solved in seconds: by CP-SAT where work is counted, else by branch and cut."""
        return 8_000 if self.reproducible else 20_000


@dataclass(frozen=True)
class Exact:
    """What a solve found.

    Attributes
    ----------
    solution
        None where nothing was found in time.
    optimal
        No better one exists among the lines offered, as far as the solver that was asked can say.
    n_literals
        Size of what was solved.
    """

    solution: Solution | None
    optimal: bool
    n_literals: int


class Draft:
    """A model while it is put together.

    Parameters
    ----------
    stands
        What counts towards each row already, whatever the model decides.
    amounts
        Value of every amount that the model leaves alone.
    """

    def __init__(self, program: Program, weights: Weights, stands: Ints, amounts: Ints) -> None:
        self.program = program
        self.weights = weights
        self.stands = stands
        self.model = cp_model.CpModel()
        self.supply: dict[int, list[tuple[cp_model.LinearExprT, int]]] = defaultdict(list)
        self.objective: list[tuple[cp_model.LinearExprT, int]] = []
        self.n_literals = 0
        self.amounts: dict[int, cp_model.IntVar] = {}
        self._before = amounts

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

    def paths(
        self,
        nexts: Sequence[NDArray[np.int32]],
        kept: Sequence[NDArray[np.bool_]],
        prices: Sequence[Ints],
        hint: tuple[int, Sequence[int]] | None = None,
    ) -> list[ByOption]:
        """Add one officer's ways through consecutive days, of which one is taken; return the arcs of each day by option.

        Parameters
        ----------
        nexts, kept, prices
            For each day, shape (states, options): the state of the next day, whether the arc is offered, and its combined
            price.
        hint
            A state to begin in and an option for each day: a line to begin with, or none.
        """
        into: ByState = {}
        found: list[ByOption] = []
        standing = None if hint is None else hint[0]
        for day, to in enumerate(nexts):
            outof: ByState = defaultdict(list)
            following: ByState = defaultdict(list)
            options: ByOption = defaultdict(list)
            held = None if hint is None else int(hint[1][day])
            for state, option in np.argwhere(kept[day]).tolist():
                arc = self.literal()
                outof[state].append(arc)
                following[int(to[state, option])].append(arc)
                options[option].append(arc)
                if prices[day][state, option]:
                    self.objective.append((arc, int(prices[day][state, option])))
                if hint is not None:
                    self.model.add_hint(arc, (state, option) == (standing, held))
            if day == 0:
                self.model.add_exactly_one([arc for arcs in outof.values() for arc in arcs])
            else:
                for state in {*into, *outof}:
                    self.model.add(sum(into.get(state, [])) == sum(outof.get(state, [])))
            into = following
            standing = None if standing is None else int(to[standing, held])
            found.append(options)
        return found

    def tally(self, officer: int, days: Sequence[ByOption], first: int = 0) -> None:
        """Let an officer's options count towards the officer's own rows.

        Parameters
        ----------
        days
            The arcs of consecutive days, the first of which is ``first``.
        """
        tallies = self.program.tallies
        for entry in tallies.by_officer.get(officer, ()):
            day = int(tallies.day[entry]) - first
            if 0 <= day < len(days):
                for arc in days[day].get(int(tallies.option[entry]), ()):
                    self.supply[int(tallies.row[entry])].append((arc, int(tallies.value[entry])))

    def fill(
        self, openings: Iterable[int], days: Sequence[ByOption], hints: Iterable[int] | None = None, first: int = 0
    ) -> list[tuple[int, cp_model.LinearExprT]]:
        """Let an officer's options fill seats; return (seat, literal) pairs.

        Parameters
        ----------
        openings
            Numbers of the officer's openings on these days.
        hints
            Seats taken in a rota to begin with, None for no such rota.
        """
        all_openings = self.program.openings
        taken: list[tuple[int, cp_model.LinearExprT]] = []
        for number in openings:
            arcs = days[int(all_openings.day[number]) - first].get(int(all_openings.option[number]))
            if not arcs:
                continue
            held = arcs[0] if len(arcs) == 1 else sum(arcs)
            seats = range(int(all_openings.first_seat[number]), int(all_openings.first_seat[number + 1]))
            if len(seats) == 1 and all_openings.pence[seats[0]] == 0:
                self.seat(held, seats[0])
                taken.append((seats[0], held))
                continue
            literals = [self.literal() for _ in seats]
            self.model.add(sum(literals) <= held)
            for seat, literal in zip(seats, literals, strict=True):
                self.seat(literal, seat)
                taken.append((seat, literal))
                if hints is not None:
                    self.model.add_hint(literal, seat in hints)
        return taken

    def close(self, rows: Iterable[int], closed: NDArray[np.bool_] | None = None) -> None:
        """Add rows, the amounts in them, the rows these are in, and the objective.

        Parameters
        ----------
        closed
            Which amounts the model leaves alone in any case; what they count is in ``stands``.
        """
        program = self.program
        by_row = _amounts_by_row(program, closed)
        touched, amounts = _touched(program, by_row, rows)
        prices = self.weights.of_amounts(program)
        for number in sorted(amounts):
            self.amounts[number] = self.model.new_int_var(0, int(program.upper[number]), "")
            if prices[number]:
                self.objective.append((self.amounts[number], int(prices[number])))
        for row in sorted(touched):
            left = [(literal, value) for literal, value in self.supply.get(row, ())]
            left += [(self.amounts[number], value) for number, value in by_row[row]]
            need = int(program.at_least[row] - self.stands[row])
            if left and not (need <= 0 and all(value >= 0 for _, value in left)):
                self.model.add(cp_model.LinearExpr.weighted_sum(*map(list, zip(*left, strict=True))) >= need)
        if self.objective:
            self.model.minimize(self.total())

    def total(self) -> cp_model.LinearExprT:
        """Return the objective."""
        return cp_model.LinearExpr.weighted_sum(*map(list, zip(*self.objective, strict=True)))

    def seek(self, floor: int, most: int | None) -> None:
        """Look for nothing whose price is below a floor, where the search may end, or above a most.

        They are the objective's limits: the same said by a row would draw the linear program's row prices to that row.
        """
        if most is not None and most < (floor if self.objective else max(0, floor)):
            self.model.add_bool_or([])
        elif self.objective:
            self.model.proto.objective.domain.extend([floor, FREE if most is None else most])

    def values(self, solver: cp_model.CpSolver) -> Ints:
        """Return every amount, those not touched as they were."""
        found = self._before.copy()
        for number, amount in self.amounts.items():
            found[number] = solver.value(amount)
        return found


def option_taken(solver: cp_model.CpSolver, options: ByOption) -> int:
    """Return the option of which one of a day's arcs is taken."""
    return next(option for option, arcs in options.items() if any(solver.boolean_value(arc) for arc in arcs))


def solved(
    model: cp_model.CpModel, effort: Effort, settings: Settings, gap: float = 0.0
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve a model as the settings say, within the time left.

    Parameters
    ----------
    gap
        How far from the best an answer may be to be taken for it.
    """
    solver = cp_model.CpSolver()
    solver.parameters.absolute_gap_limit = gap
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
    with _stopped_when_asked(solver, effort):
        status = solver.solve(model)
    effort.clock.spend(solver.response_proto.deterministic_time)
    return solver, status


@contextmanager
def _stopped_when_asked(solver: cp_model.CpSolver, effort: Effort) -> Iterator[None]:
    """End a solve soon after the user asks to stop: counted in work, it may have minutes to go on a busy machine."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            if effort.stopped():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _amounts_by_row(program: Program, closed: NDArray[np.bool_] | None) -> list[list[tuple[int, int]]]:
    by_row: list[list[tuple[int, int]]] = [[] for _ in range(program.n_rows)]
    numbers = program.terms.row_of
    kept = np.ones(len(numbers), dtype=bool) if closed is None else ~closed[numbers]
    for number, row, value in zip(
        numbers[kept].tolist(),
        program.terms.columns[kept].tolist(),
        program.terms.values[kept].tolist(),
        strict=True,
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
