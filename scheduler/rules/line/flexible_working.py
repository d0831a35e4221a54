"""Flexible working."""

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
class FlexibleWorking(DayRule):
    r"""Binding flexible-working agreements are kept.

    Source: the agreements of the scenario's preferences table. An agreement to avoid something refuses it; an agreement
    to have something refuses other attended duty. Neither ever refuses a rest day, leave or training that is arranged, so
    an agreement to have duty refuses nothing.

    .. math:: option_d \in agreed_d \quad \text{where } duty_d

    One unit of excess is one agreement broken on one day. Example: a night on a Tuesday with an agreement to avoid
    nights is an excess of one.
    """

    code: ClassVar[str] = "flexible_working"
    sentence: ClassVar[str] = "Binding flexible-working agreements are kept."
    unit: ClassVar[str] = "agreement broken"

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Refuse what an agreement forbids."""
        arranged = "training" in option.kinds and option.day in brief.training_days
        if option.leave or arranged or not (option.duty or option.on_call):
            return 0
        for agreed in brief.preferences:
            if agreed.binding and _holds_on(agreed, option.day) and _breaks(agreed, option):
                return None
        return 0

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the agreements, and the days away for training where there are any."""
        agreed = tuple(one for one in brief.preferences if one.binding)
        return agreed, brief.training_days if agreed else None

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Go through the agreements one by one and name the days on which each is broken."""
        found: list[Finding] = []
        for agreed in brief.preferences:
            if not agreed.binding:
                continue
            for option in line:
                held = {option.code, *option.code.split("+"), *option.kinds} - {"rest"}
                held |= {"duty"} if option.minutes else {"rest"}
                if option.leave or held <= {"rest"} or ("training" in held and option.day in brief.training_days):
                    continue
                if option.day not in range(agreed.from_day, agreed.until_day):
                    continue
                if agreed.weekdays and (option.day - 1) % 7 not in agreed.weekdays:
                    continue
                missed = agreed.option not in held and option.minutes > 0
                taken = agreed.option in held and agreed.option != "rest"
                if missed if agreed.want else taken:
                    word = "have" if agreed.want else "avoid"
                    message = f"{option.code} on {iso_day(option.day)}; agreed to {word} {agreed.option}"
                    found.append(Finding(self.code, "breach", brief.officer.officer, option.day, 1, 0, message))
        return found


def _holds_on(agreed: Preference, day: int) -> bool:
    return agreed.from_day <= day < agreed.until_day and (not agreed.weekdays or weekday(day) in agreed.weekdays)


def _breaks(agreed: Preference, option: Option) -> bool:
    """Say whether an option with duty or on-call breaks an agreement that holds on its day."""
    if agreed.option == "duty":
        same = option.duty
    elif agreed.option == "rest":
        return agreed.want and option.duty
    else:
        same = agreed.option in (option.code, *option.code.split("+"), *option.kinds)
    return option.duty and not same if agreed.want else same
