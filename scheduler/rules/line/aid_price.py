"""The price of help."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import DayRule


@dataclass(frozen=True)
class AidPrice(DayRule):
    r"""Each day on duty of an officer lent by another force costs what the offer states: the host pays.

    Source: mutual aid is paid for by the force that asked for it, as agreed (Police Act 1996, section 24; wording
    unverified); the price is the offer's.

    .. math:: price\_of\_offer \cdot |\{d: duty_d\}|

    One unit of excess is one day on duty. Example: ten days on duty at 40,000 pence a day are 400,000 pence. The force's
    own officers have no such price.
    """

    code: ClassVar[str] = "aid_price"
    sentence: ClassVar[str] = "Each day on duty of a lent officer costs what the offer states."
    unit: ClassVar[str] = "day on duty of a lent officer"

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Return the offer's price of a day on duty."""
        return brief.aid_price if option.duty or option.on_call else 0

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the offer's price."""
        return brief.aid_price

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Name every day of the line with any tour."""
        pence = brief.aid_price
        return [
            Finding(
                self.code,
                "cost",
                brief.officer.officer,
                option.day,
                1,
                pence,
                f"lent, on duty on {iso_day(option.day)}",
            )
            for option in line
            if pence and (option.minutes or option.on_call)
        ]
