"""What is said of the officers of one contract: what each option costs them, and their own rows."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.diagram import Diagram
from scheduler.diagram.paths import BARRED
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon, Option
from scheduler.eligibility import OfficerOptions
from scheduler.engine.program import Group, Ints
from scheduler.engine.workers import Job, Stopped, workers
from scheduler.planning.tallies import OwnRows, own_rows
from scheduler.rules.line.rule import DayRule, LineRule, TalliedRule

Mask = NDArray[np.bool_]

FEWEST_IN_A_PROCESS = 250
"""Officers that are worth a process of their own."""


@dataclass(frozen=True)
class Members:
    """Officers of one contract.

    Attributes
    ----------
    numbers
        Their numbers among all officers, in the order of the diagram's roots.
    briefs, options
        One an officer, in that order.
    alphabet
        For each planned day, every option on that day, in the diagram's order.
    """

    horizon: Horizon
    rules: Sequence[LineRule]
    numbers: Ints
    briefs: Sequence[OfficerBrief]
    options: Sequence[OfficerOptions]
    alphabet: Sequence[Sequence[Option]]
    diagram: Diagram

    def of(self, places: range) -> Members:
        """Return some of them."""
        diagram = replace(self.diagram, roots=self.diagram.roots[places], offsets=self.diagram.offsets[places])
        briefs, options = [self.briefs[place] for place in places], [self.options[place] for place in places]
        return replace(self, numbers=self.numbers[places], briefs=briefs, options=options, diagram=diagram)

    def stated(self) -> tuple[Ints, OwnRows]:
        """Return the price of each option by day, option and officer, and the officers' own rows."""
        group = Group(self.diagram, self.numbers.astype(np.int32), self.base())
        tallied = [rule for rule in self.rules if isinstance(rule, TalliedRule)]
        return group.base, own_rows(tallied, self.briefs, group, self.alphabet, self.horizon)

    def base(self) -> Ints:
        """Return the price of each option by day, option and officer, barred where it may not be held."""
        base = np.empty((len(self.alphabet), len(self.diagram.codes), len(self.briefs)), dtype=np.int64)
        masks: dict[Collection[str], Mask] = {}
        for place, (day_prices, own) in enumerate(zip(self._day_prices(), self.options, strict=True)):
            for day in range(len(self.alphabet)):
                allowed = own.days[day].options
                if allowed not in masks:
                    masks[allowed] = np.array([code in allowed for code in self.diagram.codes])
                base[day, :, place] = np.where(masks[allowed], day_prices[day], BARRED)
        return base

    def _day_prices(self) -> Iterator[Ints]:
        """Yield what the day rules ask of each officer for every option, shape (days, options), barred where one refuses."""
        day_rules = [rule for rule in self.rules if isinstance(rule, DayRule)]
        known: dict[tuple[int, Hashable], Ints] = {}
        for brief in self.briefs:
            prices = np.zeros((len(self.alphabet), len(self.diagram.codes)), dtype=np.int64)
            for number, rule in enumerate(day_rules):
                key = number, rule.reads(brief)
                if key not in known:
                    known[key] = self._priced(rule, brief)
                prices += known[key]
            yield np.minimum(prices, BARRED)

    def _priced(self, rule: DayRule, brief: OfficerBrief) -> Ints:
        """Return what a rule asks of an officer for every option, barred where it refuses."""
        asked = [[rule.price(brief, option, self.horizon) for option in dated] for dated in self.alphabet]
        return np.array([[BARRED if price is None else price for price in row] for row in asked], dtype=np.int64)


def in_processes(members: Members, number: int) -> tuple[Ints, OwnRows]:
    """Return what is said of them, worked out by so many processes at most, where there are officers enough for each.

    Raises
    ------
    RuntimeError
        If a process was ended from outside.
    """
    n_officers = len(members.briefs)
    number = min(number, n_officers // FEWEST_IN_A_PROCESS)
    if number <= 1:
        return members.stated()
    shares = [range(start, n_officers, number) for start in range(number)]
    jobs = [Job(partial(_stated, members.of(share)), float("inf")) for share in shares]
    found: dict[int, tuple[Ints, OwnRows]] = {}
    with workers(number, lambda: False) as crew:
        for job in jobs:
            crew.begin(job)
        while crew.n_busy:
            found |= {id(job): answer for job, answer in crew.answers()}
    base = np.empty((len(members.alphabet), len(members.diagram.codes), n_officers), dtype=np.int64)
    together = OwnRows()
    for job, share in zip(jobs, shares, strict=True):
        if found[id(job)] is None:
            message = "a process ended before the problem was stated"
            raise RuntimeError(message)
        base[:, :, share], rows = found[id(job)]
        together.take(rows)
    return base, together


def _stated(members: Members, _stopped: Stopped) -> tuple[Ints, OwnRows]:
    return members.stated()
