"""What training is due to whom, read from the raw rows, and what a finished rota plans of it; no first face reads this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from scheduler.domain.events import Event, Gate
from scheduler.domain.rota import Rota
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
        """Say whether a training day on a tour is due to an officer, and still in time or of use on a force day."""
        return any(self.courses_due(officer, tour, day))

    def courses_due(self, officer: str, tour: str, day: int) -> Iterator[Course]:
        """Yield the courses that an officer on a tour is on because they are due on that force day."""
        for course in self._by_tour.get(tour, ()) if officer not in self._lent else ():
            if self._due(officer, course, day):
                yield course

    def could_open(self, officer: str, gate: Gate) -> bool:
        """Say whether a course that is due to an officer on any day would open a gate."""
        horizon = self._scenario.horizon
        return officer not in self._lent and any(
            _asked(course, gate) and self._due(officer, course, day)
            for course in self._scenario.training
            for day in range(horizon.first_day, horizon.first_day + horizon.n_days)
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

        # Too few count when the course opens, or one ceases to on this day or a later one; or it has, and roles wait for it.
        ends = any(counting(on + 1) < counting(on) for on in held if on >= day)
        return counting(held[0]) < course.times or ends or (counting(day) < course.times and self.waited_for(course))

    def waited_for(self, course: Course) -> bool:
        """Say whether a gate keeps officers from roles until a day on a course is on record."""
        return any(gate.level == "gate" and _asked(course, gate) for gate in self._scenario.gates)

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


def with_training(scenario: Scenario, rota: Rota) -> Scenario:
    """Return a scenario with the records that the training a rota plans will leave, from the end of each tour.

    Only what is due counts: who is on a course's tour for something else that was arranged leaves no record of it. A
    scenario that has such records already, or whose gates wait for no course, is returned as it is.
    """
    if scenario.renewed is not None or not any(Courses(scenario).waited_for(course) for course in scenario.training):
        return scenario
    return with_training_on(scenario, {(held.officer, held.tour, held.day) for held in rota.assignments})


def with_training_on(scenario: Scenario, held: Collection[tuple[str, str, int]]) -> Scenario:
    """Return a scenario with the records that training will leave.

    Parameters
    ----------
    held
        Officer, tour and the force day it starts on, of training tours and others.
    """
    courses, tours, zone = Courses(scenario), scenario.tours_by_code, scenario.horizon.zone
    trained = {course.tour for course in scenario.training if courses.waited_for(course)} & set(tours)
    planned = [
        Event(officer, course.event, course.subject, tours[tour].end_at(day, zone), planned=True)
        for officer, tour, day in sorted(held)
        if tour in trained
        for course in courses.courses_due(officer, tour, day)
    ]
    return replace(scenario, renewed=tuple(planned))


def _asked(course: Course, gate: Gate) -> bool:
    """Say whether the record that a day on a course leaves is one that a gate asks for."""
    if gate.event == "kit":
        return gate.subject == course.subject and course.event != "exercise"
    return gate.event == course.event and (not gate.subject or gate.subject == course.subject)
