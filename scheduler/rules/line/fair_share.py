"""What the rules on fair shares have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import Step, TalliedRule, Tally, toll


@dataclass(frozen=True)
class DayShare(TalliedRule):
    """Each force day of some sort above the officer's fair share and an allowance has its price.

    The share is a whole number fixed before planning, from the demand of the planned days and from what each officer
    did so far. The state is what is left of it, None once the planned days left cannot exceed it. ``allowance`` is in days above the share that cost
    nothing.
    """

    kind: ClassVar[str]
    counted: ClassVar[str]
    always_priced: ClassVar[frozenset[str]] = frozenset({"pence"})

    pence: int = 1000
    allowance: int = 0

    @abstractmethod
    def counts(self, option: Option) -> bool:
        """Say whether a force day belongs to the sort that is shared out."""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return the days that cost nothing; None where no share is stated or it cannot be exceeded."""
        free = self.free_days(brief, horizon)
        return None if free is None or free >= self.chances(horizon.first_day, horizon) else free

    def share(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return the officer's share in days, None where it is not stated."""
        return brief.fair_shares.get(self.kind)

    def free_days(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return the share and the allowance together, in days; None where no share is stated."""
        share = self.share(brief, horizon)
        return None if share is None else max(0, share) + self.allowance

    def chances(self, first_day: int, horizon: Horizon) -> int:
        """Return how many planned force days from one on could be counted."""
        return horizon.until_day - first_day

    def step(self, state: int | None, option: Option, horizon: Horizon) -> Step | None:
        """Take the day off the share, or price it once the share is used up."""
        if state is None:
            return Step(None)
        counted = self.counts(option)
        left = max(0, state - counted)
        free = left >= self.chances(option.day + 1, horizon)
        return toll(None if free else left, int(counted and state == 0), self.pence)

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the one sum over the planned days; none where no share is stated."""
        free = self.free_days(brief, horizon)
        return () if free is None else (Tally(self.kind, range(horizon.first_day, horizon.until_day), free),)

    def adds(self, option: Option) -> int:
        """Return 1 for a counted day."""
        return int(self.counts(option))

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Name the counted days of the planned days that are above the share and the allowance."""
        share = self.share(brief, horizon)
        days = [option.day for option in line if self.counts(option)]
        if share is None:
            return []
        limit = f"fair share {share}" + (f" and {self.allowance} more allowed" if self.allowance else "")
        return [
            self.found_on(brief, day, horizon, 1, f"{iso_day(day)} is {self.counted} {number}; {limit}")
            for number, day in enumerate(days, start=1)
            if number > max(0, share) + self.allowance
        ]
