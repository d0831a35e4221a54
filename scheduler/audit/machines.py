"""The least line of officers, by stepping their rules: made for checking, and sharing nothing with the planner.

Each rule is stepped alone over every state its officers can be in. The tables are joined one after the other, and
after each join states with the same future are made one.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule

Ints = NDArray[np.int64]

MOST_ARCS = 12_000_000
"""Arcs up to which tables are joined; a rule that would pass it is left out, which keeps every bound true."""
BARRED = 1 << 60
"""Price of an option that may not be held."""
LARGEST = 1 << 58
"""What all prices of a line have to stay below, so that sums fit into 64 bits."""
_REFUSED = -1
_TOGETHER = 64


class TooLargeError(Exception):
    """Joining two tables would pass the limit."""


@dataclass(frozen=True)
class Machine:
    """What one or several rules accept and charge, for some officers who have the same options.

    Attributes
    ----------
    to, pence
        For each planned day, shape (states, options): the state of the next day, negative where refused, and the
        price in pence.
    roots
        Each officer's state before the first day.
    owed
        Pence each officer's line costs whatever is chosen; ``BARRED`` where every line is refused.
    """

    to: tuple[Ints, ...]
    pence: tuple[Ints, ...]
    roots: Ints
    owed: Ints

    @property
    def n_arcs(self) -> int:
        """Arcs over all days, refused ones included."""
        return sum(layer.size for layer in self.to)


def free(n_days: int, n_options: int, n_officers: int) -> Machine:
    """Return the machine that accepts every line for nothing."""
    nothing = tuple(np.zeros((1, n_options), dtype=np.int64) for _ in range(n_days))
    return Machine(nothing, nothing, np.zeros(n_officers, dtype=np.int64), np.zeros(n_officers, dtype=np.int64))


def stepped(
    rule: MachineRule, briefs: Sequence[OfficerBrief], alphabet: Sequence[Sequence[Option]], horizon: Horizon
) -> Machine:
    """Return a rule's own machine, stepped over every state that one of the officers can reach.

    Parameters
    ----------
    alphabet
        For each planned day, every option of the officers' contract, in one order.
    """
    numbers: dict[Hashable, int] = {}
    roots = np.array([numbers.setdefault(rule.start(brief, horizon), len(numbers)) for brief in briefs], dtype=np.int64)
    to, pence = [], []
    for options in alphabet:
        following: dict[Hashable, int] = {}
        steps = [[rule.step(state, option, horizon) for option in options] for state in numbers]
        to.append(
            np.array(
                [
                    [_REFUSED if step is None else following.setdefault(step.state, len(following)) for step in row]
                    for row in steps
                ],
                dtype=np.int64,
            )
        )
        pence.append(np.array([[0 if step is None else step.pence for step in row] for row in steps], dtype=np.int64))
        numbers = following
    finish = np.array([rule.finish(state, horizon) for state in numbers], dtype=np.int64)
    return _reduced(Machine(tuple(to), tuple(pence), roots, np.zeros(len(roots), dtype=np.int64)), finish)


def joined(one: Machine, other: Machine) -> Machine:
    """Return the machine of lines that both accept, at both prices.

    Raises
    ------
    TooLargeError
        If it would have more than ``MOST_ARCS`` arcs before states are made one.
    """
    width = len(other.to[0]) if other.to else 1
    pairs, roots = np.unique(one.roots * width + other.roots, return_inverse=True)
    to, pence = [], []
    n_arcs = 0
    for day in range(len(one.to)):
        n_arcs += len(pairs) * one.to[day].shape[1]
        if n_arcs > MOST_ARCS:
            raise TooLargeError
        a, b = np.divmod(pairs, width)
        ahead_a, ahead_b = one.to[day][a], other.to[day][b]
        width = len(other.to[day + 1]) if day + 1 < len(other.to) else 1
        met = (ahead_a >= 0) & (ahead_b >= 0)
        pairs, places = np.unique((ahead_a * width + ahead_b)[met], return_inverse=True)
        leads = np.full(met.shape, _REFUSED, dtype=np.int64)
        leads[met] = places
        to.append(leads)
        pence.append(one.pence[day][a] + other.pence[day][b])
    owed = np.where((one.owed >= BARRED) | (other.owed >= BARRED), BARRED, one.owed + other.owed)
    machine = Machine(tuple(to), tuple(pence), roots.reshape(-1).astype(np.int64), owed)
    return _reduced(machine, np.zeros(len(pairs), dtype=np.int64))


def _reduced(machine: Machine, finish: Ints) -> Machine:
    """Make states with the same future one, after charging what every future costs as early as possible.

    Parameters
    ----------
    finish
        Pence due in each state after the last day.
    """
    least, number = finish, np.zeros(len(finish), dtype=np.int64)
    kept_to, kept_pence = [], []
    for to, pence in zip(reversed(machine.to), reversed(machine.pence), strict=True):
        ahead = np.where(to < 0, BARRED, np.append(least, BARRED)[to])
        met = ahead < BARRED
        price = np.where(met, pence + ahead, BARRED)
        least = price.min(axis=1, initial=BARRED)
        price = np.where(met, price - least[:, None], 0)
        leads = np.where(met, np.append(number, _REFUSED)[to], _REFUSED)
        first, number = _alike(np.hstack([leads, price]))
        kept_to.append(leads[first])
        kept_pence.append(price[first])
    starts = least[machine.roots]
    owed = np.where((starts >= BARRED) | (machine.owed >= BARRED), BARRED, machine.owed + starts)
    return Machine(tuple(kept_to[::-1]), tuple(kept_pence[::-1]), number[machine.roots], owed)


def _alike(rows: Ints) -> tuple[Ints, Ints]:
    """Return one row of each sort, and for every row the number of its sort."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort(rows.T)
    ranked = rows[order]
    begins = np.append(True, (ranked[1:] != ranked[:-1]).any(axis=1))
    number = np.empty(len(rows), dtype=np.int64)
    number[order] = np.cumsum(begins) - 1
    return order[begins], number


