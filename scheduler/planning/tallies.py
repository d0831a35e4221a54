"""Rules that are sums over days, as one row an officer instead of a counter in the diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduler.diagram.paths import BARRED, cheapest_lines
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
    for rule in rules:
        adds = np.array([[rule.adds(option) for option in options] for options in alphabet], dtype=np.int64)
        stated = [rule.tallies(brief, horizon) for brief in briefs]
        for number in range(max((len(own) for own in stated), default=0)):
            reach = _most(group, _within(adds, stated, number, horizon))
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


def _most(group: Group, adds: Ints) -> Ints:
    """Return the most each officer's lines can come to."""
    prices = np.where(group.base >= BARRED, BARRED, -adds)
    return -cheapest_lines(group.diagram, prices, 0).price


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
