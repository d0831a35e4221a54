"""A whole-number answer to the master problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import line_pence
from scheduler.domain.price import N_LEVELS, Price
from scheduler.engine.pricing import line_base
from scheduler.engine.program import Ints, Program, Weights


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

    def line_pence(self, program: Program) -> list[int]:
        """Return each officer's L6 price, seats included.

        Raises
        ------
        ValueError
            If a line is refused by the officer's diagram.
        """
        group_of, place_of = program.membership
        found = []
        for officer, choice in enumerate(self.choice):
            group, place = program.groups[group_of[officer]], int(place_of[officer])
            walked = line_pence(group.diagram, place, choice)
            if walked is None:
                message = f"line of officer {officer} is refused by the rules"
                raise ValueError(message)
            seats = int(program.openings.pence[list(self.seats[officer])].sum())
            found.append(walked + line_base(group, place, choice) + seats)
        return found

    def price(self, program: Program) -> Price:
        """Return the price in each level."""
        levels = (self.amounts @ program.prices).tolist()
        levels[N_LEVELS - 1] += sum(self.line_pence(program))
        return Price(*levels)

    def combined(self, program: Program, weights: Weights) -> int:
        """Return the combined price under level weights."""
        return weights.of(self.price(program))
