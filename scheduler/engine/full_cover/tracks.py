"""Tracks: an officer's lines by what they supply to the rows that need it, as a graph whose nodes are few.

Two pasts after which the same can follow are one node. A node *serves* for another where all that can follow the other can
follow it too, supplying as much or more: of two ways that differ in nothing else the poorer is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED
from scheduler.diagram.table import REFUSED
from scheduler.engine.full_cover.needs import Needs
from scheduler.engine.program import Ints, Program

MOST_NODES = 1_000
"""Nodes of an officer's graph on one day beyond which it is given up: comparing them takes longest."""

Supplied = tuple[int, ...]
"""What is supplied to each row that is open on a day."""

_Node = tuple[int, tuple[int, ...]]
"""State of the officer's diagram, and sums of the officer's own rows."""


class TooManyError(Exception):
    """An officer's lines have too many nodes."""


@dataclass(frozen=True)
class Move:
    """An option with the seats taken on it, and what they supply."""

    option: int
    seats: tuple[int, ...]
    supplied: Supplied


@dataclass(frozen=True)
class Stage:
    """An officer's nodes before a force day and the ways through it.

    Attributes
    ----------
    supplied
        Shape (ways, rows open on the day): what each way supplies.
    to
        Shape (nodes, ways): the node after the day, -1 where the node has not that many ways.
    way
        Same shape: which of ``supplied``.
    serves
        Shape (nodes, nodes): whether the first serves for the second.
    most
        Shape (nodes,): the most that can be supplied from this day on, over all rows.
    """

    supplied: Ints
    to: Ints
    way: Ints
    serves: NDArray[np.bool_]
    most: Ints


@dataclass(frozen=True)
class Track:
    """An officer's graph: the node before the first day, and the days; None where no line keeps the officer's own rows."""

    root: int
    stages: tuple[Stage, ...]


