"""Rules that are sums over days, as one row an officer instead of a counter in the diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, to_end
from scheduler.diagram.table import REFUSED
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.price import Price
from scheduler.domain.rows import Amount, Row, Term
from scheduler.domain.work import Horizon, Option
from scheduler.engine.program import Group, Index, Ints, Tallies
from scheduler.rules.line.rule import TalliedRule, Tally

LEAST = -(1 << 40)
"""What an option that is barred adds at most."""

EVERYBODY = slice(None)

_Stated = tuple[int, int]
"""Which of an officer's tallies, and the officer's place in the group."""


@dataclass(frozen=True)
class Counted:
    """What some of one officer's options count towards one row.

    Attributes
    ----------
    day, option, value
        Shape (entries,).
    """

    officer: int
    row: str
    day: Ints
    option: Ints
    value: Ints


@dataclass
class OwnRows:
    """The officers' own rows, as they are written down."""

    rows: list[Row] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)

    def take(self, more: OwnRows) -> None:
        """Write down the rows of other officers after these."""
        self.rows += more.rows
        self.amounts += more.amounts
        self.terms += more.terms
        self.counted += more.counted

    def tallies(self, row_number: dict[str, int]) -> Tallies:
        """Return what options count towards the rows."""
        sizes = [len(one.day) for one in self.counted]

        def repeated(values: list[int]) -> Index:
            return np.repeat(np.array(values, dtype=np.int32), sizes)

        def joined(arrays: list[Ints]) -> Ints:
            return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])

        return Tallies(
            repeated([one.officer for one in self.counted]),
            joined([one.day for one in self.counted]).astype(np.int32),
            joined([one.option for one in self.counted]).astype(np.int32),
            repeated([row_number[one.row] for one in self.counted]),
            joined([one.value for one in self.counted]),
        )


def own_rows(
    rules: Sequence[TalliedRule],
    briefs: Sequence[OfficerBrief],
    group: Group,
    alphabet: Sequence[Sequence[Option]],
    horizon: Horizon,
) -> OwnRows:
    """Return the rows of one contract's officers, leaving out those that no line of theirs can break.

    Parameters
    ----------
    briefs
        In the order of the group's members.
    """
    reachable, into = Reachable(group), OwnRows()
    for rule in rules:
        stated = [rule.tallies(brief, horizon) for brief in briefs]
        adds = _adds(rule, {tally.of for own in stated for tally in own}, alphabet)
        most_a_day = {
            of: np.where(group.base < BARRED, added[:, :, None], LEAST).max(axis=1) for of, added in adds.items()
        }
        perhaps = list(_perhaps_broken(stated, most_a_day, horizon))
        reach = _reach(reachable, adds, stated, perhaps, horizon)
        for (number, place), most in zip(perhaps, reach.tolist(), strict=True):
            tally = stated[place][number]
            if most > tally.most:
                officer = int(group.members[place])
                key = f"{rule.code}/{briefs[place].officer.officer}/{tally.name}"
                _write(rule, tally, key, most, into)
                own_base = group.base[:, :, place]
                into.counted.append(_counted(tally, f"tally/{key}", officer, adds[tally.of], own_base, horizon))
    return into


def _adds(rule: TalliedRule, things: Set[str], alphabet: Sequence[Sequence[Option]]) -> Mapping[str, Ints]:
    """Return what each option adds to sums of each thing, shape (days, options)."""
    return {
        of: np.array([[rule.adds_to(option, of) for option in options] for options in alphabet], dtype=np.int64)
        for of in things
    }


def _perhaps_broken(
    stated: Sequence[tuple[Tally, ...]], most_a_day: Mapping[str, Ints], horizon: Horizon
) -> Iterator[_Stated]:
    """Yield the tallies that the most on each day alone adds up to more than: everybody's first, then the second."""
    for number in range(max(map(len, stated), default=0)):
        for place, own in enumerate(stated):
            if number < len(own):
                tally = own[number]
                if _most_of(tally, most_a_day[tally.of][:, place], horizon) > tally.most:
                    yield number, place


