"""Training once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import Step, TalliedRule, Tally

_Left = tuple[tuple[str, int], ...]
"""Tour -> training days on it that are left."""


@dataclass(frozen=True)
class TrainingOnce(TalliedRule):
    r"""Nobody trains more days on a course's tour than are due, or arranged.

    Source: none; without it, training would be duty that no wish and no price of the pattern speaks against. It binds
    those to whom something is due: nobody else has the tour but on days on which training is arranged.

    .. math:: \sum_d training_d \le \max(n_{due}, n_{arranged})

    One unit of excess is one training day too many. Example: one day due, and two of them worked, are an excess of one.
    """

    code: ClassVar[str] = "training_once"
    sentence: ClassVar[str] = "Nobody trains more days on a course's tour than are due or arranged."
    unit: ClassVar[str] = "training day too many"

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Left:
        """Return the training days there may be on each tour."""
        most: dict[str, int] = {}
        for need in brief.training_needs:
            most[need.tour] = max(len(need.days), len(brief.training_days), most.get(need.tour, 0))
        return tuple(most.items())

    def step(self, state: _Left, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's tours off what is left of them."""
        tours = option.code.split("+")
        left = tuple((tour, days - (tour in tours)) for tour, days in state)
        return None if any(days < 0 for _, days in left) else Step(left)

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the days on each tour over all planned days."""
        return tuple(Tally(tour, horizon.days, most, of=tour) for tour, most in self.start(brief, horizon))

    def adds(self, option: Option) -> int:
        """Return nothing: every sum is about a tour."""
        return 0

    def adds_to(self, option: Option, of: str) -> int:
        """Return one for a day on the tour."""
        return int(of in option.code.split("+"))

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Go through the days on each course's tour and name those beyond what is due or arranged."""
        found = []
        for tour, course in {need.tour: need.course for need in brief.training_needs}.items():
            worked = [option.day for option in line if tour in option.code.split("+")]
            due = [len(need.days) for need in brief.training_needs if need.tour == tour]
            most = sorted([*due, len(brief.training_days)])[-1]
            for day in worked[most:]:
                told = f"{course}: training on {iso_day(day)}, of which no more than {most} days are due or arranged"
                found.append(self.found_on(brief, day, horizon, 1, told))
        return found
