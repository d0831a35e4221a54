"""The rota as published once people have handed in, with nobody moved: their tours fall out, cars are crewed of the rest.

With mutual aid officers lent are placed beside those who stand, and nobody of the own force is asked for anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.audit import Entitlements
from scheduler.crewed_anew import Crewing
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import REST
from scheduler.eligibility import DayOptions, OfficerOptions
from scheduler.engine.before import Before, KnownLine, lines_of
from scheduler.engine.beside import beside
from scheduler.engine.cover import SETTINGS, CoverEffort, least_uncovered
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.giving_back import given_back
from scheduler.engine.program import Program
from scheduler.engine.search import Search
from scheduler.engine.solution import Solution
from scheduler.planning.assemble import Master
from scheduler.planning.naming import rota_of
from scheduler.planning.plan import AuditMismatchError
from scheduler.rules.cover.courses import with_training
from scheduler.studies.handing_in.case import Case
from scheduler.studies.handing_in.cover import Cover, settled_by
from scheduler.studies.handing_in.lenders import lent
from scheduler.studies.handing_in.point import SettledBy, fallen_of

NOTHING = Before({}, [], {}, [])


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


def helped(
    case: Case, published: Rota, standing: Rota, effort: CoverEffort, plan_seconds: float | None
) -> tuple[Cover, Rota]:
    """Return what is known of cover with officers lent beside those who stand, and the rota that has it.

    Parameters
    ----------
    standing
        What stands of the rota as published.
    plan_seconds
        Seconds of work of a plan of those who are lent, with every price; None for the proof of cover alone, in which
        whoever is not needed goes home.

    Raises
    ------
    AuditMismatchError
        If the second faces count less than is proved.
    """
    names = lent(case.scenario)
    # What a rota as published had of help is asked for anew.
    own = [held for held in standing.assignments if held.officer not in names]
    held_seats = [(held.officer, (held.post, held.tour, held.day)) for held in own if held.post]
    program = beside(case.thinned.master.program, held_seats, names)
    solution, bounds, settled = _placed(program, effort, plan_seconds)
    codes = dict(zip(case.thinned.master.program.officers, case.thinned.master.codes, strict=True))
    master = Master(program, tuple(codes[officer] for officer in program.officers))
    placed = rota_of(case.scenario, master, case.thinned.options, solution)
    crewing = Crewing(case.scenario, published, Entitlements(case.scenario))
    rota = crewing.crewed(sorted([*own, *placed.assignments]))
    fallen = fallen_of(case.scenario, rota)
    if (fallen.command, fallen.crews) < bounds:
        message = f"the audit counts {fallen.command} and {fallen.crews} duties, the engine proves {bounds[0]} and {bounds[1]}"
        raise AuditMismatchError((), message)
    return Cover(fallen.command, bounds[0], fallen.crews, bounds[1], settled, fallen), rota


def _placed(
    program: Program, effort: CoverEffort, plan_seconds: float | None
) -> tuple[Solution, tuple[int, int], SettledBy]:
    """Return where officers lent are placed, how few command duties and crews must fall, and what settled that."""
    if plan_seconds is not None:
        clock = WorkClock()
        outcome = Search(program, Effort(plan_seconds, clock=clock), SETTINGS, 0.0, lambda _: None).run()
        command, crews = (price == bound for price, bound in zip(outcome.price[:2], outcome.bounds[:2], strict=True))
        # The least of crews is proved with as few command duties uncovered as were found.
        bounds = (outcome.bounds[0], outcome.bounds[1] if command else 0)
        return outcome.solution, bounds, "search" if command and crews else "none"
    least = least_uncovered(program, NOTHING, effort)
    found = least.outcome.solution
    home = {officer: KnownLine(officer, (REST,) * program.n_days, ()) for officer in program.officers}
    spared = given_back(program, lines_of(program, found), found.amounts, home)
    return spared or found, (least.outcome.bounds[0], least.outcome.bounds[1]), settled_by(least)