def _most_of(tally: Tally, most_a_day: Ints, horizon: Horizon) -> int:
    """Return what the most on each day of a tally alone adds up to."""
    return int(most_a_day[[day - horizon.first_day for day in tally.days]].sum())


def _reach(
    reachable: Reachable,
    adds: Mapping[str, Ints],
    stated: Sequence[tuple[Tally, ...]],
    wanted: Sequence[_Stated],
    horizon: Horizon,
) -> Ints:
    """Return the most that lines can come to in each of some tallies, those of the same days looked at together."""
    by_span: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for at, (number, place) in enumerate(wanted):
        days = stated[place][number].days
        by_span[tuple(days[:1]), tuple(days[-1:])].append(at)
    found = np.zeros(len(wanted), dtype=np.int64)
    for positions in by_span.values():
        together = [wanted[at] for at in positions]
        places = np.array([place for _, place in together], dtype=np.int64)
        tallies = [stated[place][number] for number, place in together]
        found[positions] = reachable.most(_within(adds, tallies, horizon), places)
    return found


def _within(adds: Mapping[str, Ints], tallies: Sequence[Tally], horizon: Horizon) -> Ints:
    """Return what each option adds to each tally, shape (days, options, tallies)."""
    shape = next(iter(adds.values())).shape
    found = np.zeros((*shape, len(tallies)), dtype=np.int64)
    for column, tally in enumerate(tallies):
        days = [day - horizon.first_day for day in tally.days]
        found[days, :, column] = adds[tally.of][days]
    return found


class Reachable:
    """The states each officer's lines can pass through, by options not barred."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._base = np.where(group.base >= BARRED, BARRED, 0)
        self._ends = to_end(group.diagram, self._base, 0)
        self._reached = _reached(group)

    def most(self, adds: Ints, places: Ints | slice = EVERYBODY) -> Ints:
        """Return the most the lines of some officers can come to.

        Parameters
        ----------
        adds
            Shape (days, options, places): what each option adds; only the days between the first and the last that
            add anything are looked at.
        places
            Of these officers in the group; of all of them if not stated.
        """
        days = np.flatnonzero(adds.any(axis=(1, 2)))
        if not len(days):
            return np.zeros(adds.shape[2], dtype=np.int64)
        first, until = int(days[0]), int(days[-1]) + 1
        prices = np.where(self._base[first:until][:, :, places] >= BARRED, BARRED, -adds[first:until])
        layer = to_end(self._group.diagram, prices, 0, first, self._ends[until][:, places])[0]
        most: Ints = -np.where(self._reached[first][:, places], layer, BARRED).min(axis=0)
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


def _write(rule: TalliedRule, tally: Tally, key: str, reach: int, into: OwnRows) -> None:
    row = f"tally/{key}"
    into.rows.append(Row(row, -tally.most))
    if not rule.hard:
        excess = f"excess/{key}"
        pence: int = rule.pence  # type: ignore[attr-defined]
        into.amounts.append(Amount(excess, -(-(reach - tally.most) // tally.unit), Price(pence=pence)))
        into.terms.append(Term(row, excess, tally.unit))


def _counted(tally: Tally, row: str, officer: int, adds: Ints, base: Ints, horizon: Horizon) -> Counted:
    """Return what the options of one officer, those not barred, count towards a row.

    Where none of them counts, one counts nothing: the row is the officer's all the same.

    Parameters
    ----------
    adds, base
        Shape (days, options).
    """
    days = np.array([day - horizon.first_day for day in tally.days], dtype=np.int64)
    at, option = np.nonzero((adds[days] != 0) & (base[days] < BARRED))
    if not len(at):
        held = np.flatnonzero(base[0] < BARRED)[:1]
        return Counted(officer, row, np.zeros_like(held), held, np.zeros_like(held))
    return Counted(officer, row, days[at], option, -adds[days[at], option])
