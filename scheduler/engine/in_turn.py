"""Officers in turn: each takes the line that is best while all others hold theirs, round after round.

No linear program is asked. What one officer more or less on a row is worth follows from what the others leave it short,
so a turn takes the officer's cheapest line at exact prices and never makes the rota dearer. It ends where a round brings
next to nothing: a rota to begin with, and lines that go together for the linear program to begin with.

Sums of an officer's own, such as minutes in a period, are brought into their limits by prices for them, turn by turn; of an
officer with such sums the line found is the best of a few tries. With row prices, rounds may make the rota dearer on the
way; the best one met is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, cheapest_lines
from scheduler.engine.effort import Effort
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import NO_SEAT, SCALE, least_in_each
from scheduler.engine.program import Group, Ints, Program, Reals, Weights, row_sizes

logger = logging.getLogger(__name__)

ROUNDS = 12
"""Turns of everybody, at most."""

WORTHWHILE = 0.002
"""Share of the price that a round has to bring for another."""

SHARES = (0.1, 0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.8)
"""Share of what a row costs right now, and not of its row price, that counts in each round with row prices."""

TRIES = 8
"""Prices tried for the sums of an officer's own, each turn."""

PACE = 0.25
"""Share of what a duty short costs that a tour beyond a sum of the officer's own is priced up by, at each try."""

BROKEN = 1 << 30
"""What each unit counts that a row nothing eases is missed by: beyond any duty, and a year of it below what is barred."""


def in_turn(
    program: Program, pool: Pool, begin: Sequence[int], weights: Weights, effort: Effort, duals: Reals | None = None
) -> list[int]:
    """Return pool lines, one an officer, of the best rota met while officers choose in turn.

    Parameters
    ----------
    begin
        Every officer's line at first, by its number in the pool.
    duals
        Row prices, one a row. With them, officers go by what rows are worth on the whole at first, and come round to what
        they are short of right now.
    """
    rota = _Rota(program, pool, begin, weights, duals)
    best, least = list(rota.held), rota.price()
    for share in SHARES if duals is not None else ():
        rota.costs.share = share
        if not rota.everybody(effort):
            return best
        best, least = _better(rota, best, least)
    rota.costs.share = 1.0
    for _ in range(ROUNDS):
        before = rota.price()
        ended = not rota.everybody(effort)
        best, least = _better(rota, best, least)
        if ended or before - rota.price() <= WORTHWHILE * before:
            break
    return best


def _better(rota: _Rota, best: list[int], least: float) -> tuple[list[int], float]:
    price = rota.price()
    logger.debug("everybody in turn: %.0f, least %.0f, %d lines", price, least, len(rota.pool))
    return (list(rota.held), price) if price < least else (best, least)


class _Rota:
    """Who holds which line, and what that supplies."""

    def __init__(
        self, program: Program, pool: Pool, begin: Sequence[int], weights: Weights, duals: Reals | None
    ) -> None:
        self.pool, self.held = pool, list(begin)
        self.costs = _RowCosts(program, weights, duals)
        self._weights = weights
        (group_of, place_of), sizes = program.membership, row_sizes(program)
        self._turns = [
            _Turn(
                program, self.costs, weights, officer, program.groups[group_of[officer]], int(place_of[officer]), sizes
            )
            for officer in range(len(program.officers))
        ]
        self._luck = np.random.default_rng(1)
        self._short = program.at_least.copy()
        for number in self.held:
            self._count(number, 1)

    def _count(self, number: int, times: int) -> None:
        rows, counts = self.pool.entries(number)
        self._short[rows] -= times * counts

    def everybody(self, effort: Effort) -> bool:
        """Let each officer choose once, in an order drawn anew; say whether there was time."""
        for officer in self._luck.permutation(len(self._turns)).tolist():
            if effort.seconds <= 0:
                return False
            self._count(self.held[officer], -1)
            self.held[officer] = self._turns[officer].taken(self.pool, self.held[officer], self._short, effort)
            self._count(self.held[officer], 1)
        return True

    def price(self) -> float:
        """Return what the rota costs."""
        lines = sum(self.pool.pence[number] for number in self.held) * self._weights.pence
        return float(self.costs.of(self._short.astype(np.float64)).sum()) + lines


