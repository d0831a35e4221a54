"""Supervisors: so many cars of a tour to one officer who holds the supervisor role."""

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
from scheduler.rules.cover.stating import StatedDuty, Statement, stated_duties, usable_cars


@dataclass(frozen=True)
class Supervisors(CoverRule):
    r"""One officer on the tour holds the supervisor role for every ``cars_per_supervisor`` cars of the post.

    Source: the scenario's posts table.

    .. math:: N \cdot supervisors \ge cars, \quad N = cars\_per\_supervisor

    Where the tour can use at most ``U = q N + r`` cars with ``0 < r < N``, the last supervisor has only ``r`` cars to
    supervise, and as supervisors come whole

    .. math:: r (supervisors - q) \ge cars - q N

    holds as well; with ``q = 0`` it takes the first row's place. Together the rows are the convex hull of all pairs
    with ``supervisors >= ceil(cars / N)``, so that half a supervisor never counts for half of the cars. Where one tour
    alone serves a duty with a minimum ``m = q N + r``, ``0 < r < N``, the last supervisor of the minimum leads ``r`` cars,
    and without him so many are short:

    .. math:: r \cdot supervisors + short_{minimum} \ge r (q + 1)

    It follows from the others in whole numbers, but not in shares of them: with a minimum of four cars, three to a
    supervisor, the others allow a supervisor and a third where two are needed.

    One unit of excess is one named car too many for the supervisors there. Example: three cars to a supervisor and one
    supervisor among eight officers with crews of two make three cars, not four.
    """

    code: ClassVar[str] = "supervisors"
    sentence: ClassVar[str] = "Each tour of a base has a supervisor for every so many cars."
    unit: ClassVar[str] = "named cars without a supervisor"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each post, tour and force day over the officers who hold the supervisor role."""
        sheet = Statement()
        for cars in usable_cars(scenario):
            post = cars.post
            if post.supervisor_role and post.cars_per_supervisor:
                for end, each, at_least in _facets(post.cars_per_supervisor, cars.most):
                    row = sheet.row(f"supervisors/{cars.place}{end}", at_least)
                    sheet.terms.append(Term(row, cars.key, -1))
                    sheet.supplies.append(Supply(row, post.post, cars.tour, cars.day, each, post.supervisor_role))
        for stated in stated_duties(scenario, crewed=True):
            _state_minimum(sheet, stated)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Compare the named cars of each tour with the supervisors placed there."""
        muster = muster_of(scenario, rota)
        found = []
        for place in sorted(muster.crews):
            post = muster.posts.get(place[0])
            if post is None or not post.supervisor_role or not post.cars_per_supervisor:
                continue
            supervisors = len(muster.with_role(place, post.supervisor_role))
            excess = len(muster.crews[place]) - post.cars_per_supervisor * supervisors
            if excess > 0:
                subject = f"{place[0]}/{place[1]}/{iso_day(place[2])}"
                message = (
                    f"{len(muster.crews[place])} cars and {supervisors} supervisors on tour {place[1]} of "
                    f"{iso_day(place[2])}; {post.cars_per_supervisor} cars to each"
                )
                found.append(Finding(self.code, "breach", subject, place[2], excess, 0, message))
        return found


def _state_minimum(sheet: Statement, stated: StatedDuty) -> None:
    """State how many cars of a duty's minimum are short without its last supervisor, where one tour serves it."""
    duty, post = stated.duty, stated.post
    alone = len(stated.stretches) == 1 and len(stated.stretches[0].tours) == 1
    if alone and post.supervisor_role and post.cars_per_supervisor:
        full, last = divmod(duty.minimum, post.cars_per_supervisor)
        if last:
            tour, day = stated.stretches[0].tours[0]
            row = sheet.row(f"supervisors/minimum/{duty.duty}", last * (full + 1))
            sheet.terms.append(Term(row, f"short-minimum/{duty.duty}", 1))
            sheet.supplies.append(Supply(row, post.post, tour, day, last, post.supervisor_role))


def _facets(cars_per_supervisor: int, most_cars: int) -> list[tuple[str, int, int]]:
    """Return (end of the key, cars to a supervisor, at least) of the rows that hold where cars are limited."""
    full, last = divmod(most_cars, cars_per_supervisor)
    found = [("", cars_per_supervisor, 0)] if full else []
    if last:
        found.append(("/last" if full else "", last, (last - cars_per_supervisor) * full))
    return found
