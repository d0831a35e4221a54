"""Minimum duty days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd
from scheduler.rules.line.rule import MachineRule, Step, days_after, toll


def _longer_than_allowed(_scenario: Scenario, group: RuleLimits, days: int) -> str:
    """Say that another rule allows no run as long as that."""
    most = group.limits.get("consecutive_duty_days", {}).get("days")
    if isinstance(most, int) and days > most:
        return f"always binds: consecutive_duty_days allows {most} days in a row"
    return ""


@dataclass(frozen=True)
class MinimumDutyDays(MachineRule):
    r"""Duty days come in runs of at least so many.

    Source: none; a welfare limit of the scenario. A run beside leave, or whose beginning or end is not known, is not
    counted. Where the limit is hard it refuses the rest day that would end a run too early, but not one that ends a
    run begun before the planned days.

    .. math:: |run| \ge days

    One unit of excess is one duty day that a run lacks. Example: rest, duty, rest with a minimum of two is an excess of
    one, charged on the second rest day.
    """

    code: ClassVar[str] = "minimum_duty_days"
    sentence: ClassVar[str] = "Duty days come in runs of at least {days}."
    unit: ClassVar[str] = "duty day lacking"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"days": _longer_than_allowed})

    days: int = 2
    pence: int = 1000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return how many duty days the run the history ends with still lacks; None off duty."""
        state: int | None = 0
        for option in brief.history:
            state = self._after(state, option)
        return 0 if state and self.hard else state

    def step(self, state: int | None, option: Option, horizon: Horizon) -> Step | None:
        """Charge the rest day that ends a run too early."""
        lacking = state or 0 if option.rest_day else 0
        closed = days_after(option.day, horizon) == 0
        return toll(None if closed else self._after(state, option), lacking, self.pence)

    def _after(self, state: int | None, option: Option) -> int | None:
        """Return the duty days the current run lacks; 0 also beside leave, None after a rest day."""
        if option.leave:
            return 0
        if option.rest_day:
            return None
        return max(0, (self.days if state is None else state) - 1)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure every run that stands between two rest days."""
        runs = [list(days) for _, days in groupby((*brief.history, *line), lambda day: (day.duty, day.leave))]
        found: list[Finding] = []
        for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
            between = before[-1].rest_day and run[0].duty and after[0].rest_day
            if not between or len(run) >= self.days:
                continue
            day, lacking = after[0].day, self.days - len(run)
            message = f"{len(run)} duty days before the rest day of {iso_day(day)}; runs have at least {self.days}"
            begun_before = self.hard and run[0].day < horizon.first_day <= day
            if begun_before:
                found.append(Finding(self.code, "inherited", brief.officer.officer, day, lacking, 0, message))
            else:
                found.append(self.found_on(brief, day, horizon, lacking, message))
        return found
