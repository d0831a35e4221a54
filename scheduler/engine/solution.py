"""A whole-number answer to the master problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.price import N_LEVELS, Price
from scheduler.engine.pricing import line_pence_of
from scheduler.engine.program import Ints, Line, Program, Weights


@dataclass(frozen=True)
class Solution:
    """One line for each officer and a value for each amount.

    Attributes
    ----------
    choice
        Shape (officers, days): option index in the officer's diagram.
    seats
        For each officer, the seats taken.
    amounts
        Shape (amounts,).
    """

    choice: NDArray[np.int8]
    seats: tuple[tuple[int, ...], ...]
    amounts: Ints

    def supplied(self, program: Program, but: frozenset[int] = frozenset()) -> Ints:
        """Return what the officers' seats supply to each row, leaving some officers out."""
        totals = program.tallies.supplied(self.choice, program.n_rows, but)
        supply = program.openings.supply
        for officer, seats in enumerate(self.seats):
            if officer not in but:
                for seat in seats:
                    span = slice(supply.starts[seat], supply.starts[seat + 1])
                    np.add.at(totals, supply.columns[span], supply.values[span])
        return totals

    def keeps_rows(self, program: Program) -> bool:
        """Say whether every row comes to what it asks for, and every amount stays within its limits."""
        amount = program.terms.row_of
        totals = self.supplied(program)
        np.add.at(totals, program.terms.columns, program.terms.values * self.amounts[amount])
        within = (self.amounts >= 0) & (self.amounts <= program.upper)
        return bool((totals >= program.at_least).all() and within.all())

    @property
    def lines(self) -> Iterator[Line]:
        """Each officer's line, in their order."""
        return zip(range(len(self.seats)), self.choice, self.seats, strict=True)

    def line_pence(self, program: Program) -> list[int]:
        """Return each officer's L6 price, seats included.

        Raises
        ------
        ValueError
            If a line is refused by the officer's diagram.
        """
        pence, allowed = line_pence_of(program, np.arange(len(self.choice)), self.choice)
        if not allowed.all():
            message = f"line of officer {np.flatnonzero(~allowed)[0]} is refused by the rules"
            raise ValueError(message)
        taken = np.array([seat for seats in self.seats for seat in seats], dtype=np.int64)
        holder = np.repeat(np.arange(len(self.seats)), [len(seats) for seats in self.seats])
        np.add.at(pence, holder, program.openings.pence[taken])
        return [int(price) for price in pence]

    def price(self, program: Program) -> Price:
        """Return the price in each level."""
        levels = (self.amounts @ program.prices).tolist()
        levels[N_LEVELS - 1] += sum(self.line_pence(program))
        return Price(*levels)

    def combined(self, program: Program, weights: Weights) -> int:
        """Return the combined price under level weights."""
        return weights.of(self.price(program))
