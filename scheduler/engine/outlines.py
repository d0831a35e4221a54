"""Outlines: what the rows shared with others see of a line, each with the exact price of the best line behind it.

In an on-call rota the shared rows see only who is on call on which day; the day job beside it multiplies the lines by
thousands without making a difference to anybody else. Outlines are enumerated day by day. Officers' own rows are
counted out exactly on the way, so that an outline's price is that of its best line, excess amounts included.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.diagram import Diagram
from scheduler.diagram.paths import BARRED, to_end
from scheduler.diagram.table import REFUSED
from scheduler.engine.pricing import SCALE, Bound, option_prices
from scheduler.engine.program import Index, Ints, Program

Supply = tuple[tuple[int, int], ...]
"""(row, count) entries."""


class NotApartError(Exception):
    """An officer's own row shares its amounts with other rows."""


@dataclass(frozen=True)
class Outlines:
    """An officer's outlines within a threshold.

    Attributes
    ----------
    labels
        Shape (outlines, days): number of what is supplied on the day.
    supplies
        For each day, what each label supplies to shared rows.
    price
        Shape (outlines,): combined price of the best line behind each outline, own excess amounts included.
    reduced
        Shape (outlines,): the same under the row prices, times ``SCALE``.
    """

    officer: int
    labels: Index
    supplies: list[list[Supply]]
    price: Ints
    reduced: Ints
    trail: _Trail

    def line(self, number: int) -> tuple[NDArray[np.int8], tuple[int, ...]]:
        """Return the options and the seats of the best line behind an outline."""
        return self.trail.line(number)

    def drawn(self, most: int, seed: int) -> Outlines:
        """Return so many of the outlines, drawn at random."""
        kept = np.sort(np.random.default_rng([seed, self.officer]).permutation(len(self.price))[:most])
        return replace(
            self,
            labels=self.labels[kept],
            price=self.price[kept],
            reduced=self.reduced[kept],
            trail=self.trail.of(kept),
        )

    def supply(self, number: int) -> dict[int, int]:
        """Return what an outline supplies to each shared row."""
        totals: dict[int, int] = {}
        for day, label in enumerate(self.labels[number].tolist()):
            for row, count in self.supplies[day][label]:
                totals[row] = totals.get(row, 0) + count
        return totals


@dataclass(frozen=True)
class Move:
    """An option with the seats taken on it.

    Attributes
    ----------
    price
        Times ``SCALE``: stateless pence and seats at the row prices; the diagram's pence come on top.
    gain
        What the label is worth at the prices of the shared rows, times ``SCALE``.
    """

    option: int
    label: int
    price: int
    gain: int
    seats: tuple[int, ...]


