"""Rest days in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import begins_period, period_days, rest_of_period
from scheduler.rules.line.odd import NEVER, Odd
from scheduler.rules.line.rule import Step, TalliedRule, Tally, toll

_Rooms = tuple[int | None, tuple[int, ...]]
"""Duty days left of the period, None where it cannot lack a rest day; what later periods hold."""


def _rest_days(_scenario: Scenario, _group: RuleLimits, days: int) -> str:
    """Say that there are no rest days, or nothing else."""
    if days == 0:
        return f"no rest days {NEVER}"
    return "a week has 7 days: it leaves no duty at all" if days >= 7 else ""


@dataclass(frozen=True)
class RestDaysInPeriod(TalliedRule):
    r"""At least so many rest days a week, counted over the reference period.

    Source: Police Regulations 2003 as explained by the West Midlands Federation branch (two rest days a week, or what
    a variable shift arrangement makes equal to it). The rest days are counted over the whole reference period; each
    day of leave lowers the duty days the period may hold in proportion, whenever in the period it falls.

    .. math:: duty\ days \le (P - R) (P - leave) / P, \quad R = \lfloor rest\_days\_per\_week \cdot P / 7 \rfloor

    with ``P`` the days of the period. A day that is neither a rest day nor leave counts as a duty day. One unit of
    excess is one rest day that is missing, charged on the duty day that takes it. Example: of 28 days at two a week 20
    may be duty days; 22 are an excess of two.
    """

    code: ClassVar[str] = "rest_days_in_period"
    sentence: ClassVar[str] = "At least {rest_days_per_week} rest days a week over each reference period."
    unit: ClassVar[str] = "rest day missing"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"rest_days_per_week": _rest_days})

    rest_days_per_week: int = 2
    pence: int = 10_000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Rooms:
        """Return what history and leave have left of each planned period."""
        first, *later = self._rooms(brief, horizon).values()
        return first, tuple(later)

    def step(self, state: _Rooms, option: Option, horizon: Horizon) -> Step | None:
        """Take a duty day off the period's; None is a period that can no longer lack a rest day."""
        left, later = state
        if begins_period(option.day, horizon) and option.day != horizon.first_day:
            left, later = later[0], later[1:]
        if left is None:
            return Step((None, later))
        after = max(0, left - option.duty)
        free = after >= len(rest_of_period(option.day, horizon))
        return toll((None if free else after, later), int(option.duty and left == 0), self.pence)

    def _rooms(self, brief: OfficerBrief, horizon: Horizon) -> dict[int, int]:
        """Return the duty days each planned period can still hold."""
        days = horizon.period_days
        leave = brief.leave_days | {option.day for option in brief.history if option.leave}
        rooms = {}
        for period in dict.fromkeys(horizon.period_of(day) for day in horizon.days):
            away = sum(horizon.period_of(day) == period for day in leave)
            room = max(0, days - self.rest_days_per_week * days // 7) * (days - away) // days
            worked = sum(option.duty for option in brief.history if horizon.period_of(option.day) == period)
            rooms[period] = max(0, room - worked)
        return rooms

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the number of duty days in each period."""
        return tuple(
            Tally(str(period), period_days(period, horizon), room)
            for period, room in self._rooms(brief, horizon).items()
        )

    def adds(self, option: Option) -> int:
        """Return 1 for a duty day."""
        return int(option.duty)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Count the duty days of every period against those its leave leaves room for."""
        days = horizon.period_days
        duty_days = max(0, days - self.rest_days_per_week * days // 7)
        by_period: dict[int, list[Option]] = defaultdict(list)
        for option in (*brief.history, *line):
            by_period[horizon.period_of(option.day)].append(option)
        found: list[Finding] = []
        away = brief.leave_days | {option.day for option in brief.history if option.leave}
        for period, options in by_period.items():
            left = days - len([day for day in away if horizon.period_of(day) == period])
            worked, room = 0, duty_days * left // days
            for option in options:
                worked += option.duty
                if option.duty and worked > room:
                    message = f"duty on {iso_day(option.day)} leaves too few rest days in {days} days"
                    found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found
