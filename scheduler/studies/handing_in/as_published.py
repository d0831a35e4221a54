"""The rota as published once people have handed in, with nobody moved: their tours fall out, cars are crewed of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.audit import Entitlements
from scheduler.crewed_anew import Crewing
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import DayOptions, OfficerOptions
from scheduler.rules.cover.courses import with_training


def left_standing(scenario: Scenario, published: Rota, changed: Sequence[OfficerOptions]) -> Rota:
    """Return what stands of a published rota.

    Parameters
    ----------
    scenario
        Without the leavers.
    changed
        Options of everybody who has others now.
    """
    days = {own.officer: own.days for own in changed}
    first = scenario.horizon.first_day
    kept = [
        standing
        for held in published.assignments
        if (standing := _standing(held, days[held.officer][held.day - first]) if held.officer in days else held)
    ]
    return Crewing(scenario, published, Entitlements(with_training(scenario, Rota(tuple(kept))))).crewed(kept)


def _standing(held: Assignment, now: DayOptions) -> Assignment | None:
    """Return a tour as it may still be worked: with its seat, without one, or not at all."""
    if not any(held.tour in code.split("+") for code in now.options):
        return None
    seats = {(seat.post, seat.tour) for groups in now.seats.values() for group in groups for seat in group}
    return held if not held.post or (held.post, held.tour) in seats else replace(held, post="", role="")
