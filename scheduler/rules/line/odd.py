"""Limits that can be read and make no sense: they can never bind, or nothing can ever keep them.

Each line rule names in ``odd`` what looks at which of its limits; what several rules look for is here.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import MINUTES_PER_DAY

Odd = Callable[[Scenario, RuleLimits, int], str]
"""Returns what is odd about a limit's value among a scenario's other limits, or an empty text."""

MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY
NO_DUTY = "leaves no duty at all"
NEVER = "can never bind"


def hours_in_a_week(_scenario: Scenario, _group: RuleLimits, minutes: int) -> str:
    """Say that a week's minutes are none or all of them."""
    if minutes == 0:
        return NO_DUTY
    return f"{NEVER}: a week has {MINUTES_PER_WEEK} minutes" if minutes >= MINUTES_PER_WEEK else ""


def days_in_a_row(scenario: Scenario, _group: RuleLimits, days: int) -> str:
    """Say that a run of days is none, or as long as all that is known."""
    if days == 0:
        return NO_DUTY
    known = known_days(scenario)
    return f"{NEVER}: with the days before, the plan has {known} days" if days >= known else ""


def more_than_known(scenario: Scenario, _group: RuleLimits, days: int) -> str:
    """Say that so many days are asked for as the plan does not have."""
    known = known_days(scenario)
    return f"always binds: with the days before, the plan has {known} days" if days > known else ""


def every_week(_scenario: Scenario, _group: RuleLimits, weeks: int) -> str:
    """Say that one week in so many is every week."""
    return NEVER if weeks == 1 else ""


def known_days(scenario: Scenario) -> int:
    """Return how many days the plan has, those of the history before it included."""
    horizon = scenario.horizon
    first = min((past.day for past in scenario.history), default=horizon.first_day)
    return horizon.until_day - min(first, horizon.first_day)
