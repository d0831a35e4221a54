"""Cars: duties of posts whose places are whole crews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Term
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover.counting import shortage_findings, shortages
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement, cars_key, state_shortage, stated_duties


@dataclass(frozen=True)
class Cars(CoverRule):
    r"""Every duty of a crewed post has its minimum and, if it can, its target of crewed cars at every instant.

    Source: the scenario's cover table.

    .. math:: \sum_{tours\ at\ t} cars + short \ge target \quad\text{for every instant } t

    A car short of its crew is no car. One unit of excess is one car of one duty below the minimum, times the post's
    priority. Example: three cars wanted, at least two, and three officers on a post with crews of two: one car, so
    one unit at L2 and two places at ``target_short``.
    """

    code: ClassVar[str] = "cars"
    sentence: ClassVar[str] = "Every base has its minimum and, at a price, its target of cars with a whole crew."
    unit: ClassVar[str] = "cars below the minimum, by post priority"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each stretch of each duty over the cars of the tours that span it."""
        sheet = Statement()
        for stated in stated_duties(scenario, crewed=True):
            for row, tours in state_shortage(sheet, stated, scenario):
                sheet.terms.extend(Term(row, cars_key(stated.post.post, tour, day), 1) for tour, day in tours)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the whole crews over the real instants of every duty."""
        return shortage_findings(self.code, shortages(scenario, rota, crewed=True))
