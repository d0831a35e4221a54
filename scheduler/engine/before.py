"""What a search leaves for the next one: its rota, the lines worth knowing and its row prices.

Everything is kept by name - officers, option codes, posts, tours, days, rows - so that it fits a program that has changed.
A line the rules no longer allow is left out, and a seat that is no longer offered is left empty. Row prices prove a bound
whatever they are, so those of a row that has changed are as good a beginning as any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound
from scheduler.engine.program import Cut, Ints, Line, Program
from scheduler.engine.solution import Solution

KEPT = 12
"""Lines of each officer kept, those that cost least under the row prices."""

Place = tuple[str, str, int]
Choice = NDArray[np.int8]


@dataclass(frozen=True)
class KnownLine:
    """A line by name.

    Attributes
    ----------
    codes
        Option of each planned day.
    seats
        (post, tour, force day) of each seat taken.
    """

    officer: str
    codes: tuple[str, ...]
    seats: tuple[Place, ...]


@dataclass(frozen=True)
class KnownCut:
    """A cut by name, and the row price it had, times ``SCALE``."""

    place: Place
    officers: frozenset[str]
    drivers: bool
    supervised: bool
    price: int


@dataclass(frozen=True)
class Before:
    """What the search before this one found.

    Attributes
    ----------
    rota
        Line of each officer in its rota.
    lines
        Lines worth knowing.
    row_prices
        Row -> price, times ``SCALE``.
    cuts
        Cuts that had a price.
    """

    rota: Mapping[str, KnownLine]
    lines: Sequence[KnownLine]
    row_prices: Mapping[str, int]
    cuts: Sequence[KnownCut]

    @cached_property
    def _lines_of(self) -> dict[str, list[KnownLine]]:
        found: dict[str, list[KnownLine]] = {}
        for line in self.lines:
            found.setdefault(line.officer, []).append(line)
        return found

    def with_cuts(self, program: Program) -> Program:
        """Return a program with those cuts whose officers are all still there.

        A cut holds for any set of officers, but one that counts drivers or supervisors only where cars need them.
        """
        numbers = {officer: number for number, officer in enumerate(program.officers)}
        places = {program.places[place]: place for place in program.crews}
        cuts = []
        for cut in self.cuts:
            if cut.place not in places or not cut.officers <= numbers.keys():
                continue
            crews = program.crews[places[cut.place]]
            if (not cut.drivers or crews.drivers >= 0) and (not cut.supervised or crews.led > 0):
                officers = frozenset(numbers[officer] for officer in cut.officers)
                cuts.append(Cut(places[cut.place], officers, cut.drivers, cut.supervised))
        return program.with_cuts(cuts)

    def prices_of(self, program: Program) -> Ints:
        """Return the price of every row of a program, nought for those not known."""
        n_stated = program.n_rows - len(program.cuts)
        known = [self.row_prices.get(key, 0) for key in program.row_keys[:n_stated]]
        by_cut = {(cut.place, cut.officers, cut.drivers, cut.supervised): cut.price for cut in self.cuts}
        for cut in program.cuts:
            names = frozenset(program.officers[officer] for officer in cut.officers)
            known.append(by_cut.get((program.places[cut.place], names, cut.drivers, cut.supervised), 0))
        return np.array(known, dtype=np.int64)

    def fill(self, pool: Pool, program: Program) -> dict[int, int]:
        """Add the lines a program still allows to its pool; return each officer's number of the line held, where it is one.

        A line held keeps the sums its officer may not exceed as well.
        """
        names = Names(program)
        known, standing = list[Line](), dict[int, int]()
        for number, officer in enumerate(program.officers):
            own = self.rota.get(officer)
            for line in (*self._lines_of.get(officer, ()), *(() if own is None else (own,))):
                found = names.line(number, line)
                if found is None:
                    continue
                if line is own:
                    standing[number] = len(known)
                known.append((number, *found))
        added = pool.add_allowed(known)
        held = ((officer, added[place]) for officer, place in standing.items())
        return {officer: number for officer, number in held if number is not None and pool.keeps_sums(number)}


class Names:
    """Numbers of a program's codes and seats by name."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._group_of, _ = program.membership
        self._codes = [{code: number for number, code in enumerate(group.diagram.codes)} for group in program.groups]
        self._places = {place: number for number, place in enumerate(program.places)}
        self._place_of = program.openings.place.tolist()
        self._first_seat = program.openings.first_seat.tolist()
        self._openings: dict[int, dict[tuple[int, int], list[int]]] = {}

    def line(self, officer: int, line: KnownLine) -> tuple[Choice, tuple[int, ...]] | None:
        """Return choice and seats of a line; None where its days or codes are not the program's."""
        codes = self._codes[self._group_of[officer]]
        if len(line.codes) != self._program.n_days or not all(code in codes for code in line.codes):
            return None
        options = [codes[code] for code in line.codes]
        if officer not in self._openings:
            self._openings[officer] = self._openings_of(officer)
        own, wanted = self._openings[officer], {self._places[place] for place in line.seats if place in self._places}
        taken = (self._seat(opening, wanted) for on_day in enumerate(options) for opening in own.get(on_day, ()))
        return np.array(options, dtype=np.int8), tuple(sorted(seat for seat in taken if seat is not None))

    def _seat(self, opening: int, wanted: Set[int]) -> int | None:
        """Return the seat of an opening that stands for one of some places; None where there is none."""
        seats = range(self._first_seat[opening], self._first_seat[opening + 1])
        return next((seat for seat in seats if self._place_of[seat] in wanted), None)

    def _openings_of(self, officer: int) -> dict[tuple[int, int], list[int]]:
        """Return an officer's openings by day and option."""
        openings = self._program.openings
        own = openings.by_officer.get(officer)
        found: dict[tuple[int, int], list[int]] = {}
        if own is not None:
            days, options = openings.day[own].tolist(), openings.option[own].tolist()
            for opening, day, option in zip(own.tolist(), days, options, strict=True):
                found.setdefault((day, option), []).append(opening)
        return found


