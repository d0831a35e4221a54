"""On-call spacing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd, more_than_known
from scheduler.rules.line.rule import MachineRule, Step, days_after, toll

_ON_CALL = -1


@dataclass(frozen=True)
class OnCallSpacing(MachineRule):
    r"""At least so many days between one on-call block and the next: one week in so many.

    Source: none found; one week in eight or rarer is a usual aim (unverified). Weeks of seven days once in ``n`` weeks
    are ``days = 7 * (n - 1)``. Of the past the days of the history count.

    .. math:: first_{i+1} - last_i - 1 \ge days

    One unit of excess is one day too early, charged on the day the block begins. Example: a block that begins 12 days
    after the last ended, with 21 wanted, has 11 days between: an excess of ten.
    """

    code: ClassVar[str] = "on_call_spacing"
    sentence: ClassVar[str] = "At least {days} days between two on-call blocks."
    unit: ClassVar[str] = "day too early"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"days": more_than_known})

    days: int = 21
    pence: int = 500

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int:
        """Return the days still to wait after the history; -1 within a block."""
        state = 0
        for option in brief.history:
            state = self._after(state, option)
        return state

    def step(self, state: int, option: Option, horizon: Horizon) -> Step | None:
        """Charge a block that begins before the wait is over."""
        early = state if option.on_call and state > 0 else 0
        closed = days_after(option.day, horizon) == 0
        return toll(0 if closed else self._after(state, option), early, self.pence)

    def _after(self, state: int, option: Option) -> int:
        if option.on_call:
            return _ON_CALL
        return max(0, (self.days if state == _ON_CALL else state) - 1)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure the days between every on-call day and the one before it."""
        on_call = [option.day for option in (*brief.history, *line) if option.on_call]
        found: list[Finding] = []
        for last, first in pairwise(on_call):
            between = first - last - 1
            if 0 < between < self.days:
                message = f"{between} days between on-call to {iso_day(last)} and from {iso_day(first)}"
                message += f"; at least {self.days}"
                found.append(self.found_on(brief, first, horizon, self.days - between, message))
        return found
