"""Drivers: one officer of each crew holds the driver role."""

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
class Drivers(CoverRule):
    r"""One officer of each car holds the post's driver role over the whole tour.

    Source: the scenario's posts table.

    .. math:: drivers \ge cars

    One unit of excess is one named car without a driver. Example: four officers, one of them a driver, make one car.
    """

    code: ClassVar[str] = "drivers"
    sentence: ClassVar[str] = "Each crewed car has an officer who holds the driver role."
    unit: ClassVar[str] = "named cars without a driver"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each post, tour and force day over the officers who hold the driver role."""
        sheet = Statement()
        for cars in usable_cars(scenario):
            if cars.post.driver_role:
                row = sheet.row(f"drivers/{cars.place}", 0)
                sheet.terms.append(Term(row, cars.key, -1))
                sheet.supplies.append(Supply(row, cars.post.post, cars.tour, cars.day, 1, cars.post.driver_role))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Look for a driver in each named car."""
        muster = muster_of(scenario, rota)
        found = []
        for place in sorted(muster.crews):
            post = muster.posts.get(place[0])
            if post is None or not post.driver_role:
                continue
            drivers = muster.with_role(place, post.driver_role)
            for vehicle, crew in sorted(muster.crews[place].items()):
                if not crew & drivers:
                    subject = f"{place[0]}/{place[1]}/{iso_day(place[2])}"
                    message = f"{vehicle} has no {post.driver_role} on tour {place[1]} of {iso_day(place[2])}"
                    found.append(Finding(self.code, "breach", subject, place[2], 1, 0, message))
        return found
