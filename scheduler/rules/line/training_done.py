"""Training done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import Step, TalliedRule, Tally

_Lacking = tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
"""Tour -> the dates still ahead on which training days on it will be lacking, and how many if none is done."""


@dataclass(frozen=True)
class TrainingDone(TalliedRule):
    r"""Training is done by the date on which it falls due; each training day missed has its price.

    Source: the scenario's training table; the price is the scenario's. Commanders have two mandatory training days a
    year (a force's brief, unverified). Training that is arranged counts where it is worked on the course's tour. What was
    overdue when the days began is due on the last of those asked for. Where a course has several due dates, a day that
    was missed on one and not made up by the next is missed on that one, too. Where two rows of the table ask an officer
    for one course, a day counts for both, and on each date it is the one that asks for more by then that counts.

    .. math:: \sum_{d \le due} training_d + missed_{due} \ge n_{due}

    One unit of excess is one training day missed on one due date. Example: two mandatory days due on the 20th, of which
    one is done on the 12th, are an excess of one.
    """

    code: ClassVar[str] = "training_done"
    sentence: ClassVar[str] = "Training is done by the date on which it falls due."
    unit: ClassVar[str] = "training day missed"
    always_priced: ClassVar[frozenset[str]] = frozenset({"pence"})

    pence: int = 20_000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _Lacking:
        """Return what is due, as if nothing had been done."""
        by_tour: dict[str, list[list[int]]] = {}
        for need in brief.training_needs:
            by_tour.setdefault(need.tour, []).append([day.by for day in need.days])
        return tuple(
            (tour, tuple((by, max(sum(due <= by for due in own) for own in rows)) for by in sorted(set(chain(*rows)))))
            for tour, rows in by_tour.items()
        )

    def step(self, state: _Lacking, option: Option, horizon: Horizon) -> Step:
        """Take a day on a course's tour off what lacks on all of its dates, and charge what lacks on this one."""
        tours, charged, left = option.code.split("+"), 0, []
        for tour, dates in state:
            less = int(tour in tours)
            lacking = tuple((by, lacks - less) for by, lacks in dates if lacks > less)
            charged += sum(lacks for by, lacks in lacking if by == option.day)
            ahead = tuple((by, lacks) for by, lacks in lacking if by > option.day)
            if ahead:
                left.append((tour, ahead))
        return Step(tuple(left), charged * self.pence)

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return, for each due date, the days on the course's tour until then, counted below nought."""
        return tuple(
            Tally(f"{tour}/{iso_day(by)}", range(horizon.first_day, by + 1), -lacks, of=tour)
            for tour, dates in self.start(brief, horizon)
            for by, lacks in dates
        )

    def adds(self, option: Option) -> int:
        """Return nothing: every sum is about a tour."""
        return 0

    def adds_to(self, option: Option, of: str) -> int:
        """Return one less for a day on the tour."""
        return -int(of in option.code.split("+"))

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Count the days on each course's tour up to each due date."""
        found = []
        for tour, course in {need.tour: need.course for need in brief.training_needs}.items():
            worked = [option.day for option in line if tour in option.code.split("+")]
            asked = [[day.by for day in need.days] for need in brief.training_needs if need.tour == tour]
            for by in sorted({date for dates in asked for date in dates}):
                wanted = max(bisect_right(dates, by) for dates in asked)
                done = len([day for day in worked if day <= by])
                if done < wanted:
                    told = f"{course}: {done} of {wanted} training days done by {iso_day(by)}"
                    found.append(self.found_on(brief, by, horizon, wanted - done, told))
        return found
