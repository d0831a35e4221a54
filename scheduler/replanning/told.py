"""From a rota that people were told to a scenario in which changing it has its price."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from scheduler.domain.replanning import Told
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.work import REST
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.change import Change
from scheduler.rules.public_holidays import holidays_kept


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a roster that was told may be changed.

    Attributes
    ----------
    told_on
        Day on which officers are told of what changes, from which notice counts.
    freeze_days
        Force days after it on which a change costs more.
    pins
        Officer and force day that stay as told.
    """

    told_on: int
    freeze_days: int = 0
    pins: frozenset[tuple[str, int]] = frozenset()


def told_by(scenario: Scenario, rota: Rota, terms: Terms, source: str, days: Collection[int]) -> Told:
    """Return what a rota told everybody of a scenario.

    Parameters
    ----------
    rota
        As it was told.
    source
        Name of the run or roster it is.
    days
        Force days that were told; the provisional ones after them never are.
    """
    tours: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    seats: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for held in sorted(rota.assignments, key=lambda one: (one.officer, one.day, one.start_at, one.tour)):
        if held.day in days:
            tours[held.officer][held.day].append(held.tour)
            seats[held.officer][held.day][held.tour] = held.post
    asked = [day for day in scenario.horizon.days if day in days]
    return Told(
        {
            officer.officer: {day: "+".join(tours[officer.officer].get(day, ())) or REST for day in asked}
            for officer in scenario.officers
        },
        terms.told_on,
        terms.freeze_days,
        terms.pins,
        source,
        {officer: {day: dict(own) for day, own in held.items()} for officer, held in seats.items()},
    )


def with_told(scenario: Scenario, told: Told) -> Scenario:
    """Return the scenario in which a roster that was told is changed as little as can be."""
    group_of = {contract.contract: contract.rules for contract in scenario.contracts}
    prices = {group.group: _seat_pence(group) for group in scenario.rules}
    seats = {officer.officer: prices[group_of[officer.contract]] for officer in scenario.officers}
    days = sorted((officer, sorted(own.items())) for officer, own in told.days.items())
    terms = (told.told_on, told.freeze_days, sorted(told.pins))
    sha256 = hashlib.sha256(f"{scenario.sha256} told {days} {terms}".encode()).hexdigest()
    unbent = None if scenario.unbent is None else with_told(scenario.unbent, told)
    return replace(
        scenario, told=replace(told, holidays=holidays_kept(scenario), seat_pence=seats), sha256=sha256, unbent=unbent
    )


def _seat_pence(group: RuleLimits) -> int:
    """Return what another seat on a tour that was told costs in a rule group; nothing where changes have no price."""
    return next((rule.seat_pence for rule in rules_of_group(group) if isinstance(rule, Change)), 0)