def least_lines(machine: Machine, places: Ints, prices: Ints, pence_weight: int) -> Ints:
    """Return the least price of each officer's line, ``BARRED`` or about that much where no line is left.

    Parameters
    ----------
    places
        The officers' places in the machine's ``roots``.
    prices
        Shape (days, options, officers): price of each option on each day, ``BARRED`` where it may not be held.
    pence_weight
        What one penny of the rules counts.

    Raises
    ------
    OverflowError
        If the prices of a line could pass ``LARGEST``.
    """
    own = np.where(prices >= BARRED, 0, np.abs(prices)).astype(float).max(axis=1, initial=0).sum(axis=0).max(initial=0)
    rules = sum(float(pence.max(initial=0)) for pence in machine.pence)
    owed = np.where(machine.owed >= BARRED, 0, machine.owed).max(initial=0)
    if own + (rules + float(owed)) * pence_weight >= LARGEST:
        message = "prices of a line beyond 64 bits"
        raise OverflowError(message)
    found = np.empty(len(places), dtype=np.int64)
    for begin in range(0, len(places), _TOGETHER):
        part = slice(begin, begin + _TOGETHER)
        found[part] = _least(machine, places[part], prices[:, :, part], pence_weight)
    return found


def _least(machine: Machine, places: Ints, prices: Ints, pence_weight: int) -> Ints:
    """Walk back from the last day, for some officers at once."""
    ahead = np.zeros((1, len(places)), dtype=np.int64)
    for to, pence, priced in zip(reversed(machine.to), reversed(machine.pence), prices[::-1], strict=True):
        here = np.full((len(to), len(places)), BARRED, dtype=np.int64)
        for option, own in enumerate(priced):
            met = np.flatnonzero(to[:, option] >= 0)
            if len(met) and (own < BARRED).any():
                through = ahead[to[met, option]] + own + (pence[met, option] * pence_weight)[:, None]
                here[met] = np.minimum(here[met], through)
        ahead = here
    least = ahead[machine.roots[places], np.arange(len(places))]
    owed = machine.owed[places]
    return np.where(
        (least >= BARRED // 2) | (owed >= BARRED), BARRED, least + np.where(owed >= BARRED, 0, owed) * pence_weight
    )
