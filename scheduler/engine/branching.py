"""Branch and price: decide who is where on which day, one decision at a time, with a bound at every step.

For parts of the problem with few officers, such as the rota of one command seat, where fixing whole lines is too
coarse: a block of on-call days that leaves a gap of the wrong length is only noticed when it is too late to move it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from scheduler.diagram.paths import BARRED
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import over_pool
from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.program import Group, Ints, Program, Weights
from scheduler.engine.relaxation import relax
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

NEARLY = 1e-5


@dataclass(frozen=True)
class Decision:
    """An officer holds one of some options on a day, or none of them."""

    officer: int
    day: int
    options: frozenset[int]
    held: bool


@dataclass(frozen=True)
class Branched:
    """What branching found.

    Attributes
    ----------
    solution
        Best one, None where it found none better than the one given.
    exhausted
        No better one exists.
    """

    solution: Solution | None
    exhausted: bool


class _Tree:
    """A depth-first search that follows the linear program's surest choice first."""

    def __init__(
        self, program: Program, pool: Pool, weights: Weights, effort: Effort, settings: Settings, best: int
    ) -> None:
        self.program = program
        self.pool = pool
        self.weights = weights
        self.effort = effort
        self.settings = settings
        self.best = best
        self.solution: Solution | None = None
        self.exhausted = True
        self.group_of, self.place_of = program.membership
        self.fills = _options_by_place(program)
        self.n_nodes = 0

    def run(self, start: Ints, lowest: int) -> None:
        """Search until nothing is left below the best price, or time is up.

        Parameters
        ----------
        lowest
            A price nothing can be below.
        """
        waiting: list[tuple[tuple[Decision, ...], Ints]] = [((), start)]
        while waiting and self.best > lowest:
            if self.effort.seconds <= 0:
                self.exhausted = False
                return
            decisions, duals = waiting.pop()
            self.n_nodes += 1
            program = self._under(decisions)
            found = relax(program, self.pool, self.weights, {}, self.effort, duals)
            if found.bound.whole >= self.best:
                continue
            if found.relaxed is None or not found.converged:
                self.exhausted = False
                continue
            if self.n_nodes % 8 == 1:
                self._round(program)
            decision = self._undecided(found.relaxed)
            if decision is None:
                self._round(program)
                self.exhausted = self.exhausted and found.bound.whole >= self.best
                continue
            for held in (False, True):
                waiting.append(((*decisions, replace(decision, held=held)), found.bound.duals))

    def _under(self, decisions: tuple[Decision, ...]) -> Program:
        """Return the program with the options barred that decisions leave out."""
        bases: dict[int, Ints] = {}
        for decision in decisions:
            number = int(self.group_of[decision.officer])
            base = bases.setdefault(number, self.program.groups[number].base.copy())
            place = self.place_of[decision.officer]
            for option in range(base.shape[1]):
                if (option in decision.options) != decision.held:
                    base[decision.day, option, place] = BARRED
        groups = tuple(
            Group(group.diagram, group.members, bases.get(number, group.base))
            for number, group in enumerate(self.program.groups)
        )
        return replace(self.program, groups=groups)

    def _undecided(self, relaxed: Relaxed) -> Decision | None:
        """Return the surest choice that is not whole: of a place first, then of an option."""
        at_place: dict[tuple[int, int], float] = defaultdict(float)
        on_day: dict[tuple[int, int, int], float] = defaultdict(float)
        for number in np.flatnonzero(relaxed.lines > NEARLY).tolist():
            officer, share = self.pool.officer[number], float(relaxed.lines[number])
            for seat in self.pool.seats[number]:
                at_place[officer, int(self.program.openings.place[seat])] += share
            for day, option in enumerate(self.pool.choice[number].tolist()):
                on_day[officer, day, option] += share
        open_places = [(share, key) for key, share in at_place.items() if NEARLY < share < 1 - NEARLY]
        if open_places:
            _, (officer, place) = max(open_places)
            day, options = self.fills[officer, place]
            return Decision(officer, day, options, held=True)
        open_options = [(share, key) for key, share in on_day.items() if NEARLY < share < 1 - NEARLY]
        if not open_options:
            return None
        _, (officer, day, option) = max(open_options)
        return Decision(officer, day, frozenset({option}), held=True)

    def _round(self, program: Program) -> None:
        """Choose among the known lines that the decisions allow."""
        numbers = [number for number in range(len(self.pool)) if self.pool.allowed(number, program)]
        if {self.pool.officer[number] for number in numbers} != set(range(len(program.officers))):
            return
        found = over_pool(program, self.pool, self.weights, self.effort.at_most(2.0), self.settings, numbers).solution
        if found is not None:
            price = found.combined(self.program, self.weights)
            if price < self.best:
                self.best, self.solution = price, found


def branch(
    program: Program,
    pool: Pool,
    weights: Weights,
    effort: Effort,
    settings: Settings,
    best: int,
    start: Ints,
    lowest: int,
) -> Branched:
    """Search for a rota below a combined price.

    Parameters
    ----------
    best
        Combined price to beat.
    start
        Row prices to begin with, times ``SCALE``.
    lowest
        Combined price that nothing can be below.
    """
    tree = _Tree(program, pool, weights, effort, settings, best)
    tree.run(start, lowest)
    logger.debug("branching: %d nodes, %s, best %d", tree.n_nodes, "exhausted" if tree.exhausted else "open", tree.best)
    return Branched(tree.solution, tree.exhausted)


def _options_by_place(program: Program) -> dict[tuple[int, int], tuple[int, frozenset[int]]]:
    """Return the day and the options with which an officer can be at a place."""
    openings = program.openings
    opening_of = openings.opening_of_seat
    options: dict[tuple[int, int], set[int]] = defaultdict(set)
    days: dict[tuple[int, int], int] = {}
    for seat, opening in enumerate(opening_of.tolist()):
        key = (int(openings.officer[opening]), int(openings.place[seat]))
        options[key].add(int(openings.option[opening]))
        days[key] = int(openings.day[opening])
    return {key: (days[key], frozenset(held)) for key, held in options.items()}
