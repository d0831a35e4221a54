"""Seats: duties of posts whose places are single officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover.counting import shortage_findings, shortages
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement, state_shortage, stated_duties


@dataclass(frozen=True)
class Seats(CoverRule):
    r"""Every duty of a post with single seats has its minimum and, if it can, its target of officers at every instant.

    Source: the scenario's cover table.

    .. math:: \sum_{officers\ at\ t} 1 + short \ge target \quad\text{for every instant } t

    One unit of excess is one place of one duty below the minimum, times the post's priority; places between minimum
    and target are priced in pence, and for a duty on a span of minutes each short hour begun besides. Example: two
    tactical commanders wanted from 07:00 to 19:00, at least one, and nobody from 13:30 to 15:00: one unit of L1 or L2,
    two places at ``target_short``, and two places times two hours at ``uncovered_hour``.
    """

    code: ClassVar[str] = "seats"
    sentence: ClassVar[str] = "Every seat of a post is filled up to its minimum and, at a price, to its target."
    unit: ClassVar[str] = "places below the minimum, by post priority"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each stretch of each duty; every officer at the post counts one."""
        sheet = Statement()
        for stated in stated_duties(scenario, crewed=False):
            for row, tours in state_shortage(sheet, stated, scenario):
                sheet.supplies.extend(Supply(row, stated.post.post, tour, day) for tour, day in tours)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the officers in their seats over the real instants of every duty."""
        return shortage_findings(self.code, shortages(scenario, rota, crewed=False))
