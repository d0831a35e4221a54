"""On-call for volunteers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.people import Preference
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, DayRule


@dataclass(frozen=True)
class OnCallVoluntary(DayRule):
    r"""On-call is for officers who have volunteered for it.

    Source: none that binds; whether on-call is voluntary is for a force to say (unverified). Who has volunteered says so in
    `preferences`: a row that wants ``on_call``, an on-call tour or an option with one, from when until when and on which
    weekdays; its price may be 0. Officers of another force come as their force lends them, and are not asked.

    .. math:: on\_call_d = 0 \quad \text{where no row of the officer wants it on } d

    One unit of excess is one on-call day nobody volunteered for. Example: who wants on-call on Fridays and has the whole
    week is an excess of six.
    """

    code: ClassVar[str] = "on_call_voluntary"
    sentence: ClassVar[str] = "On-call only for officers who have volunteered for it."
    unit: ClassVar[str] = "on-call day not volunteered for"

    pence: int = HARD

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Refuse or price on-call on a day for which no wish asks."""
        if not option.on_call or brief.officer.offer is not None:
            return 0
        if any(_asks(wish, option) for wish in brief.preferences):
            return 0
        return None if self.pence == HARD else self.pence

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return whether the officer is lent, and the wishes."""
        return brief.officer.offer is None, brief.preferences

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Take from the on-call days those of each wish, and name the rest."""
        if brief.officer.offer is not None:
            return []
        left = {option.day: option for option in line if option.on_call}
        for wish in brief.preferences:
            for day, option in list(left.items()):
                tours = dict(zip(option.code.split("+"), option.kinds, strict=True))
                named = {"on_call", option.code, *(tour for tour, kind in tours.items() if kind == "on_call")}
                dated = wish.from_day <= day < wish.until_day and (not wish.weekdays or (day - 1) % 7 in wish.weekdays)
                if wish.want and dated and wish.option in named:
                    del left[day]
        return [
            self.found_on(brief, day, horizon, 1, f"on-call on {iso_day(day)}, not volunteered for")
            for day in sorted(left)
        ]


def _asks(wish: Preference, option: Option) -> bool:
    """Say whether a wish is one to be on call as an option is on its day."""
    if not wish.want or option.day not in range(wish.from_day, wish.until_day):
        return False
    if wish.weekdays and weekday(option.day) not in wish.weekdays:
        return False
    parts = zip(option.code.split("+"), option.kinds, strict=True)
    return wish.option in ("on_call", option.code) or (wish.option, "on_call") in parts
