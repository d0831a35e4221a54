"""Whether training is due to an officer, read from the raw rows; shares nothing with what the planner is offered."""

from __future__ import annotations

from collections import defaultdict

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import local
from scheduler.domain.training import Course


class Courses:
    """A scenario's courses and what is on record of them, for asking about one officer's force day at a time."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._lent = {officer.officer for officer in scenario.officers if officer.offer is not None}
        self._by_tour: dict[str, list[Course]] = defaultdict(list)
        for course in scenario.training:
            self._by_tour[course.tour].append(course)
        self._known: dict[tuple[str, Course], tuple[bool, frozenset[int]]] = {}

    def due(self, officer: str, tour: str, day: int) -> bool:
        """Say whether a training day on a tour is due to an officer, and still in time on a force day."""
        return officer not in self._lent and any(
            self._due(officer, course, day) for course in self._by_tour.get(tour, ())
        )

    def _due(self, officer: str, course: Course, day: int) -> bool:
        horizon = self._scenario.horizon
        asked = range(horizon.first_day, horizon.first_day + horizon.n_days)
        held = [on for on in asked if course.from_day <= on < course.until_day]
        if day not in held:
            return False
        needed, days = self._record(officer, course, held)
        if not needed:
            return False

        def counting(on: int) -> int:
            return len([done for done in sorted(days)[-course.times :] if done + course.interval_days >= on])

        # Too few count when the course opens, or one ceases to on this day or a later one.
        return counting(held[0]) < course.times or any(counting(on + 1) < counting(on) for on in held if on >= day)

    def _record(self, officer: str, course: Course, held: list[int]) -> tuple[bool, frozenset[int]]:
        """Return whether an officer needs a course at some instant of the days it is held on, and the dates it was done."""
        key = (officer, course)
        if key not in self._known:
            zone = self._scenario.horizon.zone
            needed = any(
                row.officer == officer
                and row.role in course.roles
                and local(row.until_at - 1, zone).toordinal() >= held[0]
                and local(row.from_at, zone).toordinal() <= held[-1]
                for row in self._scenario.authorisations
            )
            done = frozenset(
                local(event.at, zone).toordinal()
                for event in self._scenario.events
                if event.passed
                and (event.officer, event.kind, event.subject) == (officer, course.event, course.subject)
            )
            self._known[key] = (needed, done)
        return self._known[key]
