"""Officers called back from leave."""

from __future__ import annotations

from scheduler.domain.levers import Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.recalling import recalled
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.interval_between_rest_days import IntervalBetweenRestDays


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which officers may be called back from leave, on so many days each.

    Source: recall from leave is compensated by two days' leave, or one and one at double time, for each of the first two
    days and by one and a half after that (Dyfed-Powys Police Federation); the price of the lever stands for it. On-call
    beside leave stays as `on_call_beside_leave` has it. Officers under a rule group that prices
    `interval_between_rest_days` instead of refusing are left alone: what a recall does to that price cannot be stated
    as sums.
    """
    groups = {contract.contract: contract.rules for contract in scenario.contracts}
    priced = {
        group.group
        for group in scenario.rules
        for rule in rules_of_group(group)
        if isinstance(rule, IntervalBetweenRestDays) and not rule.hard
    }
    spared = {row.officer for row in scenario.officers if groups[row.contract] in priced}
    return recalled(scenario, lever, "leave", lambda officer: officer in spared)


LEVER = LeverKind("leave_recalled", "leave recalled", pull, "days recalled", about_officers=False)