class _RowCosts:
    """What rows cost by what officers leave them short, the amounts that fill them taken one by one, the cheapest first."""

    def __init__(self, program: Program, weights: Weights, duals: Reals | None = None) -> None:
        self.share = 1.0
        """What counts of a row is this share of what it costs right now, and the rest of its price."""
        self.duals = np.zeros(program.n_rows) if duals is None else np.maximum(duals, 0.0)
        prices, terms = weights.of_amounts(program).astype(np.float64), program.terms
        eases = np.flatnonzero(terms.values > 0)
        a_unit = prices[terms.row_of[eases]] / terms.values[eases]
        row = terms.columns[eases].astype(np.int64)
        order = np.lexsort((a_unit, row))
        row, a_unit = row[order], a_unit[order]
        most = (program.upper[terms.row_of[eases]] * terms.values[eases]).astype(np.float64)[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        self._a_unit = np.full((program.n_rows, int(place.max(initial=-1)) + 2), float(BROKEN))
        self._from = np.full(self._a_unit.shape, np.inf)
        self._from[:, 0] = 0.0
        self._a_unit[row, place] = a_unit
        for number in range(self._a_unit.shape[1] - 1):
            here = place == number
            self._from[row[here], number + 1] = self._from[row[here], number] + most[here]
        self._steps = np.diff(self._a_unit, axis=1, prepend=0.0)

    def of(self, short: Reals, rows: NDArray[np.integer] | slice = slice(None)) -> Reals:
        """Return what some rows cost that are so much short."""
        beyond = np.maximum(0.0, short[:, None] - self._from[rows])
        beyond[np.isnan(beyond)] = 0.0
        found: Reals = (self._steps[rows] * beyond).sum(axis=1)
        return found

    def gain(self, short: Ints, rows: NDArray[np.integer], counts: Ints) -> Reals:
        """Return what counts of some rows bring that are so much short, as it counts now."""
        now = short.astype(np.float64)
        gained = self.of(now, rows) - self.of(now - counts, rows)
        blended: Reals = self.share * gained + (1.0 - self.share) * self.duals[rows] * counts
        return blended

    def steepest(self, rows: Ints) -> float:
        """Return what a unit costs at most on some rows that amounts ease."""
        found = self._a_unit[rows]
        return float(found[found < BROKEN].max(initial=1.0))


class _Turn:
    """One officer's openings and sums, and prices for the latter that worked last."""

    def __init__(
        self,
        program: Program,
        costs: _RowCosts,
        weights: Weights,
        officer: int,
        group: Group,
        place: int,
        sizes: Reals,
    ) -> None:
        self.officer, self._costs, self._weights = officer, costs, weights
        self._group, self._place = group, place
        openings, tallies = program.openings, program.tallies
        mine = openings.by_officer.get(officer, np.zeros(0, dtype=np.int64))
        self._at = (openings.day[mine], openings.option[mine])
        spans = [np.arange(openings.first_seat[one], openings.first_seat[one + 1]) for one in mine]
        self._seats = np.concatenate([np.zeros(0, dtype=np.int64), *spans])
        self._first = np.concatenate([[0], np.cumsum([len(span) for span in spans])]).astype(np.int64)
        supply = openings.supply
        entries = [np.arange(supply.starts[seat], supply.starts[seat + 1]) for seat in self._seats]
        flat = np.concatenate([np.zeros(0, dtype=np.int64), *entries])
        self._seat_of = np.repeat(np.arange(len(self._seats)), [len(one) for one in entries])
        self._row, self._value = supply.columns[flat].astype(np.int64), supply.values[flat]
        self._pence = openings.pence[self._seats]
        own = tallies.by_officer.get(officer, np.zeros(0, dtype=np.int64))
        self._own_at = (tallies.day[own], tallies.option[own])
        self._own_value = tallies.value[own]
        self._rows, self._own_row = np.unique(tallies.row[own], return_inverse=True)
        self._sizes = sizes[self._rows]
        self._duals = costs.duals[self._rows].copy()
        self._pace = PACE * costs.steepest(self._row)
        scale = weights.pence * SCALE
        base = self._group.base[:, :, self._place : self._place + 1]
        self._base = np.where(base >= BARRED, BARRED, base * scale)

    def taken(self, pool: Pool, held: int, short: Ints, effort: Effort) -> int:
        """Return the best pool line found for what all others leave short, the one held if there is none better."""
        prices, seat = self._priced(short)
        wanted = short[self._rows].astype(np.float64)
        best, least = held, self._price(pool, held, short)
        for trial in range(TRIES if len(self._rows) else 1):
            effort.priced(self._group.diagram.n_arcs)
            choice = self._line(prices)
            number = pool.add(self.officer, choice, self._seats_of(choice, seat))
            price = self._price(pool, number, short)
            if price < least:
                best, least = number, price
            counts = self._own_counts(choice)
            lack = wanted - counts
            moved = np.maximum(0.0, self._duals + self._pace / (1 + trial) * lack / self._sizes**2)
            if (moved == self._duals).all():
                break
            self._duals = moved
        return best

    def _line(self, prices: Ints) -> NDArray[np.int8]:
        table = prices.copy()
        own = np.rint(self._duals * SCALE).astype(np.int64)
        np.subtract.at(table[:, :, 0], self._own_at, self._own_value * own[self._own_row])
        scale, places = self._weights.pence * SCALE, np.array([self._place])
        found: NDArray[np.int8] = cheapest_lines(self._group.diagram, table, scale, places).choice[0]
        return found

    def _priced(self, short: Ints) -> tuple[Ints, Ints]:
        """Return what the officer's options cost with the best seat of each, and those seats."""
        gain = self._costs.gain(short[self._row], self._row, self._value)
        worth = np.bincount(self._seat_of, weights=gain, minlength=len(self._seats))
        price = self._pence * (self._weights.pence * SCALE) - np.rint(worth * SCALE).astype(np.int64)
        least, at = least_in_each(price, self._first)
        table = self._base.copy()
        np.add.at(table[:, :, 0], self._at, np.minimum(least, 0))
        return table, np.where(least <= 0, at, NO_SEAT)

    def _seats_of(self, choice: NDArray[np.int8], seat: Ints) -> tuple[int, ...]:
        day, option = self._at
        taken = seat[(choice[day] == option) & (seat != NO_SEAT)]
        return tuple(int(one) for one in self._seats[taken])

    def _own_counts(self, choice: NDArray[np.int8]) -> Reals:
        day, option = self._own_at
        held = choice[day] == option
        found = np.zeros(len(self._rows))
        np.add.at(found, self._own_row[held], self._own_value[held])
        return found

    def _price(self, pool: Pool, number: int, short: Ints) -> float:
        """Return what a line costs, the rows it counts towards and the officer's own included."""
        rows, counts = pool.entries(number)
        others = ~np.isin(rows, self._rows)
        left = short[self._rows].astype(np.float64)
        own = np.searchsorted(self._rows, rows[~others])
        left[own] -= counts[~others]
        gained = self._costs.gain(short[rows[others]], rows[others], counts[others]).sum()
        return float(self._costs.of(left, self._rows).sum() - gained) + pool.pence[number] * self._weights.pence