def left_by(parts: Iterable[tuple[Program, Solution, Pool, Bound | None]]) -> Before:
    """Return what a search leaves.

    Parameters
    ----------
    parts
        Program, rota, pool, and what bounds the last level, with a row price for each row of the program; None for none.
    """
    rota: dict[str, KnownLine] = {}
    lines: list[KnownLine] = []
    row_prices: dict[str, int] = {}
    cuts: list[KnownCut] = []
    for program, solution, pool, bound in parts:
        rota |= lines_of(program, solution)
        if bound is None:
            continue
        codes = _codes_of(program)
        lines += [
            _named(program, codes, pool.officer[number], pool.choice[number], pool.seats[number])
            for number in _worth_knowing(pool, bound)
        ]
        n_stated = program.n_rows - len(program.cuts)
        stated, of_cuts = bound.duals[:n_stated].tolist(), bound.duals[n_stated:].tolist()
        row_prices |= {key: price for key, price in zip(program.row_keys[:n_stated], stated, strict=True) if price}
        for cut, price in zip(program.cuts, of_cuts, strict=True):
            names = frozenset(program.officers[officer] for officer in cut.officers)
            if price:
                cuts.append(KnownCut(program.places[cut.place], names, cut.drivers, cut.supervised, price))
    return Before(rota, lines, row_prices, cuts)


def lines_of(program: Program, solution: Solution) -> dict[str, KnownLine]:
    """Return each officer's line by name."""
    codes = _codes_of(program)
    return {
        name: _named(program, codes, officer, solution.choice[officer], solution.seats[officer])
        for officer, name in enumerate(program.officers)
    }


def _codes_of(program: Program) -> list[tuple[str, ...]]:
    group_of, _ = program.membership
    return [program.groups[group].diagram.codes for group in group_of]


def _named(
    program: Program, codes: Sequence[tuple[str, ...]], officer: int, choice: Choice, seats: Iterable[int]
) -> KnownLine:
    own, places = codes[officer], program.places
    taken = tuple(places[int(program.openings.place[seat])] for seat in seats)
    return KnownLine(program.officers[officer], tuple(own[option] for option in choice.tolist()), taken)


def _worth_knowing(pool: Pool, bound: Bound) -> list[int]:
    """Return the pool lines of each officer that cost least under the bound's row prices."""
    reduced = np.array(pool.pence, dtype=np.int64) * bound.weights.pence * SCALE - pool.worth(bound.duals)
    kept: dict[int, int] = {}
    found = []
    for number in np.argsort(reduced, kind="stable").tolist():
        officer = pool.officer[number]
        kept[officer] = kept.get(officer, 0) + 1
        if kept[officer] <= KEPT:
            found.append(number)
    return found
