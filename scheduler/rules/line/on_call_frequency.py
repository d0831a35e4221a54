"""On-call frequency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd, every_week
from scheduler.rules.line.rule import HARD, MachineRule, Step, days_after, toll

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ON_CALL = -1


@dataclass(frozen=True)
class OnCallFrequency(MachineRule):
    r"""On-call in one week of so many, at most; a week runs from the weekday on which on-call is handed over.

    Source: none found; one week in eight or rarer is a usual aim (unverified). A week with any on-call day is an on-call
    week, whole or not. Days between blocks, wherever in the week they begin, are `on_call_spacing`'s. Of the past the days
    of the history count.

    .. math:: week_{i+1} - week_i \ge weeks

    One unit of excess is one on-call week that comes too early after the one before, charged on its first on-call day.
    Example: with one week in four, on-call in the first and the third week is an excess of one.
    """

    code: ClassVar[str] = "on_call_frequency"
    sentence: ClassVar[str] = "On-call in at most one week of {weeks}; weeks begin on: {start_weekday}."
    unit: ClassVar[str] = "on-call week too early"
    at_least: ClassVar[Mapping[str, int]] = MappingProxyType({"weeks": 1})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"weeks": every_week})
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"start_weekday": _WEEKDAYS})

    weeks: int = 4
    start_weekday: str = "Mon"
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int:
        """Return the weeks still to wait, the current one included; -1 within an on-call week."""
        state = 0
        for option in brief.history:
            state = self._on(state, option.day)
            state = _ON_CALL if option.on_call else state
        return state

    def step(self, state: int, option: Option, horizon: Horizon) -> Step | None:
        """Charge the first on-call day of a week that comes before the wait is over."""
        state = self._on(state, option.day)
        early = int(option.on_call and state > 0)
        closed = days_after(option.day, horizon) == 0
        return toll(0 if closed else _ON_CALL if option.on_call else state, early, self.pence)

    def _on(self, state: int, day: int) -> int:
        """Return the weeks to wait on a day, of which one is over where a week begins."""
        if _WEEKDAYS[weekday(day)] != self.start_weekday:
            return state
        return self.weeks - 1 if state == _ON_CALL else max(0, state - 1)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Count the weeks, take the first on-call day of each and compare it with the week before that has one."""
        shift = _WEEKDAYS.index(self.start_weekday) + 1
        first: dict[int, int] = {}
        for option in (*brief.history, *line):
            if option.on_call:
                first.setdefault((option.day - shift) // 7, option.day)
        found: list[Finding] = []
        for before, week in pairwise(first):
            if week - before < self.weeks:
                message = f"on-call from {iso_day(first[week])}, {week - before} weeks after the week of"
                message += f" {iso_day(first[before])}; one week in {self.weeks}"
                found.append(self.found_on(brief, first[week], horizon, 1, message))
        return found
