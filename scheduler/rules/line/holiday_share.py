"""Holiday share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.time import day_of
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.fair_share import DayShare


@dataclass(frozen=True)
class HolidayShare(DayShare):
    r"""Public holidays worked are shared fairly: each one above an officer's share has its price.

    Source: none; a welfare price of the scenario. ``dates`` are the public holidays, YYYY-MM-DD with ``|`` between
    them. The share is of what the cover table wants on those of them that are planned, pro rata to contract hours and
    days present, with the balances of kind ``holidays`` set off against the mean of the contract; nobody has a share of
    holidays on which no post they could fill wants attended duty.

    .. math:: \max(0, public\ holidays\ worked - share)

    One unit of excess is one public holiday above the share. Example: two public holidays with a share of one are an
    excess of one, on the second.
    """

    code: ClassVar[str] = "holiday_share"
    sentence: ClassVar[str] = "Public holidays worked are shared fairly over the planned days."
    unit: ClassVar[str] = "public holiday above the share"
    kind: ClassVar[str] = "holidays"
    counted: ClassVar[str] = "public holiday"
    dated: ClassVar[frozenset[str]] = frozenset({"dates"})

    dates: str = ""
    pence: int = 2000

    @property
    def days(self) -> frozenset[int]:
        """The force days that are public holidays."""
        return _days(self.dates)

    def counts(self, option: Option) -> bool:
        """Say whether a public holiday has attended duty."""
        return option.duty and option.day in self.days

    def share(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return the officer's share of the planned public holidays; None where there is none to share."""
        return brief.share_of_holidays(sorted(self.days & set(horizon.days)))

    def chances(self, first_day: int, horizon: Horizon) -> int:
        """Return how many planned public holidays fall on a force day or later."""
        return sum(first_day <= day < horizon.until_day for day in self.days)


@lru_cache(maxsize=256)
def _days(dates: str) -> frozenset[int]:
    """Return the force days that a list of dates names."""
    return frozenset(day_of(date.fromisoformat(text)) for text in dates.split("|") if text)
