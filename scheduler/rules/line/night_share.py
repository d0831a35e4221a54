"""Night share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.work import Option
from scheduler.rules.line.fair_share import DayShare


@dataclass(frozen=True)
class NightShare(DayShare):
    r"""Nights are shared fairly: each night above an officer's share has its price.

    Source: none; a welfare price of the scenario. The share is pro rata to contract hours and days present, with what
    was done so far set off.

    .. math:: \max(0, nights - share)

    One unit of excess is one night above the share. Example: seven nights with a share of five are an excess of two.
    """

    code: ClassVar[str] = "night_share"
    sentence: ClassVar[str] = "Nights are shared fairly over the planned days."
    unit: ClassVar[str] = "night above the share"
    kind: ClassVar[str] = "nights"
    counted: ClassVar[str] = "night"

    pence: int = 1000

    def counts(self, option: Option) -> bool:
        """Say whether the attended tour is a night."""
        return option.night
