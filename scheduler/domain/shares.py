"""What of each officer's brief hangs on everybody's absences: fair shares of nights, weekends, on-call days and posts' duty."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.availability import days_unable
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import weekday
from scheduler.domain.work import LEAVE, REST, Post

HISTORY_DAYS = 35
"""Days before the horizon that rules walk over day by day; older work comes in through balances."""

_Pools = Sequence[tuple[Post, Mapping[str, float]]]
"""Posts with the officers who could fill them, each with a weight."""


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


def _leave_days(scenario: Scenario) -> dict[str, set[int]]:
    """Return the force days on which each officer is away altogether.

    Training is duty, not leave, for an officer whose contract has a tour for it.
    """
    days: dict[str, set[int]] = defaultdict(set)
    first, until = scenario.horizon.first_day - HISTORY_DAYS, scenario.horizon.until_day
    able = able_to_train(scenario)
    for away in scenario.abstractions:
        if away.stops == "everything" and (away.kind != "training" or away.officer not in able):
            days[away.officer].update(range(max(first, away.from_day), min(until, away.until_day)))
    return days


def able_to_train(scenario: Scenario) -> set[str]:
    """Return the officers whose contract has a training tour."""
    tours = scenario.tours_by_code
    trains = {
        contract.contract
        for contract in scenario.contracts
        for option in contract.options
        if option not in (REST, LEAVE) and any(tours[name].kind == "training" for name in option.split("+"))
    }
    return {officer.officer for officer in scenario.officers if officer.contract in trains}


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