class Tracks:
    """Makes the graphs of a program's officers.

    Raises
    ------
    NotCountedError
        If rows of the program ask for more than that officers be enough.
    """

    def __init__(self, program: Program, needs: Needs) -> None:
        self.program = program
        self.needs = needs
        self.n_days = program.n_days
        self.rows = [
            [row for row in needs.least if needs.first[row] <= day <= needs.last[row]] for day in range(self.n_days)
        ]
        """Rows open on each day."""
        self._group_of, self._place_of = program.membership

    def track(self, officer: int) -> Track | None:
        """Return an officer's graph, None where no line keeps the officer's own rows.

        Raises
        ------
        TooManyError
            If it has too many nodes.
        """
        moves, own = self._moves(officer), _Own(self.program, self.needs, officer)
        nodes = [[self._root(officer, own)]]
        for day in range(self.n_days):
            found = {node: None for at in nodes[-1] for _, node in self._steps(officer, own, day, moves[day], at)}
            if len(found) > MOST_NODES:
                raise TooManyError
            nodes.append(list(found))
        return self._merged(officer, own, moves, nodes)

    def _merged(self, officer: int, own: _Own, moves: list[list[Move]], nodes: list[list[_Node]]) -> Track | None:
        """Merge nodes from the last day backwards."""
        kind = dict.fromkeys(nodes[-1], 0)
        after = Stage(
            *(np.zeros((1, 0), dtype=np.int64),) * 3, np.ones((1, 1), dtype=bool), np.zeros(1, dtype=np.int64)
        )
        stages = []
        for day in range(self.n_days - 1, -1, -1):
            numbers: dict[Supplied, int] = {}
            ways = [
                frozenset(
                    (numbers.setdefault(move.supplied, len(numbers)), kind[node])
                    for move, node in self._steps(officer, own, day, moves[day], at)
                    if node in kind
                )
                for at in nodes[day]
            ]
            supplied = np.array(list(numbers), dtype=np.int64).reshape(len(numbers), len(self.rows[day]))
            after, kinds = _stage(ways, supplied, after)
            kind = {node: number for node, number in zip(nodes[day], kinds, strict=True) if number >= 0}
            stages.append(after)
        return Track(kind[nodes[0][0]], tuple(reversed(stages))) if kind else None

    def lines(self, wanted: Sequence[Sequence[Supplied]]) -> list[tuple[NDArray[np.int8], tuple[int, ...]]]:
        """Return everybody's options and seats of lines that supply on each day at least what is wanted."""
        return [self._line(officer, each) for officer, each in enumerate(wanted)]

    def _line(self, officer: int, wanted: Sequence[Supplied]) -> tuple[NDArray[np.int8], tuple[int, ...]]:
        moves, own = self._moves(officer), _Own(self.program, self.needs, officer)
        came: list[dict[_Node, tuple[_Node, Move]]] = []
        nodes = [self._root(officer, own)]
        for day in range(self.n_days):
            enough = [
                move
                for move in moves[day]
                if all(have >= want for have, want in zip(move.supplied, wanted[day], strict=True))
            ]
            found: dict[_Node, tuple[_Node, Move]] = {}
            for at in nodes:
                for move, node in self._steps(officer, own, day, enough, at):
                    found.setdefault(node, (at, move))
            came.append(found)
            nodes = list(found)
        at, choice, seats = nodes[0], np.zeros(self.n_days, dtype=np.int8), list[int]()
        for day in range(self.n_days - 1, -1, -1):
            at, move = came[day][at]
            choice[day] = move.option
            seats += move.seats
        return choice, tuple(sorted(seats))

    def _root(self, officer: int, own: _Own) -> _Node:
        diagram = self.program.groups[self._group_of[officer]].diagram
        return int(diagram.roots[self._place_of[officer]]), (0,) * len(own.rows)

    def _steps(self, officer: int, own: _Own, day: int, moves: Sequence[Move], node: _Node) -> list[tuple[Move, _Node]]:
        """Return the moves of a day that a node allows, and the nodes after it."""
        nexts = self.program.groups[self._group_of[officer]].diagram.nexts[day][node[0]]
        found = []
        for move in moves:
            state = int(nexts[move.option])
            sums = None if state == REFUSED else own.after(day, move.option, node[1])
            if sums is not None:
                found.append((move, (state, sums)))
        return found

    def _moves(self, officer: int) -> list[list[Move]]:
        """Return the options the officer may hold on each day, with every choice of seats that supplies something else."""
        openings = self.program.openings
        group, place = self.program.groups[self._group_of[officer]], int(self._place_of[officer])
        at: dict[tuple[int, int], list[range]] = {}
        for number in openings.by_officer.get(officer, ()):
            seats = range(int(openings.first_seat[number]), int(openings.first_seat[number + 1]))
            at.setdefault((int(openings.day[number]), int(openings.option[number])), []).append(seats)
        found = []
        for day in range(self.n_days):
            best: dict[tuple[int, Supplied], Move] = {}
            for option in np.flatnonzero(group.base[day, :, place] < BARRED).tolist():
                for chosen in product(*((None, *seats) for seats in at.get((day, option), ()))):
                    taken = tuple(seat for seat in chosen if seat is not None)
                    move = Move(option, taken, self._supplied(day, taken))
                    best.setdefault((option, move.supplied), move)
            found.append(list(best.values()))
        return found

    def _supplied(self, day: int, seats: Sequence[int]) -> Supplied:
        totals = dict.fromkeys(self.rows[day], 0)
        for seat in seats:
            for row, count in self.program.openings.supply.row(seat):
                if row in totals:
                    totals[row] += count
        return tuple(totals.values())


