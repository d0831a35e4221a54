"""Weekly hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import after_excess, hours_begun, most_minutes
from scheduler.rules.line.odd import Odd, hours_in_a_week
from scheduler.rules.line.rule import HARD, MachineRule, Step, toll


class _Week(NamedTuple):
    """Minutes left of the calendar week, None where the week cannot hold more; and the contract's longest duty."""

    left: int | None
    longest: int


@dataclass(frozen=True)
class WeeklyHours(MachineRule):
    r"""At most so many minutes of attended duty in a calendar week.

    Source: the Greater Manchester variable shift arrangement (at most 70 hours in a week). The week runs from Monday to
    Sunday and a tour belongs to the force day on which it starts.

    .. math:: \sum_{d = Monday}^{Sunday} minutes_d \le minutes

    on real minutes, so the night on which the clock goes back is an hour longer. One unit of excess is one hour begun.
    Example: 4,270 minutes with a limit of 4,200 are an excess of two hours.
    """

    code: ClassVar[str] = "weekly_hours"
    sentence: ClassVar[str] = "At most {minutes} minutes of duty in a week from Monday to Sunday."
    unit: ClassVar[str] = "hour begun beyond the limit"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"minutes": hours_in_a_week})

    minutes: int = 4200
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Week:
        """Return what the history left of the week in which the horizon begins."""
        monday = horizon.first_day - weekday(horizon.first_day)
        worked = sum(option.minutes for option in brief.history if option.day >= monday)
        return self._left(self.minutes - worked, brief.longest_minutes, horizon.first_day, horizon)

    def step(self, state: _Week, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's minutes off the week's."""
        left = self.minutes if weekday(option.day) == 0 else state.left
        if left is None:
            return Step(state)
        after = left - option.minutes
        units = hours_begun(-after) - hours_begun(-left)
        if self.pence == HARD:
            units = int(option.duty and after < 0)
        return toll(self._left(after, state.longest, option.day + 1, horizon), units, self.pence)

    def _left(self, left: int, longest: int, day: int, horizon: Horizon) -> _Week:
        """Return the canonical state before a force day."""
        if weekday(day) == 0 or day >= horizon.until_day:
            return _Week(None, longest)
        sunday = min(day + 7 - weekday(day), horizon.until_day)
        if left >= most_minutes(longest, day, sunday, horizon.zone):
            return _Week(None, longest)
        return _Week(max(left, 0) if self.pence == HARD else after_excess(left), longest)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Add up the minutes of every calendar week."""
        past: dict[int, int] = defaultdict(int)
        planned: dict[int, int] = defaultdict(int)
        for option in brief.history:
            past[(option.day - 1) // 7] += option.minutes
        for option in line:
            planned[(option.day - 1) // 7] += option.minutes
        found: list[Finding] = []
        for week in sorted({*past, *planned}):
            before, total = past[week], past[week] + planned[week]
            if total <= self.minutes:
                continue
            day = max(horizon.first_day, week * 7 + 1)
            message = f"{total} minutes in the week of {iso_day(week * 7 + 1)}; at most {self.minutes}"
            inherited = _hours_over(before, self.minutes)
            new = _hours_over(total, self.minutes) - inherited
            name = brief.officer.officer
            if inherited:
                found.append(Finding(self.code, "inherited", name, week * 7 + 1, inherited, 0, message))
            if planned[week] and self.hard:
                found.append(Finding(self.code, "breach", name, day, max(1, new), 0, message))
            elif new:
                found.append(Finding(self.code, "cost", name, day, new, new * self.pence, message))
        return found


def _hours_over(minutes: int, limit: int) -> int:
    """Return the hours begun beyond a limit."""
    return max(0, (minutes - limit + 59) // 60)
