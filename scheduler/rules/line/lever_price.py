"""Lever price."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import LEAVE, REST, Horizon, Option
from scheduler.rules.line.rule import DayRule

LEVERS = "levers"
"""Subject of the findings: whom a lever called back from what is shown nowhere."""


@dataclass(frozen=True)
class LeverPrice(DayRule):
    r"""Each day on which a lever of the force's own is used costs what the scenario states for it.

    Source: the scenario's levers table. A lever that bends a rule has its price in that rule; this is for those that
    open tours: longer ones, those of officers attached, and duty instead of training or leave.

    .. math:: \sum_{bends} price \cdot |\{d: tours_d \cap tours_{bend} \ne \emptyset\}|

    One unit of excess is one use on one day. Example: a day of leave recalled at 30,000 pence on which a longer tour at
    8,000 is worked costs 38,000. Training is no use of any lever.
    """

    code: ClassVar[str] = "lever_price"
    sentence: ClassVar[str] = "Each use of a lever costs what the scenario states for it."
    unit: ClassVar[str] = "use of a lever"

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Add up the prices of the levers the option uses."""
        if option.code in (REST, LEAVE) or "training" in option.kinds:
            return 0
        held = set(option.code.split("+"))
        return sum(
            bend.price
            for bend in brief.bends
            if bend.from_day <= option.day < bend.until_day and (not bend.tours or held & bend.tours)
        )

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the levers pulled."""
        return brief.bends

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Go through the levers one by one and name the days on which each is used."""
        found = []
        for bend in brief.bends:
            for option in line:
                if option.day not in range(bend.from_day, bend.until_day) or "training" in option.kinds:
                    continue
                named = not bend.tours or any(tour in bend.tours for tour in option.code.split("+"))
                if bend.price and named and (option.minutes > 0 or option.on_call):
                    told = f"a lever is used on {iso_day(option.day)}"
                    found.append(Finding(self.code, "cost", LEVERS, option.day, 1, bend.price, told))
        return found
