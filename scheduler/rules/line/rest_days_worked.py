"""Rest days worked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import period_days
from scheduler.rules.line.rule import HARD, Step, TalliedRule, Tally, toll

_Left = tuple[tuple[int, tuple[int, ...]], ...]
"""For each period with rest days to come: how many of them may still be worked, and which they are."""


@dataclass(frozen=True)
class RestDaysWorked(TalliedRule):
    r"""At most so many rest days of the team's pattern are worked in each reference period.

    Source: none; how far the lever of rest days worked goes is the scenario's to say, and 366 is no limit. What is counted is attended duty
    other than training on a rest day of the team's pattern, on the planned days; an officer without a team has none.

    .. math:: |\{d \in period: pattern_d = rest, duty_d\}| \le days

    One unit of excess is one rest day worked beyond the limit. Example: three worked where two may be are an excess of
    one, on the third.
    """

    code: ClassVar[str] = "rest_days_worked"
    sentence: ClassVar[str] = "At most {days} rest days of the team's pattern are worked in each reference period."
    unit: ClassVar[str] = "rest day worked beyond the limit"

    days: int = 366
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Left:
        """Return the rest days of the pattern by period."""
        return tuple((tally.most, tuple(tally.days)) for tally in self.tallies(brief, horizon))

    def step(self, state: _Left, option: Option, horizon: Horizon) -> Step | None:
        """Take a rest day that is worked off those of its period."""
        units, after = 0, []
        for most, days in state:
            ahead = tuple(day for day in days if day > option.day)
            worked = self.adds(option) if option.day in days else 0
            units += max(0, worked - most)
            left = max(0, most - worked)
            if left < len(ahead):
                after.append((left, ahead))
        return toll(tuple(after), units, self.pence)

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return one sum a period over the rest days of the team's pattern."""
        found = []
        for period in dict.fromkeys(horizon.period_of(day) for day in horizon.days):
            days = tuple(
                day
                for day in period_days(period, horizon)
                if day in brief.pattern_options and not brief.pattern_options[day].duty
            )
            if len(days) > self.days:
                found.append(Tally(str(period), days, self.days))
        return tuple(found)

    def adds(self, option: Option) -> int:
        """Return 1 for attended duty other than training."""
        return int(option.duty and "training" not in option.kinds)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Count the days worked where the pattern has none, period by period."""
        found: list[Finding] = []
        worked: dict[int, int] = {}
        for option in line:
            pattern = brief.pattern_options.get(option.day)
            if pattern is None or pattern.minutes or not option.minutes or "training" in option.kinds:
                continue
            period = (option.day - horizon.period_anchor) // horizon.period_days
            worked[period] = worked.get(period, 0) + 1
            if worked[period] > self.days:
                told = f"{iso_day(option.day)} is rest day {worked[period]} worked in its period; at most {self.days}"
                found.append(self.found_on(brief, option.day, horizon, 1, told))
        return found
