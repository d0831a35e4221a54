"""What the line rules may know about one officer: read straight off the scenario, nothing decided."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from scheduler.domain.availability import StandIns, recalled_days
from scheduler.domain.levers import Bend
from scheduler.domain.people import Abstraction, Balance, Officer, Preference
from scheduler.domain.replanning import ToldLine
from scheduler.domain.scenario import Scenario
from scheduler.domain.shares import HISTORY_DAYS, SharedParts, able_to_train, shared_parts
from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.domain.training import TrainingNeed, training_needs
from scheduler.domain.work import LEAVE, REST, Horizon, Option, dated_option

_Row = TypeVar("_Row", Preference, Balance, Bend)


@dataclass(frozen=True, slots=True)
class OfficerBrief:
    """One officer as the line rules see them.

    Attributes
    ----------
    history
        Options of the days before the horizon, oldest first, the last one being the day before ``horizon.first_day``;
        may be empty. A day without a row follows the team's pattern, or is a rest day.
    pattern
        Option code the team's shift pattern gives, by force day; empty for an officer without a team. Where the officer
        may not do that duty, the unarmed one that stands in for it.
    preferences
        Wishes and binding agreements.
    balances
        Hours and tallies of the past, oldest first.
    fair_shares
        Tally kind (nights, weekends, on_call) -> whole number of days in the planned days above which each further
        day is priced.
    minutes_per_week
        Contract hours.
    leave_days
        Force days on which the officer is abstracted altogether.
    pattern_options
        The same pattern as options on real instants, by planned force day.
    longest_minutes
        Longest attended duty the contract knows on one force day, by the wall clock: what a rule may take as the most
        an officer can still work.
    training_days
        Planned force days on which the officer is away for training and the contract has a training tour.
    wanted_duty
        For each post the officer could fill: the officer's part of it, from 0 to 1, and the officer-days of attended
        duty it wants on each planned force day on which it wants any.
    holidays_ahead
        Public holidays worked so far, less the mean of the same contract.
    training_needs
        What is due to the officer of the scenario's courses in the days asked for.
    aid_price
        Pence for each day on duty of an officer lent by another force; 0 for the force's own.
    bends
        What uses of the levers cost that are pulled.
    recalled
        Those of ``leave_days`` on which a lever may call the officer back.
    on_call_day_start
        Wall-clock minutes at which an on-call day of 24 hours begins.
    told
        What the officer was last told, where the roster is planned anew; None where nothing was.
    """

    officer: Officer
    history: tuple[Option, ...] = ()
    pattern: Mapping[int, str] = field(default_factory=dict)
    preferences: tuple[Preference, ...] = ()
    balances: tuple[Balance, ...] = ()
    fair_shares: Mapping[str, int] = field(default_factory=dict)
    minutes_per_week: int = 2400
    leave_days: frozenset[int] = frozenset()
    pattern_options: Mapping[int, Option] = field(default_factory=dict)
    longest_minutes: int = MINUTES_PER_DAY
    training_days: frozenset[int] = frozenset()
    wanted_duty: tuple[tuple[float, Mapping[int, int]], ...] = ()
    holidays_ahead: float = 0.0
    aid_price: int = 0
    bends: tuple[Bend, ...] = ()
    recalled: frozenset[int] = frozenset()
    on_call_day_start: int = 0
    training_needs: tuple[TrainingNeed, ...] = ()
    told: ToldLine | None = None

    def share_of_holidays(self, days: Collection[int]) -> int | None:
        """Return the whole number of these public holidays that is the officer's share, the past set off.

        None where nothing the officer could fill wants attended duty on them.
        """
        expected = sum(part * wanted.get(day, 0) for part, wanted in self.wanted_duty for day in days)
        return max(0, math.ceil(expected - self.holidays_ahead - 1e-9)) if expected else None


def officer_briefs(
    scenario: Scenario, only: Collection[str] | None = None, shared: SharedParts | None = None
) -> tuple[OfficerBrief, ...]:
    """Return the brief of every officer, in the scenario's order.

    Parameters
    ----------
    only
        Officers wanted; everybody if not stated.
    shared
        The scenario's `shared_parts`, where they are at hand.
    """
    tables = _Tables(scenario, only, shared_parts(scenario) if shared is None else shared)
    return tuple(tables.brief(officer) for officer in scenario.officers if only is None or officer.officer in only)


class _Tables:
    """A scenario's tables by officer, contract and team, of which briefs are made.

    Parameters
    ----------
    only
        Officers wanted; everybody if None.
    """

    def __init__(self, scenario: Scenario, only: Collection[str] | None, shared: SharedParts) -> None:
        self._scenario = scenario
        self._shared = shared
        self._contracts = {contract.contract: contract for contract in scenario.contracts}
        self._past: dict[str, dict[int, str]] = defaultdict(dict)
        for row in scenario.history:
            if only is None or row.officer in only:
                self._past[row.officer][row.day] = row.option
        self._preferences = _grouped(scenario.preferences, only)
        self._balances = _grouped(scenario.balances, only)
        self._bends = _grouped(scenario.bends, only)
        self._recalled = _recalled_days(scenario, only)
        self._patterns = _pattern_days(scenario)
        teams = {team for row in scenario.officers if (only is None or row.officer in only) and (team := row.team)}
        self._dated = _pattern_options(scenario, {team: self._patterns[team] for team in teams})
        self._ahead = _holidays_ahead(scenario)
        self._stand_ins = StandIns(scenario)
        self._lent_at = {offer.offer: offer.price for offer in scenario.offers}
        self._day_starts = {force.force: force.day_start for force in scenario.forces}
        self._longest = _longest_minutes(scenario)
        self._training = _training_days(scenario, shared.away, only)
        self._needs = training_needs(scenario)
        tours, zone = scenario.tours_by_code, scenario.horizon.zone
        self._option = cache(lambda code, day: dated_option(code, tours, day, zone))

    def brief(self, officer: Officer) -> OfficerBrief:
        """Return the brief of one of the officers wanted."""
        scenario, name, contract = self._scenario, officer.officer, self._contracts[officer.contract]
        pattern = self._patterns.get(officer.team or "", {})
        away = self._shared.away[name]
        return OfficerBrief(
            officer,
            self._history(name, pattern, away),
            {day: code for day, code in pattern.items() if day in scenario.horizon.days}
            | self._stand_ins.codes(officer, pattern),
            tuple(self._preferences.get(name, ())),
            tuple(sorted(self._balances.get(name, ()), key=lambda balance: balance.from_day)),
            self._shared.shares.get(name, {}),
            contract.minutes_per_week,
            frozenset(away),
            {**self._dated.get(officer.team or "", {}), **self._stand_ins.options(officer, pattern)},
            self._longest[officer.contract],
            frozenset(self._training[name]),
            tuple(self._shared.wanted.get(name, ())),
            self._ahead.get(name, 0.0),
            self._lent_at.get(officer.offer or "", 0),
            tuple(self._bends.get(name, ())),
            frozenset(self._recalled[name] & away),
            scenario.pay.on_call_day_of(officer.rank, self._day_starts[officer.force]),
            self._needs.get(name, ()),
            None if scenario.told is None else scenario.told.line(name),
        )

    def _history(self, name: str, pattern: Mapping[int, str], away: Collection[int]) -> tuple[Option, ...]:
        """Return an officer's options of the days before the horizon; nothing where nothing is known of them."""
        known, first = self._past.get(name, {}), self._scenario.horizon.first_day
        if not (known or pattern):
            return ()
        return tuple(
            self._option(known.get(day, LEAVE if day in away else pattern.get(day, REST)), day)
            for day in range(first - HISTORY_DAYS, first)
        )


