"""Officers' own sums, rounded: nobody works seventeen tours and a sixth.

A row of an officer's own says that the line's minutes, less 60 times the hours of excess, are at most some number. The
linear program mixes lines until the minutes come to that number exactly, which no single line does. With tours of
``divisor`` minutes and ``most = divisor * whole + rest`` the row

    sum over days of F(minutes) - unit * excess <= (divisor - rest) * whole
    F(minutes) = (divisor - rest) * (minutes // divisor) + max(0, minutes % divisor - rest)

holds for every line and not for such mixtures (mixed integer rounding). On days on which only shorter tours are offered,
training above all, one of them is taken for granted and what is left counts: the other options of the day fall short of
it. Any divisor and any such shifts give a row that holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scheduler.engine.program import Ints, Program, Rounded, Tallies


@dataclass(frozen=True)
class Rounding:
    """How a row is rounded.

    Attributes
    ----------
    divisor
        What the sum is counted in.
    shifts
        Planned day (from 0) -> what is taken for granted on it.
    most
        What the row allows before it is rounded.
    """

    divisor: int
    shifts: Mapping[int, int]
    most: int

    @property
    def rest(self) -> int:
        """What the row allows beyond whole divisors."""
        return (self.most - sum(self.shifts.values())) % self.divisor

    def adds(self, day: int, amount: int) -> int:
        """Return what an option that adds an amount on a day adds to the rounded row."""
        shift = self.shifts.get(day, 0)
        return self._stepped(amount - shift) - self._stepped(-shift)

    @property
    def rounded_most(self) -> int:
        """What the rounded row allows."""
        whole = (self.most - sum(self.shifts.values())) // self.divisor
        return whole * (self.divisor - self.rest) - sum(self._stepped(-shift) for shift in self.shifts.values())

    def _stepped(self, amount: int) -> int:
        whole, spare = divmod(amount, self.divisor)
        return whole * (self.divisor - self.rest) + max(0, spare - self.rest)


def with_rounded_sums(program: Program) -> Program:
    """Return the program with the rounded form of every own row that has an excess amount and gains by it."""
    eased = _eased(program)
    found = list(_roundings(program, eased)) if eased else []
    if not found:
        return program
    tallies, n_rows = program.tallies, program.n_rows
    officer, day, option = [tallies.officer], [tallies.day], [tallies.option]
    row, value = [tallies.row], [tallies.value]
    terms: dict[int, list[tuple[int, int]]] = {}
    for number, (base, entries, rounding) in enumerate(found):
        officer.append(tallies.officer[entries])
        day.append(tallies.day[entries])
        option.append(tallies.option[entries])
        amounts = zip(tallies.day[entries].tolist(), (-tallies.value[entries]).tolist(), strict=True)
        value.append(np.array([-rounding.adds(at, amount) for at, amount in amounts], dtype=np.int64))
        row.append(np.full(len(entries), n_rows + number, dtype=np.int32))
        amount, unit = eased[base]
        terms.setdefault(amount, []).append((n_rows + number, unit))
    rounded = [
        Rounded(f"rounded/{program.row_keys[base]}", program.row_keys[base], rounding.divisor, dict(rounding.shifts))
        for base, _, rounding in found
    ]
    return replace(
        program,
        tallies=Tallies(
            np.concatenate(officer),
            np.concatenate(day),
            np.concatenate(option),
            np.concatenate(row),
            np.concatenate(value),
        ),
        row_keys=(*program.row_keys, *(one.key for one in rounded)),
        at_least=np.concatenate([program.at_least, [-rounding.rounded_most for _, _, rounding in found]]),
        terms=program.terms.extended(terms),
        rounded=tuple(rounded),
    )


def _eased(program: Program) -> dict[int, tuple[int, int]]:
    """Return the excess amount and its unit of every own row that has exactly one."""
    own = np.isin(program.terms.columns, program.tallies.row) & (program.terms.values > 0)
    amount = program.terms.row_of[own]
    rows, counts = np.unique(program.terms.columns[own], return_counts=True)
    single = set(rows[counts == 1].tolist())
    units = program.terms.values[own].tolist()
    return {
        row: (number, unit)
        for row, number, unit in zip(program.terms.columns[own].tolist(), amount.tolist(), units, strict=True)
        if row in single
    }


def _roundings(program: Program, eased: Mapping[int, tuple[int, int]]) -> Iterator[tuple[int, Ints, Rounding]]:
    """Yield own rows with their entries and how they are rounded."""
    tallies = program.tallies
    order = np.argsort(tallies.row, kind="stable")
    rows, first = np.unique(tallies.row[order], return_index=True)
    for row, entries in zip(rows.tolist(), np.split(order, first[1:]), strict=True):
        amounts = -tallies.value[entries]
        if row not in eased or amounts.min() < 0 or amounts.max() < 2:
            continue
        divisor = int(amounts.max())
        longest = np.zeros(program.n_days, dtype=np.int64)
        np.maximum.at(longest, tallies.day[entries], amounts)
        shifts = {day: int(longest[day]) for day in np.flatnonzero((longest > 0) & (longest < divisor)).tolist()}
        rounding = Rounding(divisor, shifts, -int(program.at_least[row]))
        if rounding.rest:
            yield row, entries.astype(np.int64), rounding
