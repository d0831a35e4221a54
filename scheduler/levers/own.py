"""What belongs to the force itself: no lever of its own touches the rules, hours and officers of a lender."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scheduler.domain.levers import Lever
from scheduler.domain.people import Contract, Officer
from scheduler.domain.scenario import Limit, Scenario
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import LineRule

_LENT = " (lent)"
"""What a rule group or contract of lent officers is called after where the force's own have the same; no id has it."""


def apart(scenario: Scenario) -> Scenario:
    """Return the scenario in which officers lent share no contract and no rule group with the force's own."""
    groups = {contract.contract: contract.rules for contract in scenario.contracts}
    own = {officer.contract for officer in scenario.officers if officer.offer is None}
    lent = {officer.contract for officer in scenario.officers if officer.offer is not None}
    own_groups = {groups[name] for name in own}
    names = {name: f"{name}{_LENT}" for name in sorted(lent) if name in own or groups[name] in own_groups}
    if not names:
        return scenario
    shared = {groups[name] for name in names} & own_groups
    return replace(
        scenario,
        contracts=(
            *scenario.contracts,
            *(
                replace(row, contract=names[row.contract], rules=row.rules + _LENT * (row.rules in shared))
                for row in scenario.contracts
                if row.contract in names
            ),
        ),
        rules=(
            *scenario.rules,
            *(replace(row, group=f"{row.group}{_LENT}") for row in scenario.rules if row.group in shared),
        ),
        officers=tuple(
            row if row.offer is None else replace(row, contract=names.get(row.contract, row.contract))
            for row in scenario.officers
        ),
        offers=tuple(replace(row, contract=names.get(row.contract, row.contract)) for row in scenario.offers),
    )


def concerned(scenario: Scenario, lever: Lever) -> list[Officer]:
    """Return the force's own officers whom a lever is about, by its units, contracts and rule groups."""
    groups = {contract.contract: contract.rules for contract in scenario.contracts}
    return [
        officer
        for officer in scenario.officers
        if officer.offer is None
        and (not lever.units or officer.unit in lever.units)
        and (not lever.contracts or officer.contract in lever.contracts)
        and (not lever.groups or groups[officer.contract] in lever.groups)
    ]


def counted_tours(contract: Contract, tours: Sequence[str]) -> frozenset[str]:
    """Return the tours that are a use where a lever gives them to a contract: those it has not, or all if it has each."""
    return frozenset(tours) - frozenset(contract.tours) or frozenset(tours)


def with_limits(
    scenario: Scenario,
    lever: Lever,
    limits: Mapping[str, Mapping[str, Limit]],
    bends: Callable[[LineRule], bool],
) -> Scenario:
    """Return the scenario with other limits of some rules, in those rule groups that the lever bends.

    Parameters
    ----------
    bends
        Whether a rule of a group is one that the lever bends; a group without one stays as it is.
    """
    groups = {contract.contract: contract.rules for contract in scenario.contracts}
    own = {groups[officer.contract] for officer in concerned(scenario, lever)}
    bent = {row.group for row in scenario.rules if row.group in own and any(map(bends, rules_of_group(row)))}
    return replace(
        scenario,
        rules=tuple(
            replace(row, limits=_over(row.limits, limits)) if row.group in bent else row for row in scenario.rules
        ),
    )


def _over(
    stated: Mapping[str, Mapping[str, Limit]], limits: Mapping[str, Mapping[str, Limit]]
) -> dict[str, Mapping[str, Limit]]:
    """Return limits with others on top of them, rule by rule."""
    return {**stated, **{rule: {**stated.get(rule, {}), **more} for rule, more in limits.items()}}
