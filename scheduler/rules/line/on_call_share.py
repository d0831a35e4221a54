"""On-call share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.work import Option
from scheduler.rules.line.fair_share import DayShare


@dataclass(frozen=True)
class OnCallShare(DayShare):
    r"""On-call days are shared fairly: each one above an officer's share has its price.

    Source: none; a welfare price of the scenario. The share is pro rata to contract hours and days present, with what
    was done so far set off.

    .. math:: \max(0, days\ on\ call - share)

    One unit of excess is one on-call day above the share. Example: seven on-call days with a share of four are an
    excess of three.
    """

    code: ClassVar[str] = "on_call_share"
    sentence: ClassVar[str] = "On-call days are shared fairly over the planned days."
    unit: ClassVar[str] = "on-call day above the share"
    kind: ClassVar[str] = "on_call"
    counted: ClassVar[str] = "on-call day"

    pence: int = 800

    def counts(self, option: Option) -> bool:
        """Say whether the officer is on call."""
        return option.on_call
