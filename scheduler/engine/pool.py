"""The pool of known lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED
from scheduler.engine.pricing import NO_SEAT, Lines, line_base, line_pence_of
from scheduler.engine.program import Ints, Line, Program

_Key = tuple[int, bytes, tuple[int, ...]]

_NONE = np.zeros(0, dtype=np.int64)


class Pool:
    """Lines of all officers, each kept once.

    Attributes
    ----------
    officer
        Officer number of each line.
    choice
        Option index of each day of each line.
    seats
        Seats the line takes.
    pence
        L6 price of each line.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._group_of, self._place_of = program.membership
        self._known: dict[_Key, int] = {}
        self._hard = frozenset(program.hard_sums.tolist())
        self.officer: list[int] = []
        self.choice: list[NDArray[np.int8]] = []
        self.seats: list[tuple[int, ...]] = []
        self.pence: list[int] = []
        self._supplies: list[tuple[Ints, Ints]] = []
        """Rows of each line, each once, and what it counts towards them."""

    def __len__(self) -> int:
        return len(self.officer)

    def use(self, program: Program) -> None:
        """Go on with a program that has more rows but the same officers, openings and amounts."""
        before, now = self._program.openings.supply.starts, program.openings.supply.starts
        counts_more = np.diff(before) != np.diff(now)
        self._program = program
        changed = [number for number, seats in enumerate(self.seats) if counts_more[list(seats)].any()]
        for number, supplies in zip(changed, self._supplied(changed), strict=True):
            self._supplies[number] = supplies

    def supply(self, number: int) -> list[tuple[int, int]]:
        """Return the (row, count) entries of a line."""
        rows, counts = self._supplies[number]
        return list(zip(rows.tolist(), counts.tolist(), strict=True))

    def entries(self, number: int) -> tuple[Ints, Ints]:
        """Return the rows a line counts towards, each once, and what it counts there."""
        return self._supplies[number]

    def worth(self, row_prices: NDArray[Any]) -> NDArray[Any]:
        """Return what each line's supplies come to at some row prices; shape (lines,)."""
        if not self._supplies:
            return np.zeros(0, dtype=row_prices.dtype)
        rows = np.concatenate([rows for rows, _ in self._supplies])
        counts = np.concatenate([counts for _, counts in self._supplies])
        totals = np.zeros(len(rows) + 1, dtype=row_prices.dtype)
        np.cumsum(counts * row_prices[rows], out=totals[1:])
        ends = np.cumsum([len(rows) for rows, _ in self._supplies])
        return np.diff(totals[ends], prepend=0)

    def _supplied(self, numbers: Sequence[int]) -> list[tuple[Ints, Ints]]:
        """Return the rows of lines, each once and as they are first met, and what each line counts there."""
        if not numbers:
            return []
        supply, tallies = self._program.openings.supply, self._program.tallies
        seats = [self.seats[number] for number in numbers]
        line, entry = supply.spread(np.array([seat for taken in seats for seat in taken], dtype=np.int64))
        line = np.repeat(np.arange(len(numbers)), [len(taken) for taken in seats])[line]
        own = [tallies.by_officer.get(self.officer[number], _NONE) for number in numbers]
        whose, tally = np.repeat(np.arange(len(numbers)), [len(one) for one in own]), np.concatenate(own)
        choice = np.array([self.choice[number] for number in numbers])
        held = choice[whose, tallies.day[tally]] == tallies.option[tally]
        line = np.concatenate([line, whose[held]])
        row = np.concatenate([supply.columns[entry], tallies.row[tally[held]]]).astype(np.int64)
        value = np.concatenate([supply.values[entry], tallies.value[tally[held]]])
        cell, first, inverse = np.unique(line * self._program.n_rows + row, return_index=True, return_inverse=True)
        totals = np.zeros(len(cell), dtype=np.int64)
        np.add.at(totals, inverse, value)
        met = np.lexsort((first, line[first]))
        ends = np.searchsorted(line[first][met], np.arange(1, len(numbers)))
        return list(zip(np.split(row[first][met], ends), np.split(totals[met], ends), strict=True))

    def add(self, officer: int, choice: NDArray[np.int8], seats: tuple[int, ...]) -> int:
        """Add a line as `add_all` does; return its number."""
        return self.add_all([(officer, choice, seats)])[0]

    def add_all(self, lines: Iterable[Line]) -> list[int]:
        """Add lines unless they are known; return their numbers.

        Raises
        ------
        ValueError
            If an officer's diagram refuses a line: one that breaks a rule never enters the pool.
        """
        keys, fresh = self._sorted_out(lines)
        pence, allowed = self._pence(fresh)
        if not allowed.all():
            officers = [officer for officer, *_ in fresh]
            message = f"line of officer {officers[np.flatnonzero(~allowed)[0]]} is refused by the rules"
            raise ValueError(message)
        self._keep(fresh, pence)
        return [self._known[key] for key in keys]

    def add_allowed(self, lines: Iterable[Line]) -> list[int | None]:
        """Add lines of another program; None for each that this one's rules refuse or bar an option of."""
        keys, fresh = self._sorted_out(lines)
        pence, allowed = self._pence(fresh)
        allowed &= pence < BARRED
        self._keep({key: fresh[key] for key, kept in zip(fresh, allowed.tolist(), strict=True) if kept}, pence[allowed])
        numbers = [self._known.get(key) for key in keys]
        return [number if number is not None and self.pence[number] < BARRED else None for number in numbers]

    def _sorted_out(self, lines: Iterable[Line]) -> tuple[list[_Key], dict[_Key, NDArray[np.int8]]]:
        """Return what each line is known by, and those that are not known yet with their options."""
        keys, fresh = list[_Key](), dict[_Key, NDArray[np.int8]]()
        for officer, choice, seats in lines:
            key = (officer, choice.tobytes(), seats)
            keys.append(key)
            if key not in self._known:
                fresh[key] = choice
        return keys, fresh

    def _pence(self, fresh: dict[_Key, NDArray[np.int8]]) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the prices of lines without their seats, ``BARRED`` and more where an option is; and which are allowed."""
        officers = np.array([officer for officer, *_ in fresh], dtype=np.int64)
        choice = np.array(list(fresh.values()), dtype=np.int8).reshape(len(fresh), self._program.n_days)
        return line_pence_of(self._program, officers, choice)

    def _keep(self, fresh: dict[_Key, NDArray[np.int8]], pence: Ints) -> None:
        """Take up lines that are not known yet."""
        first = len(self.officer)
        for (key, choice), price in zip(fresh.items(), pence.tolist(), strict=True):
            officer, _, seats = key
            self._known[key] = len(self.officer)
            self.officer.append(officer)
            self.choice.append(choice.copy())
            self.seats.append(seats)
            self.pence.append(price + int(self._program.openings.pence[list(seats)].sum()))
        self._supplies += self._supplied(range(first, len(self.officer)))

    def keeps_sums(self, number: int) -> bool:
        """Say whether a line keeps the sums its officer may not exceed; lines that do not are of use as shares only."""
        at_least = self._program.at_least
        return all(value >= at_least[row] for row, value in self.supply(number) if row in self._hard)

    def allowed(self, number: int, program: Program) -> bool:
        """Say whether a line holds no option that a program bars."""
        officer = self.officer[number]
        group, place = program.groups[self._group_of[officer]], self._place_of[officer : officer + 1]
        return bool(line_base(group, place, self.choice[number][None])[0] < BARRED)

    def add_lines(self, lines: Lines, officers: Sequence[int]) -> list[int]:
        """Add the lines of some officers; return their numbers."""
        taken = self._seats_taken(lines, officers)
        return self.add_all((officer, lines.choice[officer], taken.get(officer, ())) for officer in officers)

    def _seats_taken(self, lines: Lines, officers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Return the seats that officers take on the options chosen, of those who take any."""
        openings = self._program.openings
        mine = [openings.by_officer.get(officer, _NONE) for officer in officers]
        asked = np.concatenate([_NONE, *mine])
        chosen = lines.choice[openings.officer[asked], openings.day[asked]] == openings.option[asked]
        taken = asked[chosen & (lines.seat[asked] != NO_SEAT)]
        seats: dict[int, list[int]] = {}
        for officer, seat in zip(openings.officer[taken].tolist(), lines.seat[taken].tolist(), strict=True):
            seats.setdefault(officer, []).append(seat)
        return {officer: tuple(held) for officer, held in seats.items()}
