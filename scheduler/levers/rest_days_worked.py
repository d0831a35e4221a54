"""Rest days of the team's pattern worked."""

from __future__ import annotations

from scheduler.domain.levers import Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.own import with_limits
from scheduler.rules.line.rule import HARD
from scheduler.rules.line.team_pattern import TeamPattern


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which rest days of the team's pattern may be worked, so many an officer and period.

    It bends the rule `team_pattern` where that refuses them, and nothing else: rest between tours, hours, rest days a
    week and agreements on flexible working stand. Officers without a team have no rest days by pattern.
    """
    return with_limits(
        scenario,
        lever,
        {
            "team_pattern": {"rest_day_worked_pence": lever.price},
            "rest_days_worked": {"days": lever.most, "applied": True},
        },
        lambda rule: isinstance(rule, TeamPattern) and rule.rest_day_worked_pence == HARD,
    )


LEVER = LeverKind("rest_days_worked", "rest days worked", pull, "rest days worked")
