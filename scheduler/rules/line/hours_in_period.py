"""Hours in a reference period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding, Grade
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import (
    after_excess,
    begins_period,
    hours_begun,
    most_minutes,
    period_days,
    rest_of_period,
)
from scheduler.rules.line.rule import Step, TalliedRule, Tally, toll

_Band = tuple[int, int]
"""Minutes still due of a period, and minutes it can still hold."""


class _Hours(NamedTuple):
    """What a period still lacks, the minutes left of it (None where it cannot hold more), later ones, the longest duty."""

    due: int
    left: int | None
    later: tuple[_Band, ...]
    longest: int


@dataclass(frozen=True)
class HoursInPeriod(TalliedRule):
    r"""At least and at most so many minutes of duty in each reference period.

    Source: the scenario's; annualised and part-time agreements state such bands. What the contract's own week comes to is
    another rule's. Days of leave lower both ends in proportion. The least is asked only of periods that end within the
    planned days and of which every day is known.

    .. math:: least\_minutes \cdot \tfrac{P - leave}{P} \le \sum_{d \in period} minutes_d
        \le most\_minutes \cdot \tfrac{P - leave}{P}

    with ``P`` the days of the period, on real minutes, both ends rounded down to whole minutes. One unit of excess is one
    hour begun beyond either end; what is lacking is charged on the period's last day. Example: 7,000 minutes where at
    least 7,200 are due lack four hours begun.
    """

    code: ClassVar[str] = "hours_in_period"
    sentence: ClassVar[str] = (
        "At least {least_minutes} and at most {most_minutes} minutes of duty in a reference period."
    )
    unit: ClassVar[str] = "hour begun beyond the band"
    in_diagram: ClassVar[bool] = True

    least_minutes: int = 0
    most_minutes: int = 1_000_000
    pence: int = 3000

    def contradiction(self) -> str:
        """Say that the band is upside down."""
        return "least_minutes is above most_minutes" if self.least_minutes > self.most_minutes else ""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Hours:
        """Return what each planned period lacks and can hold, its history and the leave taken into account."""
        (due, left), *later = self._bands(brief, horizon).values()
        return _Hours(
            max(0, due), max(0, left) if self.hard else after_excess(left), tuple(later), brief.longest_minutes
        )

    def step(self, state: _Hours, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's minutes off both ends, and charge on the period's last day what it lacks."""
        due, left, later, longest = state
        if begins_period(option.day, horizon) and option.day != horizon.first_day:
            (due, left), later = later[0], later[1:]
        due = max(0, due - option.minutes)
        units = 0
        if left is not None:
            after = left - option.minutes
            units = int(option.duty and after < 0) if self.hard else hours_begun(-after) - hours_begun(-left)
            left = max(0, after) if self.hard else after_excess(after)
        ahead = rest_of_period(option.day, horizon)
        if not ahead:
            units, due = units + hours_begun(due), 0
        if left is not None and left >= most_minutes(longest, ahead.start, ahead.stop, horizon.zone):
            left = None
        return toll(_Hours(due, left, later, longest), units, self.pence)

    def seen(self, option: Option) -> tuple[int, bool]:
        """Return its minutes, and whether it is duty."""
        return option.minutes, option.duty

    def _bands(self, brief: OfficerBrief, horizon: Horizon) -> dict[int, _Band]:
        """Return what the planned days of each period lack and can hold; below nought where history has passed it."""
        away = brief.leave_days | {option.day for option in brief.history if option.leave}
        known = range(min((option.day for option in brief.history), default=horizon.first_day), horizon.until_day)
        bands = {}
        for period in dict.fromkeys(horizon.period_of(day) for day in horizon.days):
            first = horizon.period_anchor + period * horizon.period_days
            present = horizon.period_days - sum(horizon.period_of(day) == period for day in away)
            worked = sum(option.minutes for option in brief.history if horizon.period_of(option.day) == period)
            whole = first >= known.start and first + horizon.period_days <= known.stop
            due = self.least_minutes * present // horizon.period_days if whole else 0
            bands[period] = (max(0, due - worked), self.most_minutes * present // horizon.period_days - worked)
        return bands

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the sum of minutes of each period and, where some are due, what it comes to below nought."""
        found = []
        for period, (due, left) in self._bands(brief, horizon).items():
            days = period_days(period, horizon)
            room = max(0, left) if self.hard or left >= 0 else left % 60
            found.append(Tally(f"{period}/most", days, room, 60, "most"))
            if due:
                found.append(Tally(f"{period}/least", days, -due, 60, "least"))
        return tuple(found)

    def adds(self, option: Option) -> int:
        """Return the option's minutes of duty."""
        return option.minutes

    def adds_to(self, option: Option, of: str) -> int:
        """Return the option's minutes of duty, below nought towards the least."""
        return option.minutes if of == "most" else -option.minutes

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Add up the minutes of every reference period and compare them with the band its leave leaves."""
        by_period: dict[int, list[Option]] = defaultdict(list)
        for option in (*brief.history, *line):
            by_period[(option.day - horizon.period_anchor) // horizon.period_days].append(option)
        away = set(brief.leave_days) | {option.day for option in brief.history if option.leave}
        found: list[Finding] = []
        for period, options in by_period.items():
            begins = horizon.period_anchor + period * horizon.period_days
            present = sum(day not in away for day in range(begins, begins + horizon.period_days))
            found += self._beyond(brief, options, self.most_minutes * present // horizon.period_days, horizon)
            if len(options) == horizon.period_days and options[-1].day >= horizon.first_day:
                found += self._lacking(brief, options, self.least_minutes * present // horizon.period_days)
        return found

    def _beyond(self, brief: OfficerBrief, options: Sequence[Option], room: int, horizon: Horizon) -> list[Finding]:
        """Return a finding for every day of one period on which what is beyond its most begins or grows by an hour."""
        found: list[Finding] = []
        worked = charged = 0
        for option in options:
            worked += option.minutes
            hours = (max(0, worked - room) + 59) // 60
            new, charged = hours - charged, hours
            refused = self.hard and option.minutes > 0 and worked > room
            if not new and not refused:
                continue
            message = f"{worked} minutes by {iso_day(option.day)} in a period that holds {room}"
            found.append(self.found_on(brief, option.day, horizon, max(1, new), message))
        return found

    def _lacking(self, brief: OfficerBrief, options: Sequence[Option], due: int) -> list[Finding]:
        """Return what the last day of a period finds lacking of its least."""
        worked, day = sum(option.minutes for option in options), options[-1].day
        if worked >= due:
            return []
        hours = (due - worked + 59) // 60
        grade: Grade = "breach" if self.hard else "cost"
        message = f"{worked} minutes in the period to {iso_day(day)}; at least {due}"
        pence = 0 if self.hard else hours * self.pence
        return [Finding(self.code, grade, brief.officer.officer, day, hours, pence, message)]
