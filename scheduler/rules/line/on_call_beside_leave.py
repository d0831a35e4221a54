"""On-call beside leave."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, DayRule


@dataclass(frozen=True)
class OnCallBesideLeave(DayRule):
    r"""No on-call on the days next to leave.

    Source: none found; good practice, so that leave is not cut at either end (unverified). Leave is what the officer's
    abstractions say.

    .. math:: on\_call_d = 0 \quad \text{where } \exists\, l \in leave: |d - l| \le days

    One unit of excess is one on-call day next to leave. Example: on call on the Friday before a week of leave that
    begins on Saturday is an excess of one.
    """

    code: ClassVar[str] = "on_call_beside_leave"
    sentence: ClassVar[str] = "No on-call within {days} days of leave."
    unit: ClassVar[str] = "on-call day beside leave"

    days: int = 1
    pence: int = HARD

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Refuse or price on-call near a day of leave."""
        near = range(option.day - self.days, option.day + self.days + 1)
        if not option.on_call or brief.leave_days.isdisjoint(near):
            return 0
        return None if self.pence == HARD else self.pence

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the days of leave."""
        return brief.leave_days

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure the distance from every on-call day to the nearest day of leave."""
        found: list[Finding] = []
        for option in line:
            if option.on_call and brief.leave_days:
                nearest = min(brief.leave_days, key=lambda day, on=option.day: abs(day - on))  # type: ignore[misc]
                if abs(nearest - option.day) <= self.days:
                    message = f"on-call on {iso_day(option.day)} beside the leave of {iso_day(nearest)}"
                    found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found
