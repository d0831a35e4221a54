"""Training kept."""

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
class TrainingKept(DayRule):
    r"""Training that is arranged is kept; each training day that is not has its price.

    Source: the scenario's abstractions table; the price is the scenario's. A training day is a force day on which the
    officer is away for training and the contract has a training tour. Where the other rules leave no way to it, such
    as after a night that ends on the same morning, the day is a rest day instead, at this price.

    .. math:: training_d = 1 \quad \text{where } d \in arranged

    One unit of excess is one training day not kept. Example: a course of two days of which the first is missed is an
    excess of one.
    """

    code: ClassVar[str] = "training_kept"
    sentence: ClassVar[str] = "Training that is arranged is kept."
    unit: ClassVar[str] = "training day not kept"
    always_priced: ClassVar[frozenset[str]] = frozenset({"pence"})

    pence: int = 20_000

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Return the price of a training day without a training tour."""
        missed = option.day in brief.training_days and "training" not in option.kinds
        return self.pence if missed else 0

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the days away for training."""
        return brief.training_days

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Go through the arranged days and name those on which no tour of the line is training."""
        trained = {option.day for option in line for kind in option.kinds if kind == "training"}
        planned = {option.day for option in line}
        return [
            self.found_on(brief, day, horizon, 1, f"training of {iso_day(day)} is not kept")
            for day in sorted(brief.training_days & planned - trained)
        ]
