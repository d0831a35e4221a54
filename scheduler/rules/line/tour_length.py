"""How long a day's attended duty may be."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, DayRule


@dataclass(frozen=True)
class TourLength(DayRule):
    r"""A day's attended duty lasts at most so long, a night at most so long where nights have a limit of their own.

    Source: a Greater Manchester variable shift arrangement had 10 hours as the longest tour; the Police Federation's
    fatigue page wants 8 to 10 and discourages 12; night workers in special hazards or heavy strain may not work more
    than 8 hours in 24 (Working Time Regulations 1998, as told by the Police Federation). None of them binds every force
    and every armed officer, so that profiles have no limit: 0 is none, and a force states its own.

    .. math:: minutes_d \le \begin{cases} night\_minutes & night_d \\ minutes & otherwise \end{cases}

    One unit of excess is one hour begun. A night is as long as it really is: 22:00 to 07:00 lasts 10 hours when the clock
    goes back. Example: 07:00 to 19:00 where 600 minutes are the limit is an excess of two.
    """

    code: ClassVar[str] = "tour_length"
    sentence: ClassVar[str] = (
        "A day's attended duty lasts at most {minutes} minutes, a night {night_minutes} (0: no limit of its own)."
    )
    unit: ClassVar[str] = "hour begun too long"

    minutes: int = 0
    night_minutes: int = 0
    pence: int = HARD

    def told(self) -> str:
        """Return the sentence with the limits filled in, where any is stated."""
        limits = ((self.minutes, "a day's attended duty"), (self.night_minutes, "a night"))
        told = [f"{what} lasts at most {minutes} minutes" for minutes, what in limits if minutes]
        text = ", ".join(told) or "how long a day's attended duty may last is not limited"
        return f"{text[0].upper()}{text[1:]}."

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Charge each hour begun beyond the limit of the day."""
        most = self.night_minutes if option.night and self.night_minutes else self.minutes
        over = option.minutes - most if most else 0
        if over <= 0:
            return 0
        return None if self.pence == HARD else -(-over // 60) * self.pence

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return nothing: the option says it all."""
        return None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure each day's duty from its first minute to its last."""
        found: list[Finding] = []
        for option in line:
            limits = [limit for limit, holds in ((self.night_minutes, option.night), (self.minutes, True)) if holds]
            limit = next((limit for limit in limits if limit > 0), None)
            lasted = option.end_at - option.start_at
            if limit is not None and lasted > limit:
                hours = (lasted - limit + 59) // 60
                message = f"{lasted} minutes on {iso_day(option.day)}; at most {limit}"
                found.append(self.found_on(brief, option.day, horizon, hours, message))
        return found
