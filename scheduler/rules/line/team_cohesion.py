"""Team cohesion."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, DayRule

_NOT_WITH_A_TEAM = {"on_call", "training"}


@dataclass(frozen=True)
class TeamCohesion(DayRule):
    r"""Officers work the same kind of tour as their team.

    Source: none; a welfare limit of the scenario. On a day on which the team's pattern has attended duty, duty of
    another kind is counted; on the team's rest days nothing is. Training is not counted.

    .. math:: kinds(option_d) \cap kinds(pattern_d) \ne \emptyset

    One unit of excess is one day worked away from the team. Example: an early tour on a day on which the team has
    lates is an excess of one.
    """

    code: ClassVar[str] = "team_cohesion"
    sentence: ClassVar[str] = "Officers work the same kind of tour as their team."
    unit: ClassVar[str] = "day worked away from the team"

    pence: int = 500

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Price duty of another kind than the team's."""
        pattern = brief.pattern_options.get(option.day)
        own = set(option.kinds) - _NOT_WITH_A_TEAM
        if pattern is None or not own or not pattern.duty or own & set(pattern.kinds):
            return 0
        return None if self.pence == HARD else self.pence

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return the team's pattern."""
        return tuple(brief.pattern_options.items())

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Compare the kinds of tour of every day with those of the team's pattern."""
        found: list[Finding] = []
        for option in line:
            pattern = brief.pattern_options.get(option.day)
            if pattern is None or not pattern.minutes:
                continue
            kinds = [kind for kind in option.kinds if kind not in ("on_call", "training")]
            if kinds and not any(kind in pattern.kinds for kind in kinds):
                message = f"{option.code} on {iso_day(option.day)} while the team works {pattern.code}"
                found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found
