"""Contract hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import (
    after_excess,
    begins_period,
    hours_begun,
    most_minutes,
    period_days,
    rest_of_period,
)
from scheduler.rules.line.rule import HARD, Step, TalliedRule, Tally, toll


class _Hours(NamedTuple):
    """Minutes left of the period, None where it cannot hold more; what later periods hold; the longest duty."""

    left: int | None
    later: tuple[int, ...]
    longest: int


@dataclass(frozen=True)
class ContractHours(TalliedRule):
    r"""At most the contract's hours over a reference period, and a tolerance; what goes beyond is overtime.

    Source: hours equal to 8 a day with two rest days a week (Police Federation, on variable shift arrangements); public
    holidays off are not taken from them. The price of an hour is the scenario's. A day of leave
    from Monday to Friday lowers what its period holds by a fifth of the contract week, whenever in the period it falls.

    .. math:: \sum_{d \in period} minutes_d \le \max(0, minutes\_per\_week (P / 7 - leave / 5) + tolerance\_minutes)

    with ``P`` the days of the period, on real minutes. One unit of excess is one hour begun. Example: 168 hours in 28
    days of a 40-hour contract without tolerance are an excess of eight.
    """

    code: ClassVar[str] = "contract_hours"
    sentence: ClassVar[str] = (
        "At most the contract's hours in a reference period, and {tolerance_minutes} minutes more."
    )
    unit: ClassVar[str] = "hour begun of overtime"

    tolerance_minutes: int = 480
    pence: int = 3000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Hours:
        """Return what history and leave have left of each planned period."""
        first, *later = self._rooms(brief, horizon).values()
        left = max(first, 0) if self.pence == HARD else after_excess(first)
        return _Hours(left, tuple(later), brief.longest_minutes)

    def step(self, state: _Hours, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's minutes off the period's."""
        left, later = state.left, state.later
        if begins_period(option.day, horizon) and option.day != horizon.first_day:
            left, later = later[0], later[1:]
        if left is None:
            return Step(state)
        after = left - option.minutes
        units = hours_begun(-after) - hours_begun(-left)
        if self.pence == HARD:
            units, after = int(option.duty and after < 0), max(after, 0)
        ahead = rest_of_period(option.day, horizon)
        free = after >= most_minutes(state.longest, ahead.start, ahead.stop, horizon.zone)
        return toll(_Hours(None if free else after_excess(after), later, state.longest), units, self.pence)

    def _rooms(self, brief: OfficerBrief, horizon: Horizon) -> dict[int, int]:
        """Return the minutes each planned period can still hold; below nought where history has overfilled it."""
        leave = brief.leave_days | {option.day for option in brief.history if option.leave}
        rooms = {}
        for period in dict.fromkeys(horizon.period_of(day) for day in horizon.days):
            away = sum(horizon.period_of(day) == period and weekday(day) < 5 for day in leave)
            room = brief.minutes_per_week * horizon.period_days // 7 + self.tolerance_minutes
            room -= away * (brief.minutes_per_week // 5)
            worked = sum(option.minutes for option in brief.history if horizon.period_of(option.day) == period)
            rooms[period] = max(0, room) - worked
        return rooms

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the sum of minutes over the planned days of each period."""
        return tuple(
            Tally(str(period), period_days(period, horizon), max(0, room) if self.pence == HARD else _begun(room), 60)
            for period, room in self._rooms(brief, horizon).items()
        )

    def adds(self, option: Option) -> int:
        """Return the option's minutes of duty."""
        return option.minutes

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Add up the minutes of every reference period against those its leave leaves room for."""
        by_period: dict[int, list[Option]] = defaultdict(list)
        for option in (*brief.history, *line):
            by_period[horizon.period_of(option.day)].append(option)
        found: list[Finding] = []
        for options in by_period.values():
            found.extend(self._overtime(brief, options, horizon))
        return found

    def _overtime(self, brief: OfficerBrief, options: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Return a finding for every day of one period on which overtime begins or grows by an hour."""
        found: list[Finding] = []
        worked = charged = 0
        away = brief.leave_days | {option.day for option in brief.history if option.leave}
        period = horizon.period_of(options[0].day)
        weekdays_away = [day for day in away if horizon.period_of(day) == period and (day - 1) % 7 < 5]
        whole = brief.minutes_per_week * horizon.period_days // 7 + self.tolerance_minutes
        room = max(0, whole - len(weekdays_away) * (brief.minutes_per_week // 5))
        for option in options:
            worked += option.minutes
            hours = (max(0, worked - room) + 59) // 60
            new, charged = hours - charged, hours
            message = f"{worked} minutes by {iso_day(option.day)} in a period that holds {room}"
            name = brief.officer.officer
            if option.day < horizon.first_day:
                if new:
                    found.append(Finding(self.code, "inherited", name, option.day, new, 0, message))
            elif self.hard and option.duty and worked > room:
                found.append(Finding(self.code, "breach", name, option.day, max(1, new), 0, message))
            elif new and not self.hard:
                found.append(Finding(self.code, "cost", name, option.day, new, new * self.pence, message))
        return found


def _begun(room: int) -> int:
    """Return the sum up to which no further hour is begun: of an hour that history began, the rest."""
    return room if room >= 0 else room % 60
