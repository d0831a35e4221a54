"""The master problem as arrays: officers with their diagrams, seats, rows and amounts.

Choose exactly one line for each officer and a whole number for each amount, so that every row comes to what it asks
for, at least price. Supplies come from seats: an officer on an option that fills a seat counts towards the rows of that
seat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.diagram import Diagram
from scheduler.diagram.paths import BARRED
from scheduler.domain.price import N_LEVELS

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Index = NDArray[np.int32]
Line = tuple[int, NDArray[np.int8], tuple[int, ...]]
"""Officer, option of each day, and seats taken."""

MANY_DIAGRAMS = 60
"""Diagrams of a part without crews above which hardly two officers are alike: its linear programs are far from whole, and
for an interior point method."""

LARGE = 150
"""Officers above whom a part is large: it is solved in pieces where some rows tie it together, its rows ask for a little
less than they do, and its levels are proved late."""


@dataclass(frozen=True)
class Sparse:
    """Whole numbers by row: entries ``starts[i]`` to ``starts[i + 1]`` of ``columns`` and ``values`` belong to row i."""

    starts: Ints
    columns: Index
    values: Ints

    @classmethod
    def of(cls, entries: Sequence[Sequence[tuple[int, int]]]) -> Sparse:
        """Return the matrix of (column, value) lists, one a row."""
        starts = np.zeros(len(entries) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in entries], out=starts[1:])
        flat = [entry for row in entries for entry in row]
        columns = np.array([column for column, _ in flat], dtype=np.int32)
        return cls(starts, columns, np.array([value for _, value in flat], dtype=np.int64))

    @cached_property
    def row_of(self) -> Ints:
        """Number of the row each entry belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def times(self, vector: Ints) -> Ints:
        """Return the product with a vector over columns."""
        totals = np.zeros(len(self.columns) + 1, dtype=np.int64)
        np.cumsum(self.values * vector[self.columns], out=totals[1:])
        return totals[self.starts[1:]] - totals[self.starts[:-1]]

    def spread(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return all entries of some rows, one after the other: the place of its row among them, and the entry's number."""
        counts = self.starts[rows + 1] - self.starts[rows]
        place = np.repeat(np.arange(len(rows)), counts)
        before = np.cumsum(counts) - counts
        return place, np.arange(len(place)) + (self.starts[rows] - before)[place]

    def row(self, number: int) -> list[tuple[int, int]]:
        """Return one row's (column, value) entries."""
        span = slice(self.starts[number], self.starts[number + 1])
        return list(zip(self.columns[span].tolist(), self.values[span].tolist(), strict=True))

    def extended(self, more: dict[int, list[tuple[int, int]]]) -> Sparse:
        """Return the matrix with entries appended to some of its rows."""
        n_rows = len(self.starts) - 1
        counts = np.diff(self.starts)
        extra = np.zeros(n_rows, dtype=np.int64)
        for row, entries in more.items():
            extra[row] = len(entries)
        starts = np.zeros(n_rows + 1, dtype=np.int64)
        np.cumsum(counts + extra, out=starts[1:])
        columns = np.zeros(int(starts[-1]), dtype=np.int32)
        values = np.zeros(int(starts[-1]), dtype=np.int64)
        old = np.arange(len(self.columns)) + np.repeat(starts[:-1] - self.starts[:-1], counts)
        columns[old], values[old] = self.columns, self.values
        for row, entries in more.items():
            at = int(starts[row] + counts[row])
            for shift, (column, value) in enumerate(entries):
                columns[at + shift], values[at + shift] = column, value
        return Sparse(starts, columns, values)


@dataclass(frozen=True)
class Group:
    """Officers who share a diagram.

    Attributes
    ----------
    members
        Shape (officers of the group,): their numbers in the program.
    base
        Shape (days, options, officers of the group): pence of the stateless rules, ``BARRED`` where an officer may not
        hold the option.
    """

    diagram: Diagram
    members: Index
    base: Ints


@dataclass(frozen=True)
class Openings:
    """Tours of officers' options that can fill a seat, and the seats each may fill; at most one is taken, or none.

    Attributes
    ----------
    officer, day, option
        Shape (openings,): whose, on which planned day (from 0), in which option of the officer's diagram.
    first_seat
        Shape (openings + 1,): seats ``first_seat[i]`` to ``first_seat[i + 1]`` belong to opening i.
    pence
        Shape (seats,): price of taking the seat.
    place
        Shape (seats,): number of the post, tour and day it stands for.
    supply
        Seats by program rows.
    """

    officer: Index
    day: Index
    option: Index
    first_seat: Ints
    pence: Ints
    place: Index
    supply: Sparse

    @cached_property
    def opening_of_seat(self) -> Ints:
        """Number of the opening each seat belongs to."""
        return np.repeat(np.arange(len(self.officer)), np.diff(self.first_seat))

    @cached_property
    def officer_of_seat(self) -> Ints:
        """Officer each seat belongs to."""
        return self.officer[self.opening_of_seat].astype(np.int64)

    @property
    def day_of_seat(self) -> Ints:
        """Planned day each seat is on."""
        return self.day[self.opening_of_seat].astype(np.int64)

    @cached_property
    def by_officer(self) -> dict[int, Ints]:
        """Openings of each officer that has any."""
        order = np.argsort(self.officer, kind="stable")
        officers, first = np.unique(self.officer[order], return_index=True)
        return dict(zip(officers.tolist(), np.split(order, first[1:]), strict=True)) if len(order) else {}


@dataclass(frozen=True)
class Tallies:
    """What an option counts towards rows of the officer's own, whatever seat is taken.

    Attributes
    ----------
    officer, day, option, row, value
        Shape (entries,).
    """

    officer: Index
    day: Index
    option: Index
    row: Index
    value: Ints

    def supplied(self, choice: NDArray[np.int8], n_rows: int, but: Collection[int] = ()) -> Ints:
        """Return what lines count towards each row, leaving some officers out."""
        held = choice[self.officer, self.day] == self.option
        if but:
            held &= ~np.isin(self.officer, list(but))
        totals = np.zeros(n_rows, dtype=np.int64)
        np.add.at(totals, self.row[held], self.value[held])
        return totals

    @cached_property
    def by_officer(self) -> dict[int, NDArray[np.int64]]:
        """Entry numbers of each officer that has any."""
        if not len(self.officer):
            return {}
        order = np.argsort(self.officer, kind="stable")
        officers, first = np.unique(self.officer[order], return_index=True)
        return dict(zip(officers.tolist(), np.split(order, first[1:]), strict=True))


@dataclass(frozen=True)
class Crews:
    """What the cars of a place take.

    Attributes
    ----------
    amount
        Of cars.
    size
        Officers to a car.
    drivers, supervisors
        Rows that count those who drive and those who supervise; -1 where none need to.
    led
        Cars to a supervisor; 0 where none is needed.
    """

    amount: int
    size: int
    drivers: int = -1
    supervisors: int = -1
    led: int = 0


@dataclass(frozen=True)
class Cut:
    """What the officers of a place have to be for its cars, whole crews and whole supervisors taken into account.

    Attributes
    ----------
    officers
        Those who come first: ``whole`` crews and ``spare`` officers more, who crew no car without others.
    drivers
        It counts drivers only, of whom each car takes one.
    supervised
        It counts supervisors, too; see :mod:`scheduler.engine.cuts`.
    """

    place: int
    officers: frozenset[int]
    drivers: bool = False
    supervised: bool = False

    def counts(self, crews: Crews) -> tuple[int, int, int]:
        """Return what each car counts, what each supervisor counts, and what the row asks for.

        An officer beyond ``officers`` counts one: ``others + supervisor * supervisors - car * cars >= at_least``.
        """
        size = 1 if self.drivers else crews.size
        whole, spare = divmod(len(self.officers), size)
        car = size - spare
        if not self.supervised:
            return car, 0, -car * whole
        full, last = divmod(whole, crews.led)
        return car, car * last, -car * full * (crews.led - last)


@dataclass(frozen=True)
class Rounded:
    """A row that rounds another, one of an officer's own.

    Attributes
    ----------
    key, row
        Its key and that of the row it rounds.
    divisor, shifts
        How; see :mod:`scheduler.engine.rounding`.
    """

    key: str
    row: str
    divisor: int
    shifts: Mapping[int, int]


@dataclass(frozen=True)
class Cells:
    """Which numbers add to which options of a group's officers.

    Attributes
    ----------
    cells
        Shape (cells,): places in the group's table of days, options and officers, laid out flat.
    numbers, first
        What adds to them: of the first cell ``numbers[first[0]:first[1]]``, and so on.
    """

    cells: Ints
    numbers: Ints
    first: Ints

    @classmethod
    def of(cls, cells: Ints, numbers: Ints) -> Cells:
        """Return them in order, from the cell of each number."""
        order = np.argsort(cells, kind="stable")
        found, first = np.unique(cells[order], return_index=True)
        return cls(found, numbers[order], first)

    def sums(self, values: Ints) -> Ints:
        """Return what the values add to each cell."""
        if len(self.cells) == len(self.numbers):
            return values[self.numbers]
        return np.add.reduceat(values[self.numbers], self.first)


@dataclass(frozen=True)
class Program:
    """The whole master problem.

    Attributes
    ----------
    row_keys, at_least
        Rows and what they ask for.
    amount_keys, upper, prices
        Amounts, their upper limits, and their price in each level, shape (amounts, levels).
    terms
        Amounts by rows.
    places
        (post, tour, force day) of each place number.
    crews
        Place number -> what its cars take, for places whose officers crew cars.
    """

    officers: tuple[str, ...]
    groups: tuple[Group, ...]
    openings: Openings
    tallies: Tallies
    row_keys: tuple[str, ...]
    at_least: Ints
    amount_keys: tuple[str, ...]
    upper: Ints
    prices: Ints
    terms: Sparse
    places: tuple[tuple[str, str, int], ...]
    crews: dict[int, Crews]
    cuts: tuple[Cut, ...] = ()
    rounded: tuple[Rounded, ...] = ()

    @property
    def n_days(self) -> int:
        """Planned days."""
        return self.groups[0].diagram.n_days if self.groups else 0

    @cached_property
    def n_arcs(self) -> int:
        """Arcs of the diagrams, each as often as it has officers."""
        return sum(group.diagram.n_arcs * len(group.members) for group in self.groups)

    @cached_property
    def _grain_of_lines(self) -> int:
        """The greatest number of pence that the price of every line and seat is a multiple of; 0 where all are free."""
        tables = [self.openings.pence]
        for group in self.groups:
            tables += [*group.diagram.pence, group.diagram.offsets, group.base[group.base < BARRED]]
        return gcd(*(int(np.gcd.reduce(table, axis=None)) for table in tables if table.size))

    def grain(self, weights: Weights) -> int:
        """Return the greatest number that every combined price is a multiple of; at least 1."""
        return gcd(self._grain_of_lines * weights.pence, *weights.of_amounts(self).tolist()) or 1

    @property
    def many_diagrams(self) -> bool:
        """Whether many officers without crews have each a diagram of their own."""
        return not self.crews and len(self.groups) > MANY_DIAGRAMS

    @property
    def n_rows(self) -> int:
        """Rows, cuts included."""
        return len(self.row_keys)

    @cached_property
    def membership(self) -> tuple[Index, Index]:
        """Each officer's group and place within it."""
        group_of = np.zeros(len(self.officers), dtype=np.int32)
        place_of = np.zeros(len(self.officers), dtype=np.int32)
        for number, group in enumerate(self.groups):
            group_of[group.members] = number
            place_of[group.members] = np.arange(len(group.members))
        return group_of, place_of

    @cached_property
    def cells(self) -> list[tuple[Cells, Cells]]:
        """For each group, what openings and what tallies add to its options."""
        return [
            (self._cells(self.openings, number), self._cells(self.tallies, number))
            for number in range(len(self.groups))
        ]

    def _cells(self, entries: Openings | Tallies, number: int) -> Cells:
        group_of, place_of = self.membership
        group = self.groups[number]
        mine = np.flatnonzero(group_of[entries.officer] == number)
        at = (entries.day[mine], entries.option[mine], place_of[entries.officer[mine]])
        return Cells.of(np.ravel_multi_index(at, group.base.shape).astype(np.int64), mine)

    @cached_property
    def seats_of_place(self) -> dict[int, Ints]:
        """Seats of each place that has any."""
        order = np.argsort(self.openings.place, kind="stable")
        places, first = np.unique(self.openings.place[order], return_index=True)
        return dict(zip(places.tolist(), np.split(order, first[1:]), strict=True)) if len(order) else {}

    @property
    def hard_sums(self) -> Index:
        """Rows of officers' own that no amount eases."""
        eased = np.zeros(self.n_rows, dtype=bool)
        eased[self.terms.columns[self.terms.values > 0]] = True
        rows = np.unique(self.tallies.row)
        return rows[~eased[rows]]

    def with_cuts(self, cuts: Sequence[Cut]) -> Program:
        """Return the program with more rows, one a cut."""
        if not cuts:
            return self
        n_rows, openings = self.n_rows, self.openings
        by_seat: dict[int, list[tuple[int, int]]] = defaultdict(list)
        by_amount: dict[int, list[tuple[int, int]]] = defaultdict(list)
        asked = []
        for row, cut in enumerate(cuts, n_rows):
            crews = self.crews[cut.place]
            car, supervisor, at_least = cut.counts(crews)
            by_amount[crews.amount].append((row, -car))
            asked.append(at_least)
            for seat in self.seats_of_place[cut.place].tolist():
                rows = openings.supply.columns[openings.supply.starts[seat] : openings.supply.starts[seat + 1]]
                beyond = int(openings.officer_of_seat[seat]) not in cut.officers
                counted = beyond and (not cut.drivers or crews.drivers in rows)
                value = int(counted) + supervisor * (crews.supervisors in rows)
                if value:
                    by_seat[seat].append((row, value))
        return replace(
            self,
            openings=replace(openings, supply=openings.supply.extended(by_seat)),
            row_keys=(*self.row_keys, *(f"cut/{n_rows + number}" for number in range(len(cuts)))),
            at_least=np.concatenate([self.at_least, asked]),
            terms=self.terms.extended(by_amount),
            cuts=(*self.cuts, *cuts),
        )


@dataclass(frozen=True)
class Weights:
    """What one unit of each level counts in a combined objective.

    Attributes
    ----------
    by_level
        Six whole numbers.
    """

    by_level: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.by_level) != N_LEVELS:
            message = f"{len(self.by_level)} weights for {N_LEVELS} levels"
            raise ValueError(message)

    @property
    def pence(self) -> int:
        """Weight of the last level, the only one a line of an own officer has a price in."""
        return self.by_level[-1]

    def of(self, price: Sequence[int]) -> int:
        """Return the combined price of one in levels; of fewer than six, that of the first."""
        return sum(weight * units for weight, units in zip(self.by_level, price, strict=False))

    def of_amounts(self, program: Program) -> Ints:
        """Return each amount's combined price."""
        return program.prices @ np.array(self.by_level, dtype=np.int64)


def row_sizes(program: Program) -> NDArray[np.float64]:
    """Return the largest count in each row, so that rows of minutes and rows of officers weigh alike."""
    size = np.ones(program.n_rows)
    for rows, values in (
        (program.terms.columns, program.terms.values),
        (program.openings.supply.columns, program.openings.supply.values),
        (program.tallies.row, program.tallies.value),
    ):
        np.maximum.at(size, rows, np.abs(values))
    return size