def _grouped(rows: Sequence[_Row], only: Collection[str] | None) -> dict[str, list[_Row]]:
    by_officer: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if only is None or row.officer in only:
            by_officer[row.officer].append(row)
    return by_officer


def _recalled_days(scenario: Scenario, only: Collection[str] | None) -> dict[str, set[int]]:
    rows: dict[str, list[Abstraction]] = defaultdict(list)
    for row in scenario.abstractions:
        if only is None or row.officer in only:
            rows[row.officer].append(row)
    return defaultdict(set, {officer: recalled_days(own, scenario.horizon.days) for officer, own in rows.items()})


def _training_days(
    scenario: Scenario, away: Mapping[str, set[int]], only: Collection[str] | None
) -> dict[str, set[int]]:
    """Return the planned force days of training of each officer whose contract has a tour for it."""
    able = able_to_train(scenario)
    days: dict[str, set[int]] = defaultdict(set)
    for row in scenario.abstractions:
        if only is not None and row.officer not in only:
            continue
        if row.stops == "everything" and row.kind == "training" and row.officer in able:
            planned = set(scenario.horizon.days).intersection(range(row.from_day, row.until_day))
            days[row.officer] |= planned - away[row.officer]
    return days


def _pattern_days(scenario: Scenario) -> dict[str, dict[int, str]]:
    """Return each team's option code by force day, over the history and the planned days."""
    patterns = {pattern.pattern: pattern for pattern in scenario.patterns}
    span = range(scenario.horizon.first_day - HISTORY_DAYS, scenario.horizon.until_day)
    days: dict[str, dict[int, str]] = {}
    for team in scenario.teams:
        pattern = patterns[team.pattern]
        days[team.team] = {day: pattern.code_on(day, team.offset) for day in span}
    return days


def _pattern_options(scenario: Scenario, patterns: Mapping[str, Mapping[int, str]]) -> dict[str, dict[int, Option]]:
    """Return each team's pattern over the planned days as options on real instants."""
    tours, horizon = scenario.tours_by_code, scenario.horizon
    return {
        team: {day: dated_option(days[day], tours, day, horizon.zone) for day in horizon.days}
        for team, days in patterns.items()
    }


def _longest_minutes(scenario: Scenario) -> dict[str, int]:
    """Return the longest attended duty of one force day that each contract knows, in minutes of the wall clock."""
    tours = scenario.tours_by_code
    longest: dict[str, int] = {}
    for contract in scenario.contracts:
        codes = [option.split("+") for option in contract.options if option not in (REST, LEAVE)]
        lengths = [
            sum(tours[name].end - tours[name].start for name in code if not tours[name].on_call) for code in codes
        ]
        longest[contract.contract] = max(lengths, default=0)
    return longest


def _holidays_ahead(scenario: Scenario) -> dict[str, float]:
    """Return the public holidays each officer has worked so far, less the mean of the same contract."""
    worked: dict[str, int] = defaultdict(int)
    for balance in scenario.balances:
        if balance.kind == "holidays":
            worked[balance.officer] += balance.amount
    members: dict[str, list[str]] = defaultdict(list)
    for officer in scenario.officers:
        if officer.offer is None:
            members[officer.contract].append(officer.officer)
    found = {}
    for group in members.values():
        mean = sum(worked[name] for name in group) / len(group)
        found.update({name: worked[name] - mean for name in group})
    return found


def planned_period(horizon: Horizon) -> range:
    """Return the force days asked for, without the tail."""
    return range(horizon.first_day, horizon.first_day + horizon.n_days)
