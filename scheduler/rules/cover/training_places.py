"""Training places: no more officers on a course that is due to them on a force day than it has places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.training import Course, training_needs
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class TrainingPlaces(CoverRule):
    r"""No more of the officers to whom a course is due are on its tour on a force day than it has places.

    Source: the scenario's training table. Who is on the tour for something else that was arranged takes no place. Where
    the abstractions send more of those to whom it is due on a day, that many places are taken to be there.

    .. math:: \sum_{officers\ due\ on\ tour_{course}\ on\ d} 1 \le \max(places_{course}, arranged_d)

    One unit of excess is one officer too many. Example: seven officers on a day of a course with six places are an excess
    of one, and a breach.
    """

    code: ClassVar[str] = "training_places"
    sentence: ClassVar[str] = "No more officers are on a course that is due to them on a force day than it has places."
    unit: ClassVar[str] = "officers too many"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each course and force day on which more officers could come than there are places."""
        sheet = Statement()
        needs = [need for own in training_needs(scenario).values() for need in own]
        for course in _held(scenario):
            mine = [need for need in needs if need.course == course.course]
            officers = frozenset(need.officer for need in mine)
            arranged = _arranged(scenario, officers)
            for day in scenario.horizon.days if course.places else ():
                sent = arranged[day]
                could_come = sent | {need.officer for need in mine if need.opens <= day < need.until}
                most = max(course.places, len(sent))
                if len(could_come) > most and course.from_day <= day < course.until_day:
                    row = sheet.row(f"training-places/{course.course}/{iso_day(day)}", -most)
                    sheet.supplies.append(Supply(row, "", course.tour, day, -1, officers=officers))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the officers to whom each course is due on its tour day by day."""
        found = []
        due = {(need.officer, need.course) for own in training_needs(scenario).values() for need in own}
        for course in {(row.course, row.from_day): row for row in scenario.training}.values():
            come: dict[int, set[str]] = defaultdict(set)
            for held in rota.assignments:
                on_it = held.tour == course.tour and course.from_day <= held.day < course.until_day
                if on_it and (held.officer, course.course) in due:
                    come[held.day].add(held.officer)
            for day, officers in sorted(come.items()):
                sent = {
                    row.officer
                    for row in scenario.abstractions
                    if (row.kind, row.stops) == ("training", "everything") and row.from_day <= day < row.until_day
                    if (row.officer, course.course) in due
                }
                most = max(course.places, len(sent))
                if course.places and len(officers) > most:
                    told = f"{len(officers)} officers on {course.course} on {iso_day(day)}; it has {most} places"
                    found.append(Finding(self.code, "breach", course.course, day, len(officers) - most, 0, told))
        return found


def _held(scenario: Scenario) -> list[Course]:
    """Return each course once, whose rows say of different roles how often they need it, and the same of the course."""
    found: dict[tuple[str, int], Course] = {}
    for course in scenario.training:
        found.setdefault((course.course, course.from_day), course)
    return list(found.values())


def _arranged(scenario: Scenario, officers: Set[str]) -> dict[int, set[str]]:
    """Return those of some officers whose training is arranged, by planned force day."""
    days: dict[int, set[str]] = defaultdict(set)
    planned = scenario.horizon.days
    for row in scenario.abstractions:
        if row.kind == "training" and row.stops == "everything" and row.officer in officers:
            for day in range(max(row.from_day, planned.start), min(row.until_day, planned.stop)):
                days[day].add(row.officer)
    return days
