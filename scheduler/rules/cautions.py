"""Warnings of limits that can be read and make no sense, each rule looking at its own, and of profiles out of place."""

from __future__ import annotations

from scheduler.domain.findings import Problem
from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.odd import NEVER


def limit_cautions(scenario: Scenario) -> list[Problem]:
    """Return a warning for each limit the scenario states that can never bind, or that always does.

    Profiles are not looked at; neither are limits of rules that are switched off.
    """
    return [
        Problem(group.place(code, name), str(value), warning=True, wrong=odd)
        for group in scenario.rules
        for code, limits in group.limits.items()
        if limits.get("applied", True)
        for name, value in limits.items()
        if (odd := _odd(scenario, group, code, name, value))
    ]


def jurisdiction_cautions(scenario: Scenario) -> list[Problem]:
    """Return a warning for each force whose officers follow the profile of another jurisdiction than the force's."""
    profiles = {group.group: group.profile for group in scenario.rules}
    followed = {contract.contract: contract.rules for contract in scenario.contracts}
    forces = {force.force: force for force in scenario.forces}
    found = []
    for name, group in sorted({(officer.force, followed[officer.contract]) for officer in scenario.officers}):
        force = forces[name]
        if profiles[group] != force.jurisdiction:
            told = f"officers of {name} follow the rule group {group}, of the profile {profiles[group]}"
            found.append(Problem(f"{force.source}:jurisdiction", force.jurisdiction, warning=True, wrong=told))
    return found


def rank_cautions(scenario: Scenario) -> list[Problem]:
    """Return a warning for each rank whose officers follow a rule group that is for another group of ranks."""
    groups = {group.group: group for group in scenario.rules}
    followed = {contract.contract: groups[contract.rules] for contract in scenario.contracts}
    found = {}
    for officer in scenario.officers:
        group = followed[officer.contract]
        ranks = RANK_GROUPS.get(officer.rank.casefold(), "")
        if group.ranks and ranks != group.ranks:
            told = f"officers of the rank {officer.rank} follow the rule group {group.group}, which is for other ranks"
            found[group.group, officer.rank] = Problem(group.place("ranks"), group.ranks, warning=True, wrong=told)
    return [found[key] for key in sorted(found)]


def _odd(scenario: Scenario, group: RuleLimits, code: str, name: str, value: Limit) -> str:
    """Return what is odd about a limit, or an empty text."""
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    if name.endswith("pence") and value == 0:
        return f"the price is nothing, so the limit {NEVER}; `applied = false` switches a rule off"
    look = next((rule.odd[name] for rule in LINE_RULES if rule.code == code and name in rule.odd), None)
    return look(scenario, group, value) if look else ""
