"""Weekly rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import instant, iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import midnight
from scheduler.rules.line.rule import HARD, MachineRule, Step, toll

_State = tuple[bool, int]
"""Whether the week's rest is still to come, and the instant since which the officer is free (0 where it is idle)."""


@dataclass(frozen=True)
class WeeklyRest(MachineRule):
    r"""At least so many hours free of attended duty, in one piece, in every week or fortnight.

    Source: Working Time Regulations 1998 reg. 11 (24 hours in each 7 days, or 48 hours in each 14): ``minutes = 1440,
    days = 7`` or ``minutes = 2880, days = 14``. The second is the default: a 2x2x2 pattern that begins on a Monday has
    no 24 hours between its first early and the end of that Sunday. The periods begin at midnight between Sunday and Monday, those of 14
    days in the week of the period anchor. Standing by on call does not interrupt the rest
    (unverified).

    .. math:: \max (start_{i+1} - end_i) \ge minutes \text{ within } [Monday, Monday + days)

    on real UTC instants. One unit of excess is one week or fortnight without its rest. Example: of 14 days with
    a tour of ten hours on each, none has a piece of 48 hours; the excess is one.
    """

    code: ClassVar[str] = "weekly_rest"
    sentence: ClassVar[str] = "At least {minutes} minutes of rest in one piece in every {days} days from a Monday."
    unit: ClassVar[str] = "week or fortnight without its rest"
    at_least: ClassVar[MappingProxyType[str, int]] = MappingProxyType({"minutes": 1440, "days": 7})

    minutes: int = 2880
    days: int = 14
    pence: int = HARD

    def contradiction(self) -> str:
        """Return what is wrong with the length of the period."""
        if self.days % 7:
            return "days must be whole weeks"
        return "minutes must be fewer than the days hold" if self.minutes > (self.days - 1) * 1440 else ""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _State:
        """Return what the history left of the first week's rest; a week it already spoilt asks for nothing more."""
        first = brief.history[0].day if brief.history else horizon.first_day
        state: _State = (True, midnight(self._monday(first, horizon), horizon.zone))
        for option in brief.history:
            state, _ = self._after(state, option, horizon)
        if not brief.history and midnight(horizon.first_day, horizon.zone) - state[1] >= self.minutes:
            return False, 0
        return state

    def step(self, state: _State, option: Option, horizon: Horizon) -> Step | None:
        """Refuse the duty after which the week can no longer hold its rest."""
        after, spoilt = self._after(state, option, horizon)
        return toll(after, int(spoilt), self.pence)

    def _after(self, state: _State, option: Option, horizon: Horizon) -> tuple[_State, bool]:
        wanted, free_from = state
        monday = self._monday(option.day, horizon)
        week_end = midnight(monday + self.days, horizon.zone)
        spoilt = False
        if option.duty:
            wanted = wanted and min(option.start_at, week_end) - free_from < self.minutes
            free_from = option.end_at
            spoilt = wanted and week_end - free_from < self.minutes
        tomorrow = midnight(option.day + 1, horizon.zone)
        wanted = wanted and not spoilt and tomorrow - free_from < self.minutes
        if option.day == monday + self.days - 1:
            return (True, max(week_end, free_from)), spoilt
        return (wanted, free_from if wanted or free_from > week_end else 0), spoilt

    def _monday(self, day: int, horizon: Horizon) -> int:
        """Return the Monday on which the period of a force day began."""
        anchor = horizon.period_anchor - weekday(horizon.period_anchor)
        return day - (day - anchor) % self.days

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure the longest free piece of every period that has planned days."""
        zone = horizon.zone
        anchor = horizon.period_anchor - (horizon.period_anchor - 1) % 7
        past = [option for option in brief.history if option.duty]
        planned = [option for option in line if option.duty]
        found: list[Finding] = []
        for number in sorted({(day - anchor) // self.days for day in horizon.days}):
            first = anchor + number * self.days
            opens, closes = instant(first, 0, zone), instant(first + self.days, 0, zone)
            if _longest_piece([*past, *planned], opens, closes) >= self.minutes:
                continue
            spoilt_before = _longest_piece(past, opens, closes) < self.minutes
            day = first if spoilt_before else max(option.day for option in planned if option.day < first + self.days)
            message = f"no {self.minutes} minutes of rest in the {self.days} days from {iso_day(first)}"
            day = min(day, horizon.first_day - 1) if spoilt_before else day
            found.append(self.found_on(brief, day, horizon, 1, message))
        return found


def _longest_piece(worked: Sequence[Option], opens: int, closes: int) -> int:
    """Return the longest stretch of minutes between two instants in which no duty is attended."""
    longest, free_from = 0, opens
    for option in worked:
        if option.end_at > opens and option.start_at < closes:
            longest = max(longest, option.start_at - free_from)
            free_from = max(free_from, option.end_at)
    return max(longest, closes - free_from)