class _Own:
    """One officer's own rows that not every line keeps."""

    def __init__(self, program: Program, needs: Needs, officer: int) -> None:
        tallies = program.tallies
        entries = tallies.by_officer.get(officer, np.zeros(0, dtype=np.int64))
        self.rows = np.unique(tallies.row[entries]).tolist()
        n_options = int(tallies.option.max(initial=0)) + 1
        value = np.zeros((program.n_days, n_options, len(self.rows)), dtype=np.int64)
        where = np.searchsorted(self.rows, tallies.row[entries])
        np.add.at(value, (tallies.day[entries], tallies.option[entries], where), tallies.value[entries])
        needed = needs.own[self.rows]
        least, most = np.minimum(0, value.min(axis=1)), np.maximum(0, value.max(axis=1))
        binding = least.sum(axis=0) < needed
        self.rows = [row for row, kept in zip(self.rows, binding, strict=True) if kept]
        value, least, most = value[:, :, binding], least[:, binding], most[:, binding]
        ahead = np.array([least[day + 1 :].sum(axis=0) for day in range(program.n_days)])
        self._hoped = np.array([most[day + 1 :].sum(axis=0) for day in range(program.n_days)])
        self._value = value
        self._needed = needed[binding]
        self._enough = self._needed - ahead

    def after(self, day: int, option: int, sums: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return the sums after a day; None where they can no longer come to what is needed.

        What can no longer fall short is taken for just enough, so that pasts with one future are one.
        """
        if not self.rows:
            return ()
        now = np.array(sums, dtype=np.int64)
        if option < self._value.shape[1]:
            now += self._value[day, option]
        if (now + self._hoped[day] < self._needed).any():
            return None
        return tuple(np.minimum(now, self._enough[day]).tolist())


def _stage(ways: Sequence[frozenset[tuple[int, int]]], supplied: Ints, after: Stage) -> tuple[Stage, list[int]]:
    """Return the nodes of a day, those alike merged, and for each of some pasts its node; -1 where it comes to no end."""
    enough: NDArray[np.bool_] = np.all(supplied[:, None, :] >= supplied[None, :, :], axis=2)
    kept = [_best_of(each, enough, after.serves) for each in ways]
    distinct = list(dict.fromkeys(each for each in kept if each))
    n_ways = max(map(len, distinct), default=0)
    to = np.full((len(distinct), n_ways), -1, dtype=np.int64)
    way = np.zeros((len(distinct), n_ways), dtype=np.int64)
    for node, each in enumerate(distinct):
        for place, (number, following) in enumerate(sorted(each)):
            to[node, place], way[node, place] = following, number
    serves = _serves(to, way, enough, after.serves)
    alike = serves & serves.T
    first = alike.argmax(axis=1)
    nodes, kind = np.unique(first, return_inverse=True)
    merged = {each: int(kind[node]) for node, each in enumerate(distinct)}
    to, way, serves = to[nodes], way[nodes], serves[np.ix_(nodes, nodes)]
    total = np.where(to >= 0, supplied.sum(axis=1)[way] + after.most[to], 0) if n_ways else np.zeros((0, 1), np.int64)
    return Stage(supplied, to, way, serves, total.max(axis=1, initial=0)), [merged.get(each, -1) for each in kept]


def _best_of(
    ways: frozenset[tuple[int, int]], enough: NDArray[np.bool_], serves: NDArray[np.bool_]
) -> frozenset[tuple[int, int]]:
    """Leave out ways in whose place another serves."""
    kept: list[tuple[int, int]] = []
    for one in sorted(ways):
        if any(enough[other[0], one[0]] and serves[other[1], one[1]] for other in kept):
            continue
        kept = [other for other in kept if not (enough[one[0], other[0]] and serves[one[1], other[1]])]
        kept.append(one)
    return frozenset(kept)


def _serves(to: Ints, way: Ints, enough: NDArray[np.bool_], after: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each two nodes whether the first has, for each way of the second, one that serves in its place."""
    n_nodes, n_ways = to.shape
    found = np.ones((n_nodes, n_nodes), dtype=bool)
    for theirs in range(n_ways):
        met = np.broadcast_to(to[None, :, theirs] < 0, (n_nodes, n_nodes)).copy()
        for mine in range(n_ways):
            one, other = way[:, mine, None], way[None, :, theirs]
            met |= (to[:, mine, None] >= 0) & enough[one, other] & after[to[:, mine, None], to[None, :, theirs]]
        found &= met
    return found
