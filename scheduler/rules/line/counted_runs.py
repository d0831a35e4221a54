"""What the rules on days in a row have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, MachineRule, Step, days_after, toll


@dataclass(frozen=True)
class CountedRuns(MachineRule):
    """At most ``days`` force days of some sort in a row.

    The state is how many more such days may follow, capped by the planned days that are left.
    """

    counted: ClassVar[str]

    days: int = 6
    pence: int = HARD

    @staticmethod
    @abstractmethod
    def counts(option: Option) -> bool:
        """Say whether a force day belongs to the sort that is counted."""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int:
        """Return how many more counted days may follow the run the history ends with."""
        run = 0
        for option in reversed(brief.history):
            if not self.counts(option):
                break
            run += 1
        return min(max(0, self.days - run), len(horizon.days))

    def step(self, state: int, option: Option, horizon: Horizon) -> Step | None:
        """Count the day, or begin anew after a day that does not count."""
        ahead = days_after(option.day, horizon)
        if not self.counts(option):
            return Step(min(self.days, ahead))
        return toll(min(max(0, state - 1), ahead), int(state == 0), self.pence)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Name the days of every run that are beyond the limit."""
        found: list[Finding] = []
        run = 0
        for option in (*brief.history, *line):
            run = run + 1 if self.counts(option) else 0
            if run > self.days:
                message = f"{iso_day(option.day)} is {self.counted} number {run} in a row; at most {self.days}"
                found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found
