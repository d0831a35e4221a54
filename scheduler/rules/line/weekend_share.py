"""Weekend share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.time import weekday
from scheduler.domain.work import Option
from scheduler.rules.line.fair_share import DayShare


@dataclass(frozen=True)
class WeekendShare(DayShare):
    r"""Weekends are shared fairly: each Saturday and each Sunday with duty above an officer's share has its price.

    Source: none; a welfare price of the scenario. The share is pro rata to contract hours and days present, with what
    was done so far set off.

    .. math:: \max(0, weekend\ days - share)

    One unit of excess is one weekend day above the share. Example: five weekend days with a share of four are an excess
    of one.
    """

    code: ClassVar[str] = "weekend_share"
    sentence: ClassVar[str] = "Saturdays and Sundays are shared fairly over the planned days."
    unit: ClassVar[str] = "weekend day above the share"
    kind: ClassVar[str] = "weekends"
    counted: ClassVar[str] = "weekend day"

    pence: int = 1000

    def counts(self, option: Option) -> bool:
        """Say whether a Saturday or Sunday has attended duty."""
        return option.duty and weekday(option.day) >= 5
