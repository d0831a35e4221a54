"""The duties of a run: what is published of it."""

from __future__ import annotations

from scheduler.differences import told_by_rota
from scheduler.domain.amendments import UNAMENDED, Amendments
from scheduler.domain.differences import DutyTold
from scheduler.domain.publication import Provenance, PublishedDuty
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario


def duties_of_rota(scenario: Scenario, rota: Rota, done: Amendments = UNAMENDED) -> list[PublishedDuty]:
    """Return the duties of the days asked for, never of the provisional ones after them, as nobody was told of any yet.

    Parameters
    ----------
    done
        What was done to the rota since it was planned: each duty keeps how it came to be its officer's.
    """
    officers = {officer.officer: officer for officer in scenario.officers}
    tours, horizon = scenario.tours_by_code, scenario.horizon
    on_call = {tour.tour for tour in scenario.tours if tour.on_call}
    return [
        PublishedDuty(
            key=told.key,
            force=officers[told.key.officer].force,
            tour=told.tour,
            start_at=told.start_at,
            end_at=told.end_at,
            post=told.post,
            role=told.role,
            armed=bool(told.tour) and tours[told.tour].armed,
            status="confirmed",
            provenance=_provenance(told, done, lent=officers[told.key.officer].offer is not None),
            sequence=0,
            changed_at=0,
            version=0,
        )
        for told in told_by_rota(rota.assignments, on_call, done)
        if told.key.day in horizon.days and not horizon.provisional(told.key.day)
    ]


def _provenance(told: DutyTold, done: Amendments, *, lent: bool) -> Provenance:
    """Return how a duty came to be its officer's."""
    if told.key.slot == "called_out":
        return "called_out"
    return done.provenance.get((told.key.officer, told.key.day, told.tour), "aid" if lent else "planned")
