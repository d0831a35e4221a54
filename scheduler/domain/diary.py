"""What a rota leaves officers of their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Assignment
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant, iso_day, local
from scheduler.domain.work import Tour

Standing = Literal["free", "other duty", "clash", "not available", "not planned"]
"""Nothing, the unarmed day job alone, a duty that clashes, an absence of any kind, a time the rota does not reach."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether an officer can be somewhere, by the rota.

    Attributes
    ----------
    tours
        The tours that overlap, each as ``TOUR YYYY-MM-DD``, in order of time.
    """

    standing: Standing
    tours: tuple[str, ...] = ()


class Diary:
    """The tours and absences of every officer, for asking about one meeting at a time.

    Parameters
    ----------
    assignments
        The whole rota, its provisional days included.
    """

    def __init__(self, scenario: Scenario, assignments: Iterable[Assignment]) -> None:
        self._horizon = scenario.horizon
        self._tours = scenario.tours_by_code
        starts = {force.force: force.day_start for force in scenario.forces}
        self._day_start = {officer.officer: starts.get(officer.force, 0) for officer in scenario.officers}
        self._held: dict[str, list[Assignment]] = defaultdict(list)
        for item in assignments:
            self._held[item.officer].append(item)
        self._away: dict[str, list[Abstraction]] = defaultdict(list)
        for row in scenario.abstractions:
            if row.stops == "everything":
                self._away[row.officer].append(row)

    def attendance(self, officer: str, start_at: int, end_at: int) -> Attendance:
        """Return whether an officer can be somewhere from one instant to another.

        An armed tour, a tour with a seat, training and standing by on call clash. The unarmed day job does not: meetings
        and audits are part of it.
        """
        zone = self._horizon.zone
        begin, end = (instant(day, 0, zone) for day in (self._horizon.first_day, self._horizon.until_day))
        if end_at <= begin or start_at >= end:
            return Attendance("not planned")
        overlapping = (one for one in self._held.get(officer, ()) if one.start_at < end_at and start_at < one.end_at)
        held = sorted(overlapping, key=lambda item: (item.start_at, item.end_at, item.tour))
        told = tuple(f"{item.tour} {iso_day(item.day)}" for item in held)
        if any(_clashes(item, self._tours[item.tour]) for item in held):
            return Attendance("clash", told)
        first, last = self._force_day(officer, start_at), self._force_day(officer, end_at - 1)
        if any(row.from_day <= last and first < row.until_day for row in self._away.get(officer, ())):
            return Attendance("not available")
        return Attendance("other duty", told) if held else Attendance("free")

    def _force_day(self, officer: str, at: int) -> int:
        """Return the force day an instant belongs to, in the officer's force."""
        day = local(at, self._horizon.zone).toordinal()
        return day - (at < instant(day, self._day_start.get(officer, 0), self._horizon.zone))


def _clashes(held: Assignment, tour: Tour) -> bool:
    return bool(held.post) or tour.armed or tour.on_call or tour.kind == "training"
