"""The decision diagram of a contract: every line its rules allow, with its price, for all its officers at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.table import REFUSED, Ints, States, Table, conjoined, conjoined_within, merged, tabulate
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule

Index = NDArray[np.intp]

MOST_ARCS = 150_000
"""Arcs of a contract's diagram up to which it takes in rules that can be stated otherwise."""

ARCS_OF_ALL = 6_000_000
"""Arcs of all contracts' diagrams together up to which they do."""


def room_for(n_contracts: int) -> int:
    """Return how many arcs each of so many contracts' diagrams may have with rules that can be stated otherwise."""
    return min(MOST_ARCS, ARCS_OF_ALL // max(1, n_contracts))


@dataclass(frozen=True)
class Arcs:
    """The arcs of one day that are not refused, those of a state side by side.

    Attributes
    ----------
    option, to, pence
        Shape (arcs,).
    states
        The states that have arcs.
    first
        Same shape: where the arcs of each begin.
    """

    option: States
    to: States
    pence: Ints
    states: Index
    first: Index

    @classmethod
    def of(cls, nexts: States, pence: Ints) -> Arcs:
        """Return the arcs of a layer."""
        state, option = np.nonzero(nexts != REFUSED)
        states, first = np.unique(state, return_index=True)
        return cls(option.astype(np.int32), nexts[state, option], pence[state, option], states, first)


@dataclass(frozen=True)
class Diagram:
    """Layers of merged states for the officers of one contract.

    Attributes
    ----------
    codes
        Option codes, in the order of the arcs' last axis.
    nexts
        One array a planned day, shape (states, options); ``REFUSED`` where the rules refuse.
    pence
        Same shapes, price of the arc.
    roots, offsets
        For each officer, the state before the first day and the pence of the cheapest line from there.
    """

    codes: tuple[str, ...]
    nexts: tuple[States, ...]
    pence: tuple[Ints, ...]
    roots: States
    offsets: Ints

    @cached_property
    def arcs(self) -> tuple[Arcs, ...]:
        """The arcs of each day."""
        return tuple(Arcs.of(nexts, pence) for nexts, pence in zip(self.nexts, self.pence, strict=True))

    @property
    def n_days(self) -> int:
        """Planned days."""
        return len(self.nexts)

    @property
    def n_states(self) -> int:
        """States over all layers, the end included."""
        return sum(len(layer) for layer in self.nexts) + 1

    @property
    def n_arcs(self) -> int:
        """Arcs that are not refused."""
        return int(sum((layer != REFUSED).sum() for layer in self.nexts))


def build_diagram(
    rules: Sequence[MachineRule],
    briefs: Sequence[OfficerBrief],
    alphabet: Sequence[Sequence[Option]],
    horizon: Horizon,
    if_room: Sequence[MachineRule] = (),
    most_arcs: int = 0,
) -> tuple[Diagram, frozenset[MachineRule]]:
    """Return the diagram of the officers of one contract, and which of the rules that need not be in it are.

    Parameters
    ----------
    rules
        Machine rules of the contract's rule group.
    alphabet
        For each planned day, every option on that day, in one order.
    if_room
        Rules that can be stated otherwise: each is left out whose product would have more than ``most_arcs`` arcs.
    """
    codes = tuple(option.code for option in alphabet[0])
    tables = sorted((tabulate(rule, briefs, alphabet, horizon) for rule in rules), key=lambda table: table.n_states)
    whole = reduce(conjoined, tables) if tables else _free(len(briefs), len(alphabet), len(codes))
    kept = set()
    for rule in if_room:
        table = tabulate(rule, briefs, alphabet, horizon)
        larger = conjoined_within(whole, table, max(most_arcs, whole.n_arcs))
        if larger is not None:
            whole = larger
            kept.add(rule)
    return Diagram(codes, whole.nexts, whole.pence, whole.roots, whole.offsets), frozenset(kept)


def _free(n_officers: int, n_days: int, n_options: int) -> Table:
    """Return the table that allows everything for nothing."""
    return merged(
        Table(
            tuple(np.zeros((1, n_options), dtype=np.int32) for _ in range(n_days)),
            tuple(np.zeros((1, n_options), dtype=np.int64) for _ in range(n_days)),
            np.zeros(1, dtype=np.int64),
            np.zeros(n_officers, dtype=np.int32),
            np.zeros(n_officers, dtype=np.int64),
        )
    )
