"""What the line rules may know about one officer: read straight off the scenario, nothing decided."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar

from scheduler.domain.availability import StandIns, days_unable, recalled_days
from scheduler.domain.levers import Bend
from scheduler.domain.people import Abstraction, Balance, Officer, Preference
from scheduler.domain.replanning import ToldLine
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import MINUTES_PER_DAY, weekday
from scheduler.domain.training import TrainingNeed, training_needs
from scheduler.domain.work import LEAVE, REST, Horizon, Option, Post, dated_option

_Row = TypeVar("_Row", Preference, Balance, Bend)

_Pools = Sequence[tuple[Post, Mapping[str, float]]]
"""Posts with the officers who could fill them, each with a weight."""

HISTORY_DAYS = 35
"""Days before the horizon that rules walk over day by day; older work comes in through balances."""


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


@dataclass(frozen=True, slots=True)
class SharedParts:
    """What of each officer's brief hangs on everybody else's absences.

    Attributes
    ----------
    away
        Force days on which each officer is away altogether.
    shares
        Fair shares, as `OfficerBrief.fair_shares`.
    wanted
        Parts of posts' duty, as `OfficerBrief.wanted_duty`.
    pools
        Every post with those who could fill it, each weighed by contract hours and planned days present.
    """

    away: Mapping[str, set[int]]
    shares: Mapping[str, Mapping[str, int]]
    wanted: Mapping[str, Sequence[tuple[float, Mapping[int, int]]]]
    pools: _Pools

    def of(self, officer: str) -> tuple[object, object]:
        """Return an officer's share of nights, weekends and on-call days, and of posts' duty."""
        return self.shares.get(officer), self.wanted.get(officer)


def shared_parts(scenario: Scenario) -> SharedParts:
    """Return what of the officers' briefs hangs on everybody's absences together."""
    away = _leave_days(scenario)
    return _shared(scenario, away, _pools(scenario, away))


def shared_anew(before: SharedParts, scenario: Scenario, officers: Collection[str]) -> SharedParts:
    """Return the same of a scenario that differs from another in the absences of some officers alone.

    Parameters
    ----------
    before
        `shared_parts` of the other.
    """
    theirs = tuple(row for row in scenario.abstractions if row.officer in officers)
    away = defaultdict(set, before.away)
    for officer in officers:
        away[officer] = set()
    away.update(_leave_days(replace(scenario, abstractions=theirs)))
    own = replace(scenario, officers=tuple(row for row in scenario.officers if row.officer in officers))
    moved = _pools(own, away)
    pools = [(post, {**weights, **anew}) for (post, weights), (_, anew) in zip(before.pools, moved, strict=True)]
    return _shared(scenario, away, pools)


def _shared(scenario: Scenario, away: Mapping[str, set[int]], pools: _Pools) -> SharedParts:
    return SharedParts(away, _fair_shares(scenario, pools), _wanted_duty(scenario, pools), pools)


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
    if shared is None:
        shared = shared_parts(scenario)
    tours = scenario.tours_by_code
    horizon = scenario.horizon
    contracts = {contract.contract: contract for contract in scenario.contracts}
    asked = [officer for officer in scenario.officers if only is None or officer.officer in only]
    past: dict[str, dict[int, str]] = defaultdict(dict)
    for row in scenario.history:
        if only is None or row.officer in only:
            past[row.officer][row.day] = row.option
    preferences = _grouped(scenario.preferences, only)
    balances = _grouped(scenario.balances, only)
    bends = _grouped(scenario.bends, only)
    recalled = _recalled_days(scenario, only)
    away, shares, wanted = shared.away, shared.shares, shared.wanted
    patterns = _pattern_days(scenario)
    ahead = _holidays_ahead(scenario)
    dated = _pattern_options(scenario, {team: patterns[team] for officer in asked if (team := officer.team)})
    stand_ins = StandIns(scenario)
    lent_at = {offer.offer: offer.price for offer in scenario.offers}
    day_starts = {force.force: force.day_start for force in scenario.forces}
    longest = _longest_minutes(scenario)
    training = _training_days(scenario, away, only)
    needs = training_needs(scenario)

    @cache
    def option(code: str, day: int) -> Option:
        return dated_option(code, tours, day, horizon.zone)

    briefs = []
    for officer in asked:
        pattern = patterns.get(officer.team or "", {})
        known = past.get(officer.officer, {})
        history: tuple[Option, ...] = ()
        if known or pattern:
            history = tuple(
                option(known.get(day, LEAVE if day in away[officer.officer] else pattern.get(day, REST)), day)
                for day in range(horizon.first_day - HISTORY_DAYS, horizon.first_day)
            )
        briefs.append(
            OfficerBrief(
                officer,
                history,
                {day: code for day, code in pattern.items() if day in horizon.days} | stand_ins.codes(officer, pattern),
                tuple(preferences.get(officer.officer, ())),
                tuple(sorted(balances.get(officer.officer, ()), key=lambda balance: balance.from_day)),
                shares.get(officer.officer, {}),
                contracts[officer.contract].minutes_per_week,
                frozenset(away[officer.officer]),
                {**dated.get(officer.team or "", {}), **stand_ins.options(officer, pattern)},
                longest[officer.contract],
                frozenset(training[officer.officer]),
                tuple(wanted.get(officer.officer, ())),
                ahead.get(officer.officer, 0.0),
                lent_at.get(officer.offer or "", 0),
                tuple(bends.get(officer.officer, ())),
                frozenset(recalled[officer.officer] & away[officer.officer]),
                scenario.pay.on_call_day_of(officer.rank, day_starts[officer.force]),
                needs.get(officer.officer, ()),
                None if scenario.told is None else scenario.told.line(officer.officer),
            )
        )
    return tuple(briefs)


def _grouped(rows: Sequence[_Row], only: Collection[str] | None) -> dict[str, list[_Row]]:
    by_officer: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if only is None or row.officer in only:
            by_officer[row.officer].append(row)
    return by_officer


def _leave_days(scenario: Scenario) -> dict[str, set[int]]:
    """Return the force days on which each officer is away altogether.

    Training is duty, not leave, for an officer whose contract has a tour for it.
    """
    days: dict[str, set[int]] = defaultdict(set)
    first, until = scenario.horizon.first_day - HISTORY_DAYS, scenario.horizon.until_day
    able = _able_to_train(scenario)
    for away in scenario.abstractions:
        if away.stops == "everything" and (away.kind != "training" or away.officer not in able):
            days[away.officer].update(range(max(first, away.from_day), min(until, away.until_day)))
    return days


def _recalled_days(scenario: Scenario, only: Collection[str] | None) -> dict[str, set[int]]:
    rows: dict[str, list[Abstraction]] = defaultdict(list)
    for row in scenario.abstractions:
        if only is None or row.officer in only:
            rows[row.officer].append(row)
    return defaultdict(set, {officer: recalled_days(own, scenario.horizon.days) for officer, own in rows.items()})


def _able_to_train(scenario: Scenario) -> set[str]:
    """Return the officers whose contract has a training tour."""
    tours = scenario.tours_by_code
    trains = {
        contract.contract
        for contract in scenario.contracts
        for option in contract.options
        if option not in (REST, LEAVE) and any(tours[name].kind == "training" for name in option.split("+"))
    }
    return {officer.officer for officer in scenario.officers if officer.contract in trains}


def _training_days(
    scenario: Scenario, away: Mapping[str, set[int]], only: Collection[str] | None
) -> dict[str, set[int]]:
    """Return the planned force days of training of each officer whose contract has a tour for it."""
    able = _able_to_train(scenario)
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


def _fair_shares(scenario: Scenario, pools: _Pools) -> dict[str, dict[str, int]]:
    """Return each officer's whole share of nights, weekends and on-call days over the planned days.

    The demand of each post is spread over those who could fill it in proportion to contract hours and days present;
    what an officer did above or below the mean of the same contract so far is taken off or added.
    """
    expected = _expected_days(scenario, pools)
    tallies: dict[tuple[str, str], int] = defaultdict(int)
    for balance in scenario.balances:
        tallies[balance.officer, balance.kind] += balance.amount
    members: dict[str, list[str]] = defaultdict(list)
    for officer in scenario.officers:
        if officer.offer is None:
            members[officer.contract].append(officer.officer)
    shares: dict[str, dict[str, int]] = defaultdict(dict)
    for group in members.values():
        for kind in ("nights", "weekends", "on_call"):
            mean = sum(tallies[name, kind] for name in group) / len(group)
            for name in group:
                own = expected.get((name, kind), 0.0) + mean - tallies[name, kind]
                shares[name][kind] = max(0, math.ceil(own - 1e-9))
    return shares


def _pools(scenario: Scenario, away: Mapping[str, set[int]]) -> _Pools:
    """Return each post with those who could fill it, weighed by contract hours and planned days present."""
    contracts = {contract.contract: contract for contract in scenario.contracts}
    holders: dict[str, set[str]] = defaultdict(set)
    for permission in scenario.authorisations:
        holders[permission.role].add(permission.officer)
    unable = days_unable(scenario)
    planned = frozenset(scenario.horizon.days)
    known = {name: {code for option in row.options for code in option.split("+")} for name, row in contracts.items()}
    at_home: dict[str | None, list[int]] = defaultdict(list)
    for number, officer in enumerate(scenario.officers):
        at_home[officer.home_post].append(number)
    pools = []
    for post in scenario.posts:
        suited = {name for name, codes in known.items() if not codes.isdisjoint(post.tours)}
        able = holders[post.role]
        weights: dict[str, float] = {}
        for officer in map(scenario.officers.__getitem__, sorted(at_home[None] + at_home[post.post])):
            if (
                officer.contract in suited
                and officer.officer in able
                and (not post.units or officer.unit in post.units)
                and officer.offer is None
            ):
                days_off = away[officer.officer] | unable[officer.officer, post.role]
                weights[officer.officer] = contracts[officer.contract].minutes_per_week * len(planned - days_off)
        pools.append((post, weights))
    return pools


def _expected_days(scenario: Scenario, pools: _Pools) -> dict[tuple[str, str], float]:
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for post, weights in pools:
        if not (total := sum(weights.values())):
            continue
        for kind, days in _wanted_days(scenario, post).items():
            for name, weight in weights.items():
                expected[name, kind] += days * weight / total
    return expected


def _wanted_duty(scenario: Scenario, pools: _Pools) -> dict[str, list[tuple[float, Mapping[int, int]]]]:
    """Return what each post an officer could fill wants by day, beside the officer's part of it."""
    by_code = scenario.tours_by_code
    found: dict[str, list[tuple[float, Mapping[int, int]]]] = defaultdict(list)
    for post, weights in pools:
        total = sum(weights.values())
        if not total or any(by_code[code].on_call for code in post.tours):
            continue
        wanted: dict[int, int] = defaultdict(int)
        for row in scenario.cover:
            if row.post == post.post:
                for day in scenario.horizon.days:
                    if row.from_day <= day < row.until_day and weekday(day) in row.weekdays:
                        wanted[day] += row.target * max(1, post.crew_size)
        for name, weight in weights.items():
            if weight:
                found[name].append((weight / total, wanted))
    return found


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


def _wanted_days(scenario: Scenario, post: Post) -> dict[str, float]:
    """Return how many officer-days of each tally kind a post wants over the planned days."""
    by_code = scenario.tours_by_code
    places = max(1, post.crew_size)
    on_call = any(by_code[code].on_call for code in post.tours)
    wanted: dict[str, float] = defaultdict(float)
    for row in scenario.cover:
        if row.post != post.post:
            continue
        night = by_code[row.tour].night if row.tour else row.start >= 20 * 60 or row.end > 24 * 60
        for day in scenario.horizon.days:
            if row.from_day <= day < row.until_day and weekday(day) in row.weekdays:
                if on_call:
                    wanted["on_call"] += row.target * places
                    continue
                wanted["nights"] += row.target * places if night else 0
                wanted["weekends"] += row.target * places if weekday(day) >= 5 else 0
    return wanted


def planned_period(horizon: Horizon) -> range:
    """Return the force days asked for, without the tail."""
    return range(horizon.first_day, horizon.first_day + horizon.n_days)