@dataclass(frozen=True)
class _OwnRows:
    """One officer's own rows: shapes (rows,), and ``value`` (days, options, rows)."""

    value: Ints
    at_least: Ints
    duals: Ints
    unit: Ints
    price: Ints
    upper: Ints
    constant: Ints

    @property
    def last(self) -> Ints:
        """Last day on which anything counts towards each row; -1 where nothing does."""
        counts = (self.value != 0).any(axis=1)
        days = np.arange(1, len(counts) + 1)[:, None]
        last: Ints = np.where(counts, days, 0).max(axis=0, initial=0) - 1
        return last

    @property
    def least_left(self) -> Ints:
        """Shape (days, rows): the least the days after each can still supply."""
        least = np.minimum(0, self.value.min(axis=1))
        left: Ints = least.sum(axis=0)[None, :] - np.cumsum(least, axis=0)
        return left

    def excess(self, row: int, supplied: Ints) -> Ints:
        """Return the price of what a row lacks, times ``SCALE``; ``BARRED`` where nothing may make it up."""
        lack = np.maximum(0, self.at_least[row] - supplied)
        units = -(-lack // self.unit[row])
        return np.where(units <= self.upper[row], units * self.price[row], BARRED)


class _Trail:
    """Which entry of the day before each entry came from, and by which move."""

    def __init__(self) -> None:
        self._days: list[tuple[Index, list[Move], Index]] = []
        self._best: Ints = np.zeros(0, dtype=np.int64)

    def add(self, parents: Index, moves: list[Move], taken: Index) -> None:
        """Remember one day."""
        self._days.append((parents, moves, taken))

    def end(self, best: Ints) -> None:
        """Remember the last day's entry of each outline."""
        self._best = best

    def of(self, outlines: Ints) -> _Trail:
        """Return the same trail for some of the outlines."""
        found = _Trail()
        found._days, found._best = self._days, self._best[outlines]
        return found

    def line(self, number: int) -> tuple[NDArray[np.int8], tuple[int, ...]]:
        """Walk back from an outline's last entry."""
        entry = int(self._best[number])
        choice = np.zeros(len(self._days), dtype=np.int8)
        seats: list[int] = []
        for day in range(len(self._days) - 1, -1, -1):
            parents, moves, taken = self._days[day]
            move = moves[int(taken[entry])]
            choice[day] = move.option
            seats += move.seats
            entry = int(parents[entry])
        return choice, tuple(sorted(seats))


class Outliner:
    """Enumerates the outlines of officers under the row prices of a bound.

    Raises
    ------
    NotApartError
        If an officer's own rows cannot be counted out apart from the rest.
    """

    def __init__(self, program: Program, bound: Bound) -> None:
        self.program = program
        self.bound = bound
        self._scale = bound.weights.pence * SCALE
        self._prices, _ = option_prices(program, bound.duals, bound.weights.pence)
        self._group_of, self._place_of = program.membership
        self._own = _own_rows(program, bound)
        self._ends = [to_end(g.diagram, t, self._scale) for g, t in zip(program.groups, self._prices, strict=True)]
        self._moves = [self._moves_of(officer) for officer in range(len(program.officers))]

    def _moves_of(self, officer: int) -> tuple[list[list[Move]], list[list[Supply]]]:
        program, openings = self.program, self.program.openings
        group = program.groups[self._group_of[officer]]
        place = int(self._place_of[officer])
        at: dict[tuple[int, int], list[int]] = {}
        for number in openings.by_officer.get(officer, ()):
            at.setdefault((int(openings.day[number]), int(openings.option[number])), []).append(number)
        own = self._own[officer]
        moves, supplies = [], []
        for day in range(program.n_days):
            labels: dict[Supply, int] = {}
            best: dict[tuple[int, int], Move] = {}
            for option in np.flatnonzero(group.base[day, :, place] < BARRED).tolist():
                price = int(group.base[day, option, place]) * self._scale - int(own.value[day, option] @ own.duals)
                for seats in product(*(self._choices(number) for number in at.get((day, option), ()))):
                    move = self._move(option, [seat for seat in seats if seat is not None], price, labels)
                    known = best.get((option, move.label))
                    if known is None or move.price < known.price:
                        best[option, move.label] = move
            moves.append(list(best.values()))
            supplies.append(list(labels))
        return moves, supplies

    def _choices(self, opening: int) -> list[int | None]:
        """Return the seats an opening offers, and none, unless one that costs nothing makes none pointless."""
        openings = self.program.openings
        seats = list(range(int(openings.first_seat[opening]), int(openings.first_seat[opening + 1])))
        free = any(openings.pence[seat] == 0 and all(v >= 0 for _, v in openings.supply.row(seat)) for seat in seats)
        return [*seats] if free else [None, *seats]

    def _move(self, option: int, seats: list[int], price: int, labels: dict[Supply, int]) -> Move:
        openings = self.program.openings
        totals: dict[int, int] = {}
        for seat in seats:
            for row, count in openings.supply.row(seat):
                totals[row] = totals.get(row, 0) + count
        supply = tuple(sorted((row, count) for row, count in totals.items() if count))
        gain = sum(int(self.bound.duals[row]) * count for row, count in supply)
        paid = sum(int(openings.pence[seat]) for seat in seats) * self._scale
        return Move(option, labels.setdefault(supply, len(labels)), price + paid - gain, gain, tuple(seats))

    def least(self, officer: int) -> int:
        """Return the officer's share of the bound, times ``SCALE``: offsets and own amounts included."""
        group, place = self.program.groups[self._group_of[officer]], int(self._place_of[officer])
        end = int(self._ends[self._group_of[officer]][0][group.diagram.roots[place], place])
        return end + int(group.diagram.offsets[place]) * self._scale + int(self._own[officer].constant.sum())

    def within(self, officer: int, threshold: int, most: int) -> Outlines | None:
        """Return every outline whose reduced price is at most a threshold above the officer's share of the bound.

        Parameters
        ----------
        threshold
            Times ``SCALE``.
        most
            Entries on any one day beyond which the attempt is given up.

        Returns
        -------
        Outlines or None
            None where there were too many.
        """
        number, place = int(self._group_of[officer]), int(self._place_of[officer])
        diagram = self.program.groups[number].diagram
        moves, supplies = self._moves[officer]
        ends = [layer[:, place] for layer in self._ends[number]]
        walk = _Walk(diagram, place, self._own[officer], ends, self._scale, self.least(officer) + threshold)
        for day in range(diagram.n_days):
            if not walk.advance(day, moves[day], most):
                return None
        price, labels = walk.finished()
        gain = np.zeros(len(price), dtype=np.int64)
        for day in range(diagram.n_days):
            of_label = np.zeros(len(supplies[day]) or 1, dtype=np.int64)
            for move in moves[day]:
                of_label[move.label] = move.gain
            gain += of_label[labels[:, day]]
        return Outlines(officer, labels, supplies, (price + gain) // SCALE, price, walk.trail)


class _Walk:
    """Partial lines day by day: of those with the same outline, state and own sums only the cheapest is kept."""

    def __init__(self, diagram: Diagram, place: int, own: _OwnRows, ends: list[Ints], scale: int, limit: int) -> None:
        self.diagram = diagram
        self.own = own
        self.ends = ends
        self.scale = scale
        self.limit = limit
        self.trail = _Trail()
        self.outline: Ints = np.zeros(1, dtype=np.int64)
        self.labels: Index = np.zeros((1, 0), dtype=np.int32)
        self.state: Index = diagram.roots[place : place + 1]
        self.cost: Ints = diagram.offsets[place : place + 1] * scale
        self.sums: Ints = np.zeros((1, len(own.at_least)), dtype=np.int64)
        self.open = own.constant.copy()
        self._last, self._left = own.last, own.least_left
        for row in np.flatnonzero(self._last < 0).tolist():
            self._settle(row)

    def advance(self, day: int, moves: list[Move], most: int) -> bool:
        """Go on by one day; say whether the entries stayed within a number."""
        parts = [self._moved(day, number, move) for number, move in enumerate(moves)]
        parent, taken, label = (np.concatenate([part[i] for part in parts]) for i in range(3))
        self.state, self.cost = (np.concatenate([part[i] for part in parts]) for i in (3, 4))
        option = np.array([move.option for move in moves])[taken]
        self.sums = self.sums[parent] + self.own.value[day, option]
        self.outline = self.outline[parent]
        for row in np.flatnonzero(self._last == day).tolist():
            self._settle(row)
        self._forget(day)
        kept = np.flatnonzero(self.cost + self.ends[day + 1][self.state] + int(self.open.sum()) <= self.limit)
        if len(kept) > most:
            return False
        kept = kept[self._cheapest(kept, label)]
        code = self.outline[kept] * len(moves) + label[kept]
        _, first, outline = np.unique(code, return_index=True, return_inverse=True)
        before = self.labels[self.outline[kept][first]]
        self.labels = np.concatenate([before, label[kept][first][:, None]], axis=1).astype(np.int32)
        self.outline, self.state = outline.reshape(-1).astype(np.int64), self.state[kept]
        self.cost, self.sums = self.cost[kept], self.sums[kept]
        self.trail.add(parent[kept].astype(np.int32), moves, taken[kept].astype(np.int32))
        return True

    def _moved(self, day: int, number: int, move: Move) -> tuple[Ints, Ints, Ints, Index, Ints]:
        nexts = self.diagram.nexts[day][self.state, move.option]
        paid = self.cost + self.diagram.pence[day][self.state, move.option] * self.scale + move.price
        bound = paid + self.ends[day + 1][np.maximum(nexts, 0)] + int(self.open.sum())
        parent = np.flatnonzero((nexts != REFUSED) & (bound <= self.limit))
        same = np.ones(len(parent), dtype=np.int64)
        return parent, same * number, same * move.label, nexts[parent], paid[parent]

    def _settle(self, row: int) -> None:
        """Charge what a row lacks in place of what its price put on it."""
        supplied = self.sums[:, row]
        self.cost = self.cost + self.own.excess(row, supplied) + self.own.duals[row] * supplied
        self.sums[:, row] = 0
        self.open[row] = 0

    def _forget(self, day: int) -> None:
        """Take sums that can no longer fall short for the least of them, so that pasts with one future are one entry."""
        enough = np.where(self._last > day, self.own.at_least - self._left[day], BARRED)
        spare: Ints = np.maximum(0, self.sums - enough)
        self.sums = self.sums - spare
        self.cost = self.cost + spare @ self.own.duals

    def _cheapest(self, kept: Ints, label: Ints) -> Ints:
        """Return where in ``kept`` the cheapest entry of each outline, label, state and sums stands."""
        columns = [self.outline[kept], label[kept], self.state[kept].astype(np.int64), *self.sums[kept].T]
        key = np.zeros(len(kept), dtype=np.int64)
        for column in columns:
            low = int(column.min(initial=0))
            width = int(column.max(initial=0)) - low + 1
            if int(key.max(initial=0)) + 1 > (1 << 62) // width:
                key = np.unique(key, return_inverse=True)[1].reshape(-1).astype(np.int64)
            key = key * width + (column - low)
        order = np.lexsort((self.cost[kept], key))
        ranked = key[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = ranked[1:] != ranked[:-1]
        return order[first]

    def finished(self) -> tuple[Ints, Index]:
        """Return each outline's least price under the row prices, and its labels."""
        order = np.lexsort((self.cost, self.outline))
        first = np.ones(len(order), dtype=bool)
        first[1:] = self.outline[order][1:] != self.outline[order][:-1]
        best = order[first]
        self.trail.end(best)
        return self.cost[best], self.labels


def _own_rows(program: Program, bound: Bound) -> list[_OwnRows]:
    """Return every officer's own rows."""
    tallies, n_days = program.tallies, program.n_days
    group_of, _ = program.membership
    amount_of = _easing(program)
    prices = bound.weights.of_amounts(program) * SCALE
    found = []
    for officer in range(len(program.officers)):
        entries = tallies.by_officer.get(officer, np.zeros(0, dtype=np.int64))
        rows = np.unique(tallies.row[entries])
        value = np.zeros((n_days, len(program.groups[group_of[officer]].diagram.codes), len(rows)), dtype=np.int64)
        where = np.searchsorted(rows, tallies.row[entries])
        np.add.at(value, (tallies.day[entries], tallies.option[entries], where), tallies.value[entries])
        eased = [amount_of.get(int(row)) for row in rows]
        unit = np.array([1 if one is None else one[1] for one in eased], dtype=np.int64)
        price = np.array([0 if one is None else int(prices[one[0]]) for one in eased], dtype=np.int64)
        upper = np.array([0 if one is None else int(program.upper[one[0]]) for one in eased], dtype=np.int64)
        duals, at_least = bound.duals[rows], program.at_least[rows]
        constant = duals * at_least + upper * np.minimum(0, price - duals * unit)
        found.append(_OwnRows(value, at_least, duals, unit, price, upper, constant))
    return found


def _easing(program: Program) -> dict[int, tuple[int, int]]:
    """Return the amount that eases each own row, and by how much one of it does."""
    own = set(program.tallies.row.tolist())
    owners = {*zip(program.tallies.row.tolist(), program.tallies.officer.tolist(), strict=True)}
    if len(owners) > len(own) or not own.isdisjoint(program.openings.supply.columns.tolist()):
        message = "an officer's own row counts what others do, or seats"
        raise NotApartError(message)
    found: dict[int, tuple[int, int]] = {}
    for amount in range(len(program.amount_keys)):
        terms = program.terms.row(amount)
        for row, value in terms:
            if row in own:
                if len(terms) > 1 or row in found or value <= 0:
                    message = f"row {program.row_keys[row]} is not eased by one amount of its own"
                    raise NotApartError(message)
                found[row] = (amount, value)
    return found


def own_amounts(program: Program) -> dict[int, tuple[int, int]]:
    """Return the row each own amount eases, and by how much one of it does."""
    return {amount: (row, value) for row, (amount, value) in _easing(program).items()}
