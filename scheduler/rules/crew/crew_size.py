"""Crew size: a car counts only with a whole crew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.counting import muster_of
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement, usable_cars


@dataclass(frozen=True)
class CrewSize(CoverRule):
    r"""A car is crewed by as many officers as its post says, or it is not crewed at all.

    Source: the scenario's posts table.

    .. math:: officers \ge crew\_size \cdot cars

    One unit of excess is one officer missing from a named crew. Example: five officers and crews of two make two cars.
    """

    code: ClassVar[str] = "crew_size"
    sentence: ClassVar[str] = "A car has a whole crew or is not crewed at all."
    unit: ClassVar[str] = "officers missing from a named crew"

    def require(self, scenario: Scenario) -> Requirements:
        """State the cars of each post, tour and force day, and that each takes a crew."""
        sheet = Statement()
        for cars in usable_cars(scenario):
            sheet.amount(cars.key, cars.most)
            row = sheet.row(f"crew/{cars.place}", 0)
            sheet.terms.append(Term(row, cars.key, -cars.post.crew_size))
            sheet.supplies.append(Supply(row, cars.post.post, cars.tour, cars.day))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the officers named in each car; a rota without named crews has none that is short."""
        muster = muster_of(scenario, rota)
        found = []
        for place in sorted(muster.crews):
            post = muster.posts.get(place[0])
            present = {held.officer for held in muster.placed.get(place, ())}
            for vehicle, crew in sorted(muster.crews[place].items()):
                missing = (post.crew_size if post else 0) - len(crew & present)
                if missing > 0:
                    message = f"{vehicle} has {len(crew & present)} officers on tour {place[1]} of {iso_day(place[2])}"
                    subject = f"{place[0]}/{place[1]}/{iso_day(place[2])}"
                    found.append(
                        Finding(
                            self.code,
                            "breach",
                            subject,
                            place[2],
                            missing,
                            0,
                            f"{message}; a crew is {len(crew & present) + missing}",
                        )
                    )
        return found
