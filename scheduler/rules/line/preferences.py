"""Preferences."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.people import Preference
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import DayRule


@dataclass(frozen=True)
class Preferences(DayRule):
    r"""Officers' wishes are kept, or each one that is not costs what the scenario says.

    Source: none; a welfare limit of the scenario. A wish names an option, a tour, a kind of tour, ``duty`` or ``rest``,
    to have it or to avoid it. Days of leave and of training that is arranged meet every wish. Binding agreements are another rule's.

    .. math:: \sum_{d} \sum_{wish\ not\ met} price_{wish}

    One unit of excess is one wish that is not met on one day. Example: two wishes for a rest day at 300 pence, both on
    a day worked, cost 600.
    """

    code: ClassVar[str] = "preferences"
    sentence: ClassVar[str] = "Officers' wishes are kept, each at its own price."
    unit: ClassVar[str] = "wish not met"

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Add up the prices of the wishes the option does not meet."""
        if option.leave or ("training" in option.kinds and option.day in brief.training_days):
            return 0
        return sum(
            wish.price
            for wish in brief.preferences
            if not wish.binding and _holds_on(wish, option.day) and _is(wish.option, option) != wish.want
        )

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the wishes, and the days away for training where there are any."""
        wishes = tuple(wish for wish in brief.preferences if not wish.binding)
        return wishes, brief.training_days if wishes else None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Go through the wishes one by one and name the days on which each is not met."""
        found: list[Finding] = []
        for wish in brief.preferences:
            if wish.binding:
                continue
            for option in line:
                if option.day not in range(wish.from_day, wish.until_day) or option.leave:
                    continue
                if option.day in brief.training_days and "training" in option.kinds:
                    continue
                if wish.weekdays and (option.day - 1) % 7 not in wish.weekdays:
                    continue
                names = {option.code, *option.code.split("+"), *option.kinds}
                names |= {"duty"} if option.minutes else {"rest"}
                if (wish.option in names) is not wish.want:
                    message = (
                        f"{option.code} on {iso_day(option.day)}; wished {'' if wish.want else 'not '}{wish.option}"
                    )
                    name = brief.officer.officer
                    found.append(Finding(self.code, "cost", name, option.day, 1, wish.price, message))
        return found


def _holds_on(wish: Preference, day: int) -> bool:
    return wish.from_day <= day < wish.until_day and (not wish.weekdays or weekday(day) in wish.weekdays)


def _is(wanted: str, option: Option) -> bool:
    """Say whether an option is what a wish names."""
    if wanted == "duty":
        return option.duty
    if wanted == "rest":
        return option.rest_day
    return wanted == option.code or wanted in option.kinds or wanted in option.code.split("+")
