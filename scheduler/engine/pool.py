"""The pool of known lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, line_pence
from scheduler.engine.pricing import NO_SEAT, Lines, line_base
from scheduler.engine.program import Ints, Program


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
        self._known: dict[tuple[int, bytes, tuple[int, ...]], int] = {}
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
        for number, seats in enumerate(self.seats):
            if counts_more[list(seats)].any():
                self._supplies[number] = self._supplied(number)

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

    def _supplied(self, number: int) -> tuple[Ints, Ints]:
        totals: dict[int, int] = {}
        for seat in self.seats[number]:
            for row, value in self._program.openings.supply.row(seat):
                totals[row] = totals.get(row, 0) + value
        tallies = self._program.tallies
        own = tallies.by_officer.get(self.officer[number])
        if own is not None:
            held = own[self.choice[number][tallies.day[own]] == tallies.option[own]]
            for row, value in zip(tallies.row[held].tolist(), tallies.value[held].tolist(), strict=True):
                totals[row] = totals.get(row, 0) + value
        entries = np.array(list(totals.items()), dtype=np.int64).reshape(-1, 2)
        return entries[:, 0], entries[:, 1]

    def add(self, officer: int, choice: NDArray[np.int8], seats: tuple[int, ...]) -> int:
        """Add a line unless it is known; return its number.

        Raises
        ------
        ValueError
            If the officer's diagram refuses the line: a line that breaks a rule never enters the pool.
        """
        key = (officer, choice.tobytes(), seats)
        known = self._known.get(key)
        if known is not None:
            return known
        pence = self._pence(officer, choice)
        if pence is None:
            message = f"line of officer {officer} is refused by the rules"
            raise ValueError(message)
        return self._keep(key, choice, pence)

    def add_allowed(self, officer: int, choice: NDArray[np.int8], seats: tuple[int, ...]) -> int | None:
        """Add a line of another program; None where this one's rules refuse it or bar an option of it."""
        key = (officer, choice.tobytes(), seats)
        pence = self._pence(officer, choice)
        if pence is None or pence >= BARRED:
            return None
        return self._known[key] if key in self._known else self._keep(key, choice, pence)

    def _keep(self, key: tuple[int, bytes, tuple[int, ...]], choice: NDArray[np.int8], pence: int) -> int:
        officer, _, seats = key
        self._known[key] = len(self.officer)
        self.officer.append(officer)
        self.choice.append(choice.copy())
        self.seats.append(seats)
        self.pence.append(pence + int(self._program.openings.pence[list(seats)].sum()))
        self._supplies.append(self._supplied(len(self.officer) - 1))
        return len(self.officer) - 1

    def _pence(self, officer: int, choice: NDArray[np.int8]) -> int | None:
        """Return a line's price without its seats, ``BARRED`` and more where an option is barred; None where refused."""
        group = self._program.groups[self._group_of[officer]]
        place = int(self._place_of[officer])
        walked = line_pence(group.diagram, place, choice)
        return None if walked is None else walked + line_base(group, place, choice)

    def keeps_sums(self, number: int) -> bool:
        """Say whether a line keeps the sums its officer may not exceed; lines that do not are of use as shares only."""
        at_least = self._program.at_least
        return all(value >= at_least[row] for row, value in self.supply(number) if row in self._hard)

    def allowed(self, number: int, program: Program) -> bool:
        """Say whether a line holds no option that a program bars."""
        officer = self.officer[number]
        group = program.groups[self._group_of[officer]]
        return line_base(group, int(self._place_of[officer]), self.choice[number]) < BARRED

    def add_lines(self, lines: Lines, officers: Iterable[int]) -> list[int]:
        """Add the lines of some officers; return their numbers."""
        return [self.add(officer, lines.choice[officer], self.seats_of(officer, lines)) for officer in officers]

    def seats_of(self, officer: int, lines: Lines) -> tuple[int, ...]:
        """Return the seats an officer takes on the options chosen."""
        openings = self._program.openings
        mine = openings.by_officer.get(officer)
        if mine is None:
            return ()
        taken = lines.seat[mine[lines.choice[officer][openings.day[mine]] == openings.option[mine]]]
        return tuple(int(seat) for seat in taken if seat != NO_SEAT)
