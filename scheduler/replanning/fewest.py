"""The scenario whose last level counts people and nothing else: how many have to be told at least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from scheduler.domain.scenario import Limit, Prices, RuleLimits, Scenario
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import HARD, LineRule

PERSON_PENCE = 10_000
"""What each officer who has to be told costs there; any figure does, this one is the size of real trade-offs."""


def counting_people(scenario: Scenario) -> Scenario:
    """Return a scenario that was told with the number of people to tell in the place of pence.

    Levels above the last stay as they are. Rules that only price are not applied, those that refuse still do, and what
    they charge besides is nought; targets, wishes and what help costs have no price.
    """
    if scenario.told is None:
        return scenario
    counting = without_prices(scenario)
    unbent = None if scenario.unbent is None else counting_people(scenario.unbent)
    return replace(counting, told=replace(scenario.told, person_pence=PERSON_PENCE, seat_pence={}), unbent=unbent)


def without_prices(scenario: Scenario) -> Scenario:
    """Return a scenario in which nothing costs pence; levels above the last, and what rules refuse, stay as they are."""
    return replace(
        scenario,
        rules=tuple(replace(group, limits=_without_prices(group)) for group in scenario.rules),
        prices=Prices(0, 0),
        posts=tuple(replace(post, away_price=0) for post in scenario.posts),
        preferences=tuple(wish for wish in scenario.preferences if wish.binding),
        offers=tuple(replace(offer, price=0) for offer in scenario.offers),
        bends=tuple(replace(bend, price=0) for bend in scenario.bends),
        unbent=None if scenario.unbent is None else without_prices(scenario.unbent),
    )


def telling_nobody(scenario: Scenario) -> Scenario:
    """Return a scenario that counts people and gives nobody a tour that was not told: what nobody has to be told of.

    A tour can still be lost, so that there is a rota; its officer is counted.
    """
    counting = counting_people(scenario)
    if counting.told is None:
        return counting
    pins = frozenset((officer, day) for officer, days in counting.told.days.items() for day in days)
    return replace(counting, told=replace(counting.told, pins=pins))


def _without_prices(group: RuleLimits) -> Mapping[str, Mapping[str, Limit]]:
    """Return a rule group's limits with nothing that costs pence."""
    limits = {code: dict(stated) for code, stated in group.limits.items()}
    for rule in rules_of_group(group):
        prices = _prices(rule)
        own = limits.setdefault(rule.code, {})
        if not rule.hard and list(prices) == ["pence"]:
            own["applied"] = False
        else:
            own.update({name: 0 for name, value in prices.items() if value != HARD})
    return limits


def _prices(rule: LineRule) -> dict[str, int]:
    return {
        item.name: getattr(rule, item.name)
        for item in fields(rule)
        if item.name == "pence" or item.name.endswith("_pence")
    }
