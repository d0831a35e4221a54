"""On-call beside nights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, MachineRule, Step, days_after, toll


@dataclass(frozen=True)
class OnCallBesideNights(MachineRule):
    r"""No on-call on the day of a night, the day before or the day after it.

    Source: none found; good practice for officers who must be rested when called (unverified).

    .. math:: on\_call_d + night_{d'} \le 1 \quad \text{for } |d - d'| \le 1

    One unit of excess is one pair of an on-call day and a night on the same day or on neighbouring days. Example:
    night, on-call, night is an excess of two.
    """

    code: ClassVar[str] = "on_call_beside_nights"
    sentence: ClassVar[str] = "No on-call on the day of a night, the day before or the day after it."
    unit: ClassVar[str] = "on-call day beside a night"

    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> tuple[bool, bool]:
        """Return whether the day before the horizon was a night and whether it was on call."""
        last = brief.history[-1] if brief.history else None
        return (last.night, last.on_call) if last else (False, False)

    def step(self, state: tuple[bool, bool], option: Option, horizon: Horizon) -> Step | None:
        """Count the pairs the day makes with itself and with the day before."""
        night, on_call = state
        pairs = (option.on_call and option.night) + (option.on_call and night) + (option.night and on_call)
        closed = days_after(option.day, horizon) == 0
        return toll((False, False) if closed else (option.night, option.on_call), pairs, self.pence)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Pair the on-call days with the nights of the same day and of the neighbouring days."""
        days = (*brief.history, *line)
        nights = {option.day for option in days if option.night}
        found: list[Finding] = []
        for option in days:
            if not option.on_call:
                continue
            for night in sorted(nights & {option.day - 1, option.day, option.day + 1}):
                message = f"on-call on {iso_day(option.day)} beside the night of {iso_day(night)}"
                found.append(self.found_on(brief, max(night, option.day), horizon, 1, message))
        return found
