"""Rules that are sums over days, as one row an officer instead of a counter in the diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, to_end
from scheduler.diagram.table import REFUSED
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.price import Price
from scheduler.domain.rows import Amount, Row, Term
from scheduler.domain.work import Horizon, Option
from scheduler.engine.program import Group, Ints, Tallies
from scheduler.rules.line.rule import TalliedRule, Tally


@dataclass
class OwnRows:
    """The officers' own rows, as they are written down."""

    rows: list[Row] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    entries: list[tuple[int, int, int, str, int]] = field(default_factory=list)

    def tallies(self, row_number: dict[str, int]) -> Tallies:
        """Return what options count towards the rows."""
        flat = [(officer, day, option, row_number[row], value) for officer, day, option, row, value in self.entries]
        table = np.array(flat, dtype=np.int64).reshape(-1, 5)
        officer, day, option, row = (table[:, column].astype(np.int32) for column in range(4))
        return Tallies(officer, day, option, row, table[:, 4])


def own_rows(
    rules: Sequence[TalliedRule],
    briefs: Sequence[OfficerBrief],
    group: Group,
    alphabet: Sequence[Sequence[Option]],
    horizon: Horizon,
    into: OwnRows,
) -> None:
    """Write down the rows of one contract's officers, leaving out those that no line of theirs can break.

    Parameters
    ----------
    briefs
        In the order of the group's members.
    """
    reachable = Reachable(group)
    for rule in rules:
        adds = np.array([[rule.adds(option) for option in options] for options in alphabet], dtype=np.int64)
        stated = [rule.tallies(brief, horizon) for brief in briefs]
        for number in range(max((len(own) for own in stated), default=0)):
            reach = reachable.most(_within(adds, stated, number, horizon))
            for place, own in enumerate(stated):
                if number < len(own) and reach[place] > own[number].most:
                    officer = int(group.members[place])
                    key = f"{rule.code}/{briefs[place].officer.officer}/{own[number].name}"
                    _write(rule, own[number], key, officer, place, group, adds, horizon, int(reach[place]), into)


def _within(adds: Ints, stated: Sequence[tuple[Tally, ...]], number: int, horizon: Horizon) -> Ints:
    """Return what each option adds to the tally of that number, shape (days, options, officers)."""
    found = np.zeros((*adds.shape, len(stated)), dtype=np.int64)
    for place, own in enumerate(stated):
        if number < len(own):
            days = [day - horizon.first_day for day in own[number].days]
            found[days, :, place] = adds[days]
    return found


class Reachable:
    """The states each officer's lines can pass through, by options not barred."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._base = np.where(group.base >= BARRED, BARRED, 0)
        self._ends = to_end(group.diagram, self._base, 0)
        self._reached = _reached(group)

    def most(self, adds: Ints) -> Ints:
        """Return the most each officer's lines can come to.

        Parameters
        ----------
        adds
            Shape (days, options, officers): what each option adds; only the days between the first and the last that
            add anything are looked at.
        """
        days = np.flatnonzero(adds.any(axis=(1, 2)))
        if not len(days):
            return np.zeros(adds.shape[2], dtype=np.int64)
        first, until = int(days[0]), int(days[-1]) + 1
        prices = np.where(self._base[first:until] >= BARRED, BARRED, -adds[first:until])
        layer = to_end(self._group.diagram, prices, 0, first, self._ends[until])[0]
        most: Ints = -np.where(self._reached[first], layer, BARRED).min(axis=0)
        return most


def _reached(group: Group) -> list[NDArray[np.bool_]]:
    """Return, for each layer, shape (states, officers), whether an officer's lines can reach the state."""
    diagram = group.diagram
    layers = [np.zeros((len(layer), len(group.members)), dtype=bool) for layer in diagram.nexts]
    layers[0][diagram.roots, np.arange(len(group.members))] = True
    for day, after in enumerate(layers[1:]):
        for option in range(len(diagram.codes)):
            states = np.flatnonzero(diagram.nexts[day][:, option] != REFUSED)
            able = layers[day][states] & (group.base[day, option] < BARRED)
            np.logical_or.at(after, diagram.nexts[day][states, option], able)
    return layers


def _write(
    rule: TalliedRule,
    tally: Tally,
    key: str,
    officer: int,
    place: int,
    group: Group,
    adds: Ints,
    horizon: Horizon,
    reach: int,
    into: OwnRows,
) -> None:
    row = f"tally/{key}"
    into.rows.append(Row(row, -tally.most))
    if not rule.hard:
        excess = f"excess/{key}"
        pence: int = rule.pence  # type: ignore[attr-defined]
        into.amounts.append(Amount(excess, -(-(reach - tally.most) // tally.unit), Price(pence=pence)))
        into.terms.append(Term(row, excess, tally.unit))
    for day in tally.days:
        at = day - horizon.first_day
        for option in np.flatnonzero((adds[at] != 0) & (group.base[at, :, place] < BARRED)):
            into.entries.append((officer, at, int(option), row, -int(adds[at, option])))
