"""Cheapest lines through a diagram, for all its officers at once, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.diagram import Diagram
from scheduler.diagram.table import REFUSED, Ints

BARRED = 1 << 57
"""Price of an option an officer may not hold; path prices are capped at twice this, so 64 bits suffice."""

FEW = 8
"""Officers up to whom prices go from arc to arc for each of them; for more, option by option for all at once."""


@dataclass(frozen=True)
class CheapestLines:
    """The cheapest line of each officer under given prices.

    Attributes
    ----------
    price
        Shape (officers,): total, offsets included.
    choice
        Shape (officers, days): index of the option taken.
    """

    price: Ints
    choice: NDArray[np.int8]


def to_end(diagram: Diagram, prices: Ints, scale: int, first: int = 0, end: Ints | None = None) -> list[Ints]:
    """Return the least price from every state to the end of the horizon, or of some days before it.

    Parameters
    ----------
    prices
        Shape (days, options, officers): price of each option beyond the diagram's own pence, ``BARRED`` where barred;
        of the days from ``first`` on.
    scale
        Factor on the diagram's pence.
    end
        Shape (states, officers): price of each state after the last of the days, where that is not the horizon's end.

    Returns
    -------
    list of array
        One array a layer, shape (states, officers); the last is the end.
    """
    n_officers = prices.shape[2]
    if n_officers <= FEW:
        return _to_end_of_few(diagram, prices, scale, first, end)
    layers = [np.zeros((1, n_officers), dtype=np.int64) if end is None else end]
    for day in range(first + len(prices) - 1, first - 1, -1):
        after = layers[-1]
        nexts, pence = diagram.nexts[day], diagram.pence[day]
        least = np.full((len(nexts), n_officers), BARRED * 2, dtype=np.int64)
        for option in range(len(diagram.codes)):
            states = np.flatnonzero(nexts[:, option] != REFUSED)
            if len(states):
                through = after[nexts[states, option]]
                through += prices[day - first, option]
                through += (pence[states, option] * scale)[:, None]
                least[states] = np.minimum(least[states], through)
        layers.append(np.minimum(least, BARRED * 2))
    layers.reverse()
    return layers


def _to_end_of_few(diagram: Diagram, prices: Ints, scale: int, first: int, end: Ints | None) -> list[Ints]:
    """Return the same, officer by officer, over all arcs of a day at once."""
    n_officers, until = prices.shape[2], first + len(prices)
    last = np.zeros((1, n_officers), dtype=np.int64) if end is None else end
    layers = [np.empty((len(layer), n_officers), dtype=np.int64) for layer in diagram.nexts[first:until]] + [last]
    for officer in range(n_officers):
        after = np.ascontiguousarray(last[:, officer])
        for place in range(len(prices) - 1, -1, -1):
            arcs = diagram.arcs[first + place]
            through = after[arcs.to]
            through += prices[place, :, officer][arcs.option]
            if scale:
                through += arcs.pence * scale
            after = np.full(len(layers[place]), BARRED * 2, dtype=np.int64)
            after[arcs.states] = np.minimum(np.minimum.reduceat(through, arcs.first), BARRED * 2)
            layers[place][:, officer] = after
    return layers


def cheapest_lines(diagram: Diagram, prices: Ints, scale: int, places: Ints | None = None) -> CheapestLines:
    """Return each officer's cheapest line, ties going to the option listed first.

    Parameters
    ----------
    prices
        As in :func:`to_end`.
    places
        Places in the diagram of the officers they are of; those of all its officers if not stated.
    """
    roots, offsets = diagram.roots, diagram.offsets
    if places is not None:
        roots, offsets = roots[places], offsets[places]
    ends = to_end(diagram, prices, scale)
    total = ends[0][roots, np.arange(len(roots))] + offsets * scale
    if len(roots) == 1:
        return CheapestLines(total, _walked(diagram, int(roots[0]), prices, ends, scale))
    officers = np.arange(len(roots))
    state = roots
    choice = np.zeros((len(officers), diagram.n_days), dtype=np.int8)
    for day in range(diagram.n_days):
        nexts = diagram.nexts[day][state]
        through = ends[day + 1][np.maximum(nexts, 0), officers[:, None]]
        through = through + diagram.pence[day][state] * scale + prices[day][:, officers].T
        through[nexts == REFUSED] = BARRED * 8
        best = through.argmin(axis=1)
        choice[:, day] = best
        state = nexts[officers, best]
    return CheapestLines(total, choice)


def _walked(diagram: Diagram, state: int, prices: Ints, ends: Sequence[Ints], scale: int) -> NDArray[np.int8]:
    """Return the cheapest line of one officer, shape (1, days), from prices to the end."""
    choice = np.zeros((1, diagram.n_days), dtype=np.int8)
    for day in range(diagram.n_days):
        nexts = diagram.nexts[day][state]
        through = ends[day + 1][nexts, 0] + diagram.pence[day][state] * scale + prices[day, :, 0]
        through[nexts == REFUSED] = BARRED * 8
        option = int(through.argmin())
        choice[0, day] = option
        state = int(nexts[option])
    return choice


def from_start(diagram: Diagram, state: int, prices: Ints, scale: int, first: int = 0) -> list[Ints]:
    """Return the least price from a state to every later one, one array a layer.

    Parameters
    ----------
    state
        Where to begin, on day ``first``.
    prices
        Shape (days, options): price of each option on each day from ``first`` on, for one officer.
    """
    layer = np.full(len(diagram.nexts[first]), BARRED * 2, dtype=np.int64)
    layer[state] = 0
    layers = [layer]
    for day in range(first, first + len(prices)):
        nexts = diagram.nexts[day]
        width = len(diagram.nexts[day + 1]) if day + 1 < diagram.n_days else 1
        after = np.full(width, BARRED * 2, dtype=np.int64)
        through = layers[-1][:, None] + diagram.pence[day] * scale + prices[day - first][None, :]
        open_arcs = (nexts != REFUSED) & (through < BARRED // 2)
        np.minimum.at(after, nexts[open_arcs], through[open_arcs])
        layers.append(after)
    return layers


def through_arcs(
    diagram: Diagram, state: int, prices: Ints, ends: Sequence[Ints], scale: int, first: int = 0
) -> list[Ints]:
    """Return one officer's least price through every arc, from a state to the end of the horizon, one array a day.

    Parameters
    ----------
    state, prices
        As in :func:`from_start`.
    ends
        For each layer from ``first`` on, shape (states,): the officer's least price from there to the end.

    Returns
    -------
    list of array
        Shape (states, options): ``BARRED * 2`` where no line passes.
    """
    found = []
    starts = from_start(diagram, state, prices, scale, first)
    for number, own in enumerate(prices):
        nexts, pence = diagram.nexts[first + number], diagram.pence[first + number]
        cost = starts[number][:, None] + pence * scale + own[None, :] + ends[number + 1][np.maximum(nexts, 0)]
        found.append(np.where((nexts == REFUSED) | (cost >= BARRED // 2), BARRED * 2, cost))
    return found


def line_pence(
    diagram: Diagram, places: NDArray[np.integer], choice: NDArray[np.integer]
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the pence the diagram charges for lines, and which of them it allows.

    Parameters
    ----------
    places
        Shape (lines,): place in the diagram of the officer each is of.
    choice
        Shape (lines, days): index of the option taken.
    """
    state, pence = diagram.roots[places], diagram.offsets[places].astype(np.int64)
    allowed = np.ones(len(places), dtype=bool)
    for day in range(choice.shape[1]):
        option = choice[:, day]
        following = diagram.nexts[day][state, option]
        pence += diagram.pence[day][state, option]
        allowed &= following != REFUSED
        state = np.maximum(following, 0)
    return pence, allowed
