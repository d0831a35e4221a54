"""Forward rotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule, Step, days_after, toll

_NAMES = ("early", "late", "night")


@dataclass(frozen=True)
class ForwardRotation(MachineRule):
    r"""Tours move from early to late to night, and back only after rest days.

    Source: Police Federation of England and Wales fatigue page (forward rotation). ``rest_days`` days without attended
    duty since the last tour that takes part let the rotation begin anew. Training and other duty take no part.

    .. math:: turn_{i+1} \ge turn_i

    with early and day tours 0, late tours 1, nights 2. One unit of excess is one place moved back. Example: an early
    tour the day after a night is an excess of two.
    """

    code: ClassVar[str] = "forward_rotation"
    sentence: ClassVar[str] = "Tours move from early to late to night, and back only after {rest_days} days off."
    unit: ClassVar[str] = "place moved back"
    at_least: ClassVar[MappingProxyType[str, int]] = MappingProxyType({"rest_days": 1})

    rest_days: int = 2
    pence: int = 1500

    def start(self, brief: OfficerBrief, horizon: Horizon) -> tuple[int, int] | None:
        """Return the last tour's place in the rotation and the days off since; None where any tour may follow."""
        state: tuple[int, int] | None = None
        for option in brief.history:
            state = self._after(state, option)
        return state

    def step(self, state: tuple[int, int] | None, option: Option, horizon: Horizon) -> Step | None:
        """Charge the tour that comes before its turn."""
        back = max(0, state[0] - option.turn) if state and option.turn >= 0 else 0
        closed = days_after(option.day, horizon) == 0
        return toll(None if closed else self._after(state, option), back, self.pence)

    def _after(self, state: tuple[int, int] | None, option: Option) -> tuple[int, int] | None:
        if option.turn >= 0:
            return (option.turn, 0) if option.turn > 0 else None
        if state is None or option.duty:
            return state
        return (state[0], state[1] + 1) if state[1] + 1 < self.rest_days else None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Compare every tour that takes part with the one before it."""
        days = (*brief.history, *line)
        taking_part = [index for index, option in enumerate(days) if option.turn >= 0]
        found: list[Finding] = []
        for before, after in pairwise(taking_part):
            days_off = sum(not option.duty for option in days[before + 1 : after])
            last, tour = days[before], days[after]
            if tour.turn < last.turn and days_off < self.rest_days:
                message = (
                    f"{_NAMES[tour.turn]} on {iso_day(tour.day)} follows {_NAMES[last.turn]} on {iso_day(last.day)}"
                    f" with {days_off} days off between; at least {self.rest_days}"
                )
                found.append(self.found_on(brief, tour.day, horizon, last.turn - tour.turn, message))
        return found
