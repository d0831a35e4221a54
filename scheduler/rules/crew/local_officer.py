"""A local officer in each mixed crew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.aid import Offer, permitted
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Post
from scheduler.rules.cover.counting import muster_of
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement, usable_cars


@dataclass(frozen=True)
class LocalOfficer(CoverRule):
    r"""Each car that lent officers help to crew has an officer of the force itself.

    Source: officers from elsewhere need a briefing on radio, post-incident procedure and local policy (from memory,
    unverified); one of the crew who knows them is the usual way.

    .. math:: local\ officers \ge cars

    One unit of excess is one named car without a local officer. Example: four lent officers and one local one make one car
    of three, not two.
    """

    code: ClassVar[str] = "local_officer"
    sentence: ClassVar[str] = "Each car that lent officers help to crew has an officer of the force itself."
    unit: ClassVar[str] = "named cars without a local officer"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each post, tour and force day that lent officers could help to crew."""
        sheet = Statement()
        for cars in usable_cars(scenario):
            if any(_could_crew(offer, cars.post) for offer in scenario.offers):
                row = sheet.row(f"local/{cars.place}", 0)
                sheet.terms.append(Term(row, cars.key, -1))
                sheet.supplies.append(Supply(row, cars.post.post, cars.tour, cars.day, 1, lent=""))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Look for a local officer in each named car."""
        lent = {officer.officer for officer in scenario.officers if officer.offer is not None}
        muster = muster_of(scenario, rota)
        found = []
        for (post, tour, day), cars in sorted(muster.crews.items()):
            for vehicle in _without_local(cars, lent):
                message = f"{vehicle} has lent officers alone on tour {tour} of {iso_day(day)}"
                found.append(Finding(self.code, "breach", f"{post}/{tour}/{iso_day(day)}", day, 1, 0, message))
        return found


def _could_crew(offer: Offer, post: Post) -> bool:
    return offer.usable and post.role in offer.roles and permitted(offer, post)


def _without_local(cars: Mapping[str, set[str]], lent: set[str]) -> list[str]:
    return [vehicle for vehicle, crew in sorted(cars.items()) if crew and crew <= lent]
