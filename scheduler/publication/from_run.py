"""The duties of a run: what is published of it."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Tour


def duties_of_rota(scenario: Scenario, rota: Rota) -> list[PublishedDuty]:
    """Return the duties of the days asked for, never of the provisional ones after them, as nobody was told of any yet."""
    lent = {officer.officer for officer in scenario.officers if officer.offer is not None}
    tours = scenario.tours_by_code
    return [duty_of_assignment(held, tours, lent=held.officer in lent) for held in rota.assignments if _planned(held)]


def duty_of_assignment(held: Assignment, tours: Mapping[str, Tour], *, lent: bool = False) -> PublishedDuty:
    """Return the duty that an assignment is.

    Parameters
    ----------
    lent
        Its officer comes from elsewhere.
    """
    tour = tours[held.tour]
    return PublishedDuty(
        key=DutyKey(held.officer, held.day, "on_call" if tour.on_call else "attended"),
        force=held.force,
        tour=held.tour,
        start_at=held.start_at,
        end_at=held.end_at,
        post=held.post,
        role=held.role,
        armed=tour.armed,
        status="confirmed",
        provenance="aid" if lent else "planned",
        sequence=0,
        changed_at=0,
        version=0,
    )


def _planned(held: Assignment) -> bool:
    return held.source == "planned"
