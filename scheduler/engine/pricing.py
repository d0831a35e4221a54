r"""Pricing: every officer's cheapest line under given row prices, and the bound that follows from it.

Row prices ("duals") are whole multiples of ``1 / SCALE``; lines are priced in 64-bit whole numbers, so the bound

.. math:: L(p) = \sum_r p_r b_r + \sum_a u_a \min(0, c_a - p A_a) + \sum_o \min_{l} (c_l - p S_l)

is exact for the p that was used, whatever method found p. Only :func:`priced` makes a :class:`Bound` from nothing, and it
always prices every officer; :func:`reweighted` says what the same p proves under other weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, cheapest_lines, line_pence
from scheduler.engine.program import Group, Index, Ints, Program, Weights

SCALE = 1 << 16
"""Parts of a penny in which row prices are counted."""

NO_SEAT = -1


@dataclass(frozen=True)
class Bound:
    """A proved lower bound on the combined price, in ``1 / SCALE`` of its unit.

    Attributes
    ----------
    scaled
        L(p) times ``SCALE``.
    duals
        The p that proves it, times ``SCALE``, one a row.
    """

    scaled: int
    duals: Ints
    weights: Weights

    @property
    def whole(self) -> int:
        """The bound rounded up to a whole unit, since every price is a whole number."""
        return -(-self.scaled // SCALE)


@dataclass(frozen=True)
class Lines:
    """One line for each officer.

    Attributes
    ----------
    choice
        Shape (officers, days): option index in the officer's diagram.
    seat
        Shape (openings,): seat taken there, or ``NO_SEAT``; meaningless where the option is not chosen.
    least
        Shape (officers,): reduced price of the line times ``SCALE``.
    """

    choice: NDArray[np.int8]
    seat: Index
    least: Ints


def option_prices(program: Program, duals: Ints, pence_weight: int) -> tuple[list[Ints], Index]:
    """Return each group's option prices under row prices, and the best seat of each opening.

    Returns
    -------
    list of array
        For each group, shape (days, options, officers of the group), times ``SCALE``.
    array
        Shape (openings,): the seat worth taking, or ``NO_SEAT``.
    """
    openings = program.openings
    seat_price = openings.pence * (pence_weight * SCALE) - openings.supply.times(duals)
    best_price, best_seat = least_in_each(seat_price, openings.first_seat)
    best_seat = np.where(best_price <= 0, best_seat, NO_SEAT)
    best_price = np.minimum(best_price, 0)
    counted = program.tallies.value * duals[program.tallies.row]
    found: list[Ints] = []
    for group, (of_openings, of_tallies) in zip(program.groups, program.cells, strict=True):
        prices = np.ascontiguousarray(np.where(group.base >= BARRED, BARRED, group.base * (pence_weight * SCALE)))
        flat = prices.reshape(-1)
        flat[of_openings.cells] += of_openings.sums(best_price)
        flat[of_tallies.cells] -= of_tallies.sums(counted)
        found.append(prices)
    return found, best_seat.astype(np.int32)


def priced(program: Program, duals: Ints, weights: Weights) -> tuple[Bound, Lines]:
    """Price every officer under row prices; return the bound they prove and the lines found.

    Parameters
    ----------
    duals
        Row prices times ``SCALE``; negative ones are taken as 0, since every row asks for "at least".
    """
    duals = np.maximum(duals, 0)
    prices, seat = option_prices(program, duals, weights.pence)
    choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
    least = np.zeros(len(program.officers), dtype=np.int64)
    for group, table in zip(program.groups, prices, strict=True):
        lines = cheapest_lines(group.diagram, table, weights.pence * SCALE)
        choice[group.members] = lines.choice
        least[group.members] = lines.price
    reduced = weights.of_amounts(program) * SCALE - program.terms.times(duals)
    scaled = (
        int((duals * program.at_least).sum()) + int((program.upper * np.minimum(reduced, 0)).sum()) + int(least.sum())
    )
    return Bound(scaled, duals, weights), Lines(choice, seat, least)


def reweighted(program: Program, bound: Bound, units: Sequence[int]) -> Bound:
    """Return what the same row prices and lines prove with the weights of the first levels that suit their units best.

    Each unit takes its weight off what is left for the levels below, so that a weight beyond any real trade-off takes
    off more than it has to. Lines have no price in these levels: none is priced again.

    Parameters
    ----------
    units
        Price in each level from the first on; those that are nought keep their weight, for it takes nothing off.
    """
    by_level = list(bound.weights.by_level)
    before = reduced = bound.weights.of_amounts(program) * SCALE - program.terms.times(bound.duals)
    for level, held in enumerate(units):
        prices = program.prices[:, level] * SCALE
        priced_here = np.flatnonzero(prices)
        if not held or not len(priced_here):
            continue
        reduced = reduced - by_level[level] * prices
        # From this weight on an amount is worth leaving at nought; as many as are held may be cheaper than that.
        enough = np.maximum(0, -(reduced[priced_here] // prices[priced_here]))
        dearest = np.argsort(-enough, kind="stable")
        reached = np.cumsum((program.upper * program.prices[:, level])[priced_here][dearest])
        beyond = np.flatnonzero(reached > held)
        by_level[level] = int(enough[dearest[beyond[0]]]) if len(beyond) else 0
        reduced = reduced + by_level[level] * prices
    gained = program.upper * (np.minimum(reduced, 0) - np.minimum(before, 0))
    return Bound(bound.scaled + int(gained.sum()), bound.duals, Weights(tuple(by_level)))


def own_least_pence(program: Program) -> Ints:
    """Return each officer's least pence when no row asks for anything."""
    _, lines = priced(program, np.zeros(program.n_rows, dtype=np.int64), Weights((0, 0, 0, 0, 0, 1)))
    return lines.least // SCALE


def line_pence_of(
    program: Program, officers: NDArray[np.integer], choice: NDArray[np.int8]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return what lines cost without their seats, and which of them the officers' diagrams allow.

    Parameters
    ----------
    officers
        Shape (lines,): whose each is.
    choice
        Shape (lines, days).

    Returns
    -------
    array
        Shape (lines,): pence, ``BARRED`` and more where an option is barred.
    array
        Shape (lines,).
    """
    group_of, place_of = program.membership
    pence, allowed = np.zeros(len(officers), dtype=np.int64), np.zeros(len(officers), dtype=bool)
    of_group = group_of[officers]
    for number in np.unique(of_group).tolist():
        mine = np.flatnonzero(of_group == number)
        group, places = program.groups[number], place_of[officers[mine]]
        pence[mine], allowed[mine] = line_pence(group.diagram, places, choice[mine])
        pence[mine] += line_base(group, places, choice[mine])
    return pence, allowed


def line_base(group: Group, places: NDArray[np.integer], choice: NDArray[np.int8]) -> Ints:
    """Return the stateless pence of lines of officers at these places; shape (lines,)."""
    days = np.arange(choice.shape[1])
    return np.asarray(group.base[days, choice, places[:, None]].sum(axis=1), dtype=np.int64)


def least_in_each(values: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Return the least value and its position in each consecutive span; spans may not be empty."""
    if len(values) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    least = np.minimum.reduceat(values, starts[:-1])
    is_least = values == np.repeat(least, np.diff(starts))
    positions = np.where(is_least, np.arange(len(values)), len(values))
    return least, np.minimum.reduceat(positions, starts[:-1])
