"""On call on rest days."""

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
class OnCallOnRestDays(DayRule):
    r"""Nobody stands by on call on a rest day, or each such day costs what the scenario says.

    Source: the Police Federation of England and Wales holds that officers should not be on call on rest days; its view,
    not law. A seat that has to be held at weekends cannot do without, so that profiles price it at 0: off.

    .. math:: pence \cdot |\{d: on\_call_d \wedge rest\_day_d\}|

    One unit of excess is one rest day on call. Example: on call from Friday to Monday beside the day job, with Saturday
    and Sunday as rest days, costs two.
    """

    code: ClassVar[str] = "on_call_on_rest_days"
    sentence: ClassVar[str] = "No on-call on rest days."
    unit: ClassVar[str] = "rest day on call"

    pence: int = 0

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Charge an on-call day that has no attended duty."""
        if not option.on_call or not option.rest_day:
            return 0
        return None if self.pence == HARD else self.pence

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return nothing: the option says it all."""
        return None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Name every day of the line that is stood by and not worked."""
        if not self.pence:
            return []
        return [
            self.found_on(brief, option.day, horizon, 1, f"on call on the rest day {iso_day(option.day)}")
            for option in line
            if option.on_call_until > option.on_call_from and option.end_at == option.start_at
        ]
