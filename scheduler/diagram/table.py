"""A rule, or several conjoined, as tables of whole numbers: one layer of states a force day.

``step()`` is called once for each reachable state, day and option of each rule alone; everything after that is array
work. Tables are conjoined two at a time and merged backwards after each, so that only the product of what still
matters is ever formed.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule

REFUSED = -1
DENSE = 50
"""Times as many pairs as are looked at that a table of all pairs may have."""

BEFORE_MERGING = 3
"""Times as many arcs as it may have in the end that a product may have before its states are merged."""

DEAD = 1 << 49
"""Least price of a state from which no line reaches the end; only rules made hard on minima have such states."""
Ints = NDArray[np.int64]
States = NDArray[np.int32]


@dataclass(frozen=True)
class Table:
    """Layers of states, with where each option leads and what it costs.

    Attributes
    ----------
    nexts
        One array a planned day, shape (states of the day, options): state of the next day, or ``REFUSED``.
    pence
        Same shapes: price of the arc; meaningless where refused.
    finish
        Shape (states after the last day,): price that falls due at the end.
    roots
        Shape (officers,): each officer's state before the first day.
    offsets
        Shape (officers,): pence every line of the officer costs whatever is chosen.
    """

    nexts: tuple[States, ...]
    pence: tuple[Ints, ...]
    finish: Ints
    roots: States
    offsets: Ints

    @property
    def n_states(self) -> int:
        """States over all layers."""
        return sum(len(layer) for layer in self.nexts) + len(self.finish)

    @property
    def n_arcs(self) -> int:
        """Arcs that are not refused."""
        return int(sum((layer != REFUSED).sum() for layer in self.nexts))


def tabulate(
    rule: MachineRule, briefs: Sequence[OfficerBrief], alphabet: Sequence[Sequence[Option]], horizon: Horizon
) -> Table:
    """Return a rule's table by calling its machine on every reachable state, once for options it does not tell apart.

    Parameters
    ----------
    alphabet
        For each planned day, every option of the contract on that day, in one order.
    """
    layer: dict[Hashable, int] = {}
    roots = np.array([layer.setdefault(rule.start(brief, horizon), len(layer)) for brief in briefs], dtype=np.int32)
    nexts, pence = [], []
    for options in alphabet:
        following: dict[Hashable, int] = {}
        alike: dict[Hashable, int] = {}
        like = [alike.setdefault(rule.seen(option), len(alike)) for option in options]
        told_apart = [options[like.index(number)] for number in range(len(alike))]
        to = np.full((len(layer), len(told_apart)), REFUSED, dtype=np.int32)
        price = np.zeros((len(layer), len(told_apart)), dtype=np.int64)
        for state, row in layer.items():
            for column, option in enumerate(told_apart):
                step = rule.step(state, option, horizon)
                if step is not None:
                    to[row, column] = following.setdefault(step.state, len(following))
                    price[row, column] = step.pence
        nexts.append(to[:, like])
        pence.append(price[:, like])
        layer = following
    finish = np.array([rule.finish(state, horizon) for state in layer], dtype=np.int64)
    return merged(Table(tuple(nexts), tuple(pence), finish, roots, np.zeros(len(briefs), dtype=np.int64)))


def conjoined_within(left: Table, right: Table, most_arcs: int) -> Table | None:
    """Return the table of lines both accept, or None as soon as it is seen to have too many arcs."""
    made = _product(left, right, most_arcs * BEFORE_MERGING)
    whole = None if made is None else merged(made)
    return whole if whole is not None and whole.n_arcs <= most_arcs else None


def conjoined(left: Table, right: Table) -> Table:
    """Return the table of lines both accept, at the sum of both prices, over reachable pairs of states only."""
    made = _product(left, right, None)
    assert made is not None
    return merged(made)


def _product(left: Table, right: Table, most_arcs: int | None) -> Table | None:
    """Return the reachable pairs of states, not merged yet, or None where they have more arcs than that."""
    n_arcs = 0
    codes, roots = np.unique(_paired(left.roots, right.roots, len(right.nexts[0])), return_inverse=True)
    nexts: list[States] = []
    pence: list[Ints] = []
    for day in range(len(left.nexts)):
        a, b = np.divmod(codes, len(right.nexts[day]))
        to_a, to_b = left.nexts[day][a], right.nexts[day][b]
        width = _layer_size(right, day + 1)
        refused = (to_a == REFUSED) | (to_b == REFUSED)
        n_arcs += refused.size - int(refused.sum())
        if most_arcs is not None and n_arcs > most_arcs:
            return None
        pairs = np.where(refused, REFUSED, _paired(to_a, to_b, width))
        codes, reached = _numbered(pairs, _layer_size(left, day + 1) * width)
        nexts.append(reached)
        pence.append(left.pence[day][a] + right.pence[day][b])
    a, b = np.divmod(codes, len(right.finish))
    return Table(
        tuple(nexts),
        tuple(pence),
        left.finish[a] + right.finish[b],
        roots.reshape(-1).astype(np.int32),
        left.offsets + right.offsets,
    )


def merged(table: Table) -> Table:
    """Return the table with states of equal future made one.

    Prices are first pushed towards the roots, so that two futures which differ by a constant are equal: afterwards the
    cheapest way to the end costs nothing from any state, and each officer's constant is in ``offsets``.
    """
    least = table.finish
    finish = np.zeros(1, dtype=np.int64)
    renamed: States = np.zeros(len(table.finish), dtype=np.int32)
    nexts: list[States] = []
    pence: list[Ints] = []
    for day in range(len(table.nexts) - 1, -1, -1):
        to = table.nexts[day]
        refused = (to == REFUSED) | (least[to] >= DEAD)
        price = np.where(refused, 0, table.pence[day] + least[to])
        here = np.where(refused, DEAD, price).min(axis=1)
        price = np.where(refused, 0, price - here[:, None])
        target: States = np.where(refused, REFUSED, renamed[to]).astype(np.int32)
        signature = np.concatenate([target.astype(np.int64), price], axis=1)
        _, first, renamed = _unique_rows(signature)
        nexts.append(target[first, :])
        pence.append(price[first, :])
        least = here
    nexts.reverse()
    pence.reverse()
    return Table(
        tuple(nexts), tuple(pence), finish, renamed[table.roots].astype(np.int32), table.offsets + least[table.roots]
    )


def _numbered(pairs: Ints, n_pairs: int) -> tuple[Ints, States]:
    """Return the pairs there are, in order, and each one's number among them; what is refused stays so.

    Parameters
    ----------
    n_pairs
        Every pair is below this number.
    """
    if n_pairs <= DENSE * pairs.size:
        # Marking them in a table of all pairs takes a tenth of the time of sorting them.
        number = np.zeros(n_pairs + 1, dtype=np.int32)
        number[pairs.reshape(-1)] = 1  # what is refused marks the place after the last
        number[-1] = 0
        codes = np.flatnonzero(number)
        number[codes] = np.arange(len(codes), dtype=np.int32)
        number[-1] = REFUSED
        return codes, number[pairs]
    codes, to = np.unique(pairs, return_inverse=True)
    reached: States = to.reshape(pairs.shape).astype(np.int32)
    if codes[0] == REFUSED:
        codes, reached = codes[1:], reached - np.int32(1)
    return codes, reached


def _paired(a: NDArray[np.integer], b: NDArray[np.integer], width: int) -> Ints:
    return a.astype(np.int64) * width + b


def _layer_size(table: Table, day: int) -> int:
    return len(table.nexts[day]) if day < len(table.nexts) else len(table.finish)


def _unique_rows(rows: Ints) -> tuple[Ints, Ints, States]:
    """Return unique rows, where each first stands, and each row's number among them."""
    # Most rows are like others: they are told apart by a number made of each, and only what is left is sorted as rows.
    factors = np.random.default_rng(1).integers(1 << 62, size=rows.shape[1], dtype=np.int64) | 1
    with np.errstate(over="ignore"):
        marks = (rows * factors).sum(axis=1)
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    inverse = inverse.reshape(-1)
    if not (rows[first][inverse] == rows).all():  # two rows of one mark: as good as never
        first, inverse = np.arange(len(rows)), np.arange(len(rows))
    few = np.ascontiguousarray(rows[first])
    view = few.view(np.dtype((np.void, few.dtype.itemsize * few.shape[1]))).reshape(-1)
    unique, place, number = np.unique(view, return_index=True, return_inverse=True)
    return unique.view(np.int64), first[place], number.reshape(-1)[inverse].astype(np.int32)
