"""Interval between rest days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd, days_in_a_row
from scheduler.rules.line.rule import HARD, Step, TalliedRule, Tally, days_after, toll

_State = tuple[int, int] | None


@dataclass(frozen=True)
class IntervalBetweenRestDays(TalliedRule):
    r"""At most so many duty days between one rest day and the next.

    Source: Police Regulations 2003 determination on duty rosters, as quoted by a Metropolitan Police release (rest
    days at intervals of at most 7 days, read as duty days between them; unverified). Training is duty. A day of leave is neither duty nor a rest day, so it leaves
    the interval as it is; a spell of ``leave_days`` or more takes rest days with it and begins a new interval.

    .. math:: duties\ since\ the\ last\ rest\ day \le days

    One unit of excess is one duty day beyond the limit. Example: five duty days, a day of leave and three duty days
    with a limit of seven are an excess of one, on the last day.
    """

    code: ClassVar[str] = "interval_between_rest_days"
    sentence: ClassVar[str] = (
        "At most {days} duty days between two rest days; only leave of {leave_days} days or more stands for one."
    )
    unit: ClassVar[str] = "duty day beyond the limit"
    at_least: ClassVar[MappingProxyType[str, int]] = MappingProxyType({"leave_days": 1})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"days": days_in_a_row})

    days: int = 7
    leave_days: int = 7
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _State:
        """Return how many duty days may follow the history, and how long the leave is that it ends with."""
        left, leave = self.days, 0
        for option in brief.history:
            left, leave = self._after(left, leave, option)
        return None if left >= len(horizon.days) else (left, leave)

    def step(self, state: _State, option: Option, horizon: Horizon) -> Step | None:
        """Take a duty day off what is left; None is an officer whose interval can no longer be too long."""
        if state is None:
            return Step(None)
        left, leave = self._after(*state, option)
        after = None if left >= days_after(option.day, horizon) else (left, leave)
        return toll(after, int(option.duty and state[0] == 0), self.pence)

    def _after(self, left: int, leave: int, option: Option) -> tuple[int, int]:
        if option.duty:
            return max(0, left - 1), 0
        if option.rest_day or leave + 1 >= self.leave_days:
            return self.days, 0
        return left, leave + 1

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return a sum for each ``days + 1`` days that follow each other when short leave is left out.

        Such a window is all duty exactly where its last day is one too many. A day of leave that a lever may call back is
        leave or duty, whichever the line has: there is a sum for each way it may be, of which a line can break several, so
        that the limit must be hard there.
        """
        recalled = sorted(brief.recalled)
        ways = (worked for number in range(len(recalled) + 1) for worked in combinations(recalled, number))
        found: dict[tuple[int, ...], Tally] = {}
        for worked in ways:
            for tally in self._windows(brief, horizon, frozenset(worked)):
                name = "-".join((tally.name, *(str(day) for day in worked if day in tally.days)))
                found.setdefault(tuple(tally.days), Tally(name, tally.days, tally.most))
        return tuple(found.values())

    def _windows(self, brief: OfficerBrief, horizon: Horizon, worked: frozenset[int]) -> list[Tally]:
        """Return the sums where some days of leave are worked."""
        known = {option.day: option for option in brief.history}
        away = (brief.leave_days - worked) | {day for day, option in known.items() if option.leave}
        tallies, run, leave = [], list[int](), 0
        for day in (*known, *horizon.days):
            leave = leave + 1 if day in away else 0
            if leave >= self.leave_days:
                run = []
            if leave:
                continue
            run = [] if day in known and not known[day].duty else [*run, day][-self.days - 1 :]
            if len(run) > self.days and day >= horizon.first_day:
                planned = tuple(one for one in run if one >= horizon.first_day)
                tallies.append(Tally(str(day), planned, len(planned) - 1))
        return tallies

    def adds(self, option: Option) -> int:
        """Return 1 for a duty day."""
        return int(option.duty)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Cut the days at every rest day and long leave, and name the duty days beyond the limit in each part."""
        found: list[Finding] = []
        duties: list[int] = []
        leave = 0
        for option in (*brief.history, *line):
            leave = leave + 1 if option.leave else 0
            if option.rest_day or leave >= self.leave_days:
                duties = []
            if option.duty:
                duties.append(option.day)
                if len(duties) > self.days:
                    message = f"{iso_day(option.day)} is duty day {len(duties)} since a rest day; at most {self.days}"
                    found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found
