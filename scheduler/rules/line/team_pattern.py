"""Team pattern."""

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
class TeamPattern(DayRule):
    r"""The team's shift pattern stands; every exception has its price.

    Source: shift arrangements under Police Regulations 2003 Annex E; the prices are the scenario's. A rest day of the
    pattern with attended duty, a tour that starts at another instant than the pattern's, and a tour or on-call day of
    the pattern that is dropped are exceptions. Leave and training that is arranged are none, other training is none on a
    day on which the pattern has duty, and an officer without a team has none.

    .. math:: \sum_d price(pattern_d \to option_d)

    One unit of excess is one day that departs from the pattern. Example: a rest day worked at 15,000 pence and a tour
    moved at 3,000 are an excess of two and 18,000 pence.
    """

    code: ClassVar[str] = "team_pattern"
    sentence: ClassVar[str] = (
        "The team's pattern stands: a rest day worked {rest_day_worked_pence}, a tour moved to another start "
        "{tour_moved_pence}, a tour not worked {not_worked_pence} (pence)."
    )
    unit: ClassVar[str] = "day that departs from the pattern"
    always_priced: ClassVar[frozenset[str]] = frozenset({"not_worked_pence"})

    rest_day_worked_pence: int = 15_000
    tour_moved_pence: int = 3_000
    not_worked_pence: int = 2_000

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Return the price of leaving the pattern on this day."""
        pattern = brief.pattern_options.get(option.day)
        if pattern is None or option.leave or ("training" in option.kinds and self._in_order(brief, option)):
            return 0
        pence = 0
        if option.duty and not pattern.duty:
            pence = self.rest_day_worked_pence
        elif option.duty and option.start_at != pattern.start_at:
            pence = self.tour_moved_pence
        if pence == HARD:
            return None
        dropped = (pattern.duty and not option.duty) or (pattern.on_call and not option.on_call)
        return pence + (self.not_worked_pence if dropped else 0)

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the team's pattern and the days away for training."""
        return tuple(brief.pattern_options.items()), brief.training_days

    def _in_order(self, brief: OfficerBrief, option: Option) -> bool:
        """Say whether training departs from no pattern: it is arranged, or takes the place of duty."""
        return option.day in brief.training_days or brief.pattern_options[option.day].duty

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Compare every day with the pattern."""
        found: list[Finding] = []
        for option in line:
            pattern = brief.pattern_options.get(option.day)
            if pattern is None or option.leave:
                continue
            if "training" in option.kinds and (option.day in brief.training_days or pattern.minutes):
                continue
            if pattern.minutes == 0 and option.minutes > 0:
                found.append(self._departure(brief, option, self.rest_day_worked_pence, "a rest day is worked"))
            if pattern.minutes > 0 and option.minutes > 0 and option.start_at != pattern.start_at:
                found.append(self._departure(brief, option, self.tour_moved_pence, "the tour starts at another time"))
            if (pattern.minutes > 0 and option.minutes == 0) or pattern.on_call > option.on_call:
                found.append(self._departure(brief, option, self.not_worked_pence, "a tour is not worked"))
        return found

    def _departure(self, brief: OfficerBrief, option: Option, pence: int, what: str) -> Finding:
        message = f"{what} on {iso_day(option.day)}: {option.code} where the pattern has {brief.pattern_options[option.day].code}"
        if pence == HARD:
            return Finding(self.code, "breach", brief.officer.officer, option.day, 1, 0, message)
        return Finding(self.code, "cost", brief.officer.officer, option.day, 1, pence, message)
