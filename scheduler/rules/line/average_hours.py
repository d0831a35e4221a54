"""Average hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding, Grade
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import most_minutes
from scheduler.rules.line.odd import Odd, hours_in_a_week
from scheduler.rules.line.rule import Step, TalliedRule, Tally


class _Room(NamedTuple):
    """Minutes left in each reference period that can still be overfilled, by its last day; and the longest duty."""

    left: tuple[tuple[int, int], ...]
    longest: int


@dataclass(frozen=True)
class AverageHours(TalliedRule):
    r"""At most so many minutes of duty a week on average over the last 17 weeks, at the end of every week.

    Source: Working Time Regulations 1998 reg. 4 (48 hours over 17 weeks, rolling; 26 weeks for reg. 21 workers).
    Hours before the horizon come from the balances of kind ``hours``, spread evenly over the days of each row and
    rounded down, and on days no balance covers from the history; hours nobody stated count as none. What the past
    leaves of a period is rounded down to whole hours, so that officers with nearly the same past are alike. Days of
    leave and sickness are left out of the weeks averaged over. Reg. 4(6) keeps all weeks and adds the hours of as many
    worked days after the period, which nobody knows when a rota is made; the two agree where those days are worked at
    the limit, and either may be the stricter. Time on call at home counts as no duty, being no working time until the
    officer is called (unverified).

    .. math:: \sum_{d \in period} minutes_d \le minutes \cdot (7 \cdot weeks - excluded) / 7

    One unit of excess is one hour begun. Duty in a period that history has overfilled is a breach; without planned
    duty in it the excess is inherited. Example: 17 weeks with 7 days of leave allow 48 x 16 = 768 hours.
    """

    code: ClassVar[str] = "average_hours"
    sentence: ClassVar[str] = "At most {minutes} minutes of duty a week on average over {weeks} weeks."
    unit: ClassVar[str] = "hour begun beyond the limit"
    at_least: ClassVar[MappingProxyType[str, int]] = MappingProxyType({"weeks": 1})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"minutes": hours_in_a_week})

    minutes: int = 2880
    weeks: int = 17

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Room | None:
        """Return what history and leave have left of every period that ends within the horizon."""
        return self._binding(self._left(brief, horizon), brief.longest_minutes, horizon.first_day, horizon)

    def _left(self, brief: OfficerBrief, horizon: Horizon) -> list[tuple[int, int]]:
        """Return each planned Sunday with the minutes left of the period it ends, in whole hours."""
        left = []
        for sunday in (day for day in horizon.days if weekday(day) == 6):
            opens = sunday + 1 - 7 * self.weeks
            worked, away = _before(brief, opens, horizon.first_day)
            away += sum(max(opens, horizon.first_day) <= day <= sunday for day in brief.leave_days)
            room = self.minutes * (7 * self.weeks - away) // 7 - worked
            left.append((sunday, max(0, room) // 60 * 60))
        return left

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the sum of minutes over the planned days of every period that ends on a planned Sunday."""
        return tuple(
            Tally(str(sunday), range(max(horizon.first_day, sunday + 1 - 7 * self.weeks), sunday + 1), room)
            for sunday, room in self._left(brief, horizon)
        )

    def adds(self, option: Option) -> int:
        """Return the option's minutes of duty."""
        return option.minutes

    def step(self, state: _Room | None, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's minutes off every period that holds the day; None is an officer far from the limit."""
        if state is None:
            return Step(None)
        left = [
            (sunday, room - option.minutes if option.day > sunday - 7 * self.weeks else room)
            for sunday, room in state.left
        ]
        if any(room < 0 for _, room in left):
            return None
        return Step(self._binding(left, state.longest, option.day + 1, horizon))

    def _binding(self, left: Sequence[tuple[int, int]], longest: int, day: int, horizon: Horizon) -> _Room | None:
        """Return the periods that the days from ``day`` on can overfill, without those an earlier one answers for."""
        binding: list[tuple[int, int]] = []
        for sunday, room in left:
            since, so_far = binding[-1] if binding else (day - 1, 0)
            if sunday >= day and room < so_far + most_minutes(longest, since + 1, sunday + 1, horizon.zone):
                binding.append((sunday, room))
        return _Room(tuple(binding), longest) if binding else None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Add up the hours of every reference period that ends on a planned Sunday."""
        found: list[Finding] = []
        spans = _recorded(brief)
        minutes = [0, *accumulate(option.minutes for option in line)]
        for number, last in enumerate(line, start=1):
            if (last.day - 1) % 7 != 6:
                continue
            first = last.day - 7 * self.weeks + 1
            planned = minutes[number] - minutes[max(0, number - 7 * self.weeks)]
            past, excluded = _within(spans, first, horizon.first_day)
            excluded += len([day for day in brief.leave_days if max(first, horizon.first_day) <= day <= last.day])
            allowed = (7 * self.weeks - excluded) * self.minutes // 7
            room = max(0, allowed - past)
            if planned <= room - room % 60 and (planned or past <= max(0, allowed)):
                continue
            hours = max(1, -(-(past + planned - allowed) // 60))
            message = f"{past + planned} minutes in the {self.weeks} weeks to {iso_day(last.day)}; at most {allowed}"
            grade: Grade = "breach" if planned else "inherited"
            found.append(Finding(self.code, grade, brief.officer.officer, last.day, hours, 0, message))
        return found


def _before(brief: OfficerBrief, opens: int, first_day: int) -> tuple[int, int]:
    """Return the minutes worked and the days of leave from ``opens`` to the day before the first planned one."""
    worked = away = 0
    covered: set[int] = set()
    for balance in brief.balances:
        if balance.kind != "hours" or balance.until_day <= balance.from_day:
            continue
        span = balance.until_day - balance.from_day
        inside = max(0, min(balance.until_day, first_day) - max(balance.from_day, opens))
        worked += balance.amount * inside // span
        away += balance.excluded_days * inside // span
        covered.update(range(balance.from_day, balance.until_day))
    for option in brief.history:
        if option.day >= opens and option.day not in covered:
            worked += option.minutes
            away += option.leave
    return worked, away


def _recorded(brief: OfficerBrief) -> list[tuple[range, int, int]]:
    """Return spans of past days with their minutes and excluded days, for the second face: balances, then history."""
    rows = [row for row in brief.balances if row.kind == "hours" and row.from_day < row.until_day]
    told = {day for row in rows for day in range(row.from_day, row.until_day)}
    spans = [(range(row.from_day, row.until_day), row.amount, row.excluded_days) for row in rows]
    for option in brief.history:
        if option.day not in told and (option.minutes or option.leave):
            spans.append((range(option.day, option.day + 1), option.minutes, int(option.leave)))
    return spans


def _within(spans: Sequence[tuple[range, int, int]], first: int, until: int) -> tuple[int, int]:
    """Return the minutes and the excluded days that spans of past days have from ``first`` up to ``until``."""
    minutes = excluded = 0
    for days, amount, away in spans:
        share = min(days.stop, until) - max(days.start, first)
        if share > 0:
            minutes += amount * share // len(days)
            excluded += away * share // len(days)
    return minutes, excluded
