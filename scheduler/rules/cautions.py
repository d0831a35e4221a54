"""Limits that can be read and make no sense: they can never bind, or nothing can ever keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.time import MINUTES_PER_DAY

MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY
_NO_DUTY = "leaves no duty at all"
_NEVER = "can never bind"


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
        if (odd := _odd(scenario, group, f"{code}.{name}", value))
    ]


def _odd(scenario: Scenario, group: RuleLimits, limit: str, value: Limit) -> str:
    """Return what is odd about a limit, or an empty text."""
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    if limit.endswith("pence") and value == 0:
        return f"the price is nothing, so the limit {_NEVER}; `applied = false` switches a rule off"
    look = _LOOKS.get(limit)
    return look(scenario, group, value) if look else ""


def _rest(_scenario: Scenario, _group: RuleLimits, minutes: int) -> str:
    if minutes == 0:
        return f"rest of nothing {_NEVER}"
    return "rest of a day or more allows no tours on two days in a row" if minutes >= MINUTES_PER_DAY else ""


def _hours_in_a_week(_scenario: Scenario, _group: RuleLimits, minutes: int) -> str:
    if minutes == 0:
        return _NO_DUTY
    return f"{_NEVER}: a week has {MINUTES_PER_WEEK} minutes" if minutes >= MINUTES_PER_WEEK else ""


def _days_in_a_row(scenario: Scenario, _group: RuleLimits, days: int) -> str:
    if days == 0:
        return _NO_DUTY
    known = known_days(scenario)
    return f"{_NEVER}: with the days before, the plan has {known} days" if days >= known else ""


def _rest_days(_scenario: Scenario, _group: RuleLimits, days: int) -> str:
    if days == 0:
        return f"no rest days {_NEVER}"
    return "a week has 7 days: it leaves no duty at all" if days >= 7 else ""


def _weekends(scenario: Scenario, _group: RuleLimits, weekends: int) -> str:
    most = -(-scenario.horizon.period_days // 7) + 1
    return f"{_NEVER}: a reference period touches at most {most} weekends" if weekends >= most else ""


def _duty_run(_scenario: Scenario, group: RuleLimits, days: int) -> str:
    most = group.limits.get("consecutive_duty_days", {}).get("days")
    if isinstance(most, int) and days > most:
        return f"always binds: consecutive_duty_days allows {most} days in a row"
    return ""


def _on_call_block(scenario: Scenario, _group: RuleLimits, days: int) -> str:
    known = known_days(scenario)
    return f"always binds: with the days before, the plan has {known} days" if days > known else ""


_LOOKS: Mapping[str, Callable[[Scenario, RuleLimits, int], str]] = MappingProxyType(
    {
        "rest_between_tours.minutes": _rest,
        "weekly_hours.minutes": _hours_in_a_week,
        "average_hours.minutes": _hours_in_a_week,
        "consecutive_duty_days.days": _days_in_a_row,
        "consecutive_nights.days": _days_in_a_row,
        "interval_between_rest_days.days": _days_in_a_row,
        "rest_days_in_period.rest_days_per_week": _rest_days,
        "weekends.weekends": _weekends,
        "minimum_duty_days.days": _duty_run,
        "on_call_blocks.min_days": _on_call_block,
        "on_call_spacing.days": _on_call_block,
    }
)


def known_days(scenario: Scenario) -> int:
    """Return how many days the plan has, those of the history before it included."""
    horizon = scenario.horizon
    first = min((past.day for past in scenario.history), default=horizon.first_day)
    return horizon.until_day - min(first, horizon.first_day)
