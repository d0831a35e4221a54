"""Rest between tours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import MINUTES_PER_DAY, iso_day, local
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import midnight
from scheduler.rules.line.odd import NEVER, Odd
from scheduler.rules.line.rule import MachineRule, Step


def _rest(_scenario: Scenario, _group: RuleLimits, minutes: int) -> str:
    """Say that rest is nothing, or a day and more."""
    if minutes == 0:
        return f"rest of nothing {NEVER}"
    return "rest of a day or more allows no tours on two days in a row" if minutes >= MINUTES_PER_DAY else ""


@dataclass(frozen=True)
class RestBetweenTours(MachineRule):
    r"""At least so many minutes between the end of one attended tour and the start of the next.

    Source: Police Regulations 2003 determination on duty rosters, as quoted by a Metropolitan Police FOI release (11
    hours between duties); Working Time Regulations 1998 reg. 10 (11 consecutive hours in 24).

    .. math:: start_{i+1} - end_i \ge minutes

    on real UTC instants, so a night lengthened by the clock change leaves an hour less. One unit of excess is one
    minute of rest that is missing. Example: a late tour that ends at 01:00 and an early one at 07:00 leave 360 minutes
    of 660; the excess is 300. Where ``short_minutes`` is stated, a pause from there up to ``minutes`` is allowed at
    ``short_pence`` each: it is how the lever of exigency bends the rule.
    """

    code: ClassVar[str] = "rest_between_tours"
    sentence: ClassVar[str] = "At least {minutes} minutes of rest between two attended tours."
    unit: ClassVar[str] = "minute of rest missing"
    always_priced: ClassVar[frozenset[str]] = frozenset({"short_pence"})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"minutes": _rest})

    minutes: int = 660
    short_minutes: int = 0
    short_pence: int = 0

    def contradiction(self) -> str:
        """Say that a short rest is as long as the rest itself."""
        return "short_minutes has to be less than minutes, or 0" if self.short_minutes >= self.minutes > 0 else ""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int:
        """Return the instant from which duty may start again; 0 where the past no longer matters."""
        last = next((option for option in reversed(brief.history) if option.duty), None)
        return _while_it_matters(last.end_at + self.minutes, horizon.first_day, horizon) if last else 0

    def step(self, state: int, option: Option, horizon: Horizon) -> Step | None:
        """Refuse duty that starts before the rest is over."""
        if not option.duty:
            return Step(_while_it_matters(state, option.day + 1, horizon))
        missing = state - option.start_at
        if missing > (self.minutes - self.short_minutes if self.short_minutes else 0):
            return None
        after = _while_it_matters(option.end_at + self.minutes, option.day + 1, horizon)
        return Step(after, self.short_pence if missing > 0 else 0)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure every pause between two attended tours that follow each other."""
        found: list[Finding] = []
        worked = [option for option in (*brief.history, *line) if option.duty]
        for before, after in pairwise(worked):
            pause = after.start_at - before.end_at
            if pause < self.minutes:
                message = f"{pause} minutes of rest before the tour of {iso_day(after.day)}; at least {self.minutes}"
                if pause < 0:
                    message = f"tour {after.code} of {iso_day(after.day)} {_overlap(before, horizon.zone)}"
                if 0 < self.short_minutes <= pause and after.day >= horizon.first_day:
                    if self.short_pence:
                        name = brief.officer.officer
                        found.append(Finding(self.code, "cost", name, after.day, 1, self.short_pence, message))
                    continue
                found.append(self.found_on(brief, after.day, horizon, self.minutes - pause, message))
        return found


def _overlap(other: Option, zone: str) -> str:
    """Return ``overlaps tour N from 2026-10-12 22:00 to 2026-10-13 07:00``, on the wall clock."""
    begin, end = (f"{local(at, zone):%Y-%m-%d %H:%M}" for at in (other.start_at, other.end_at))
    return f"overlaps tour {other.code} from {begin} to {end}"


def _while_it_matters(allowed_from: int, day: int, horizon: Horizon) -> int:
    """Return an instant, or 0 once no tour of ``day`` or later can start before it.

    A tour never starts before the midnight of its force day's date.
    """
    over = day >= horizon.until_day or allowed_from <= midnight(day, horizon.zone)
    return 0 if over else allowed_from
