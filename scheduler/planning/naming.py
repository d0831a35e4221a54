"""The rota an answer of the engine means: who is on which tour, in which seat, and in which car with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scheduler.domain.renewal import renewals
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST
from scheduler.eligibility import OfficerOptions
from scheduler.engine.program import Program
from scheduler.engine.solution import Solution
from scheduler.planning.assemble import Master
from scheduler.planning.crews import Place, named_crews
from scheduler.planning.seats_kept import EASED, apart_alone, told_again, wanted_alone


def rota_of(scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution) -> Rota:
    """Return the rota an answer of the engine means.

    Parameters
    ----------
    options
        Every officer's, in the scenario's order.
    """
    return with_crews(scenario, master, options, solution, assignments_of(scenario, master, options, solution))


def assignments_of(
    scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution
) -> tuple[Assignment, ...]:
    """Return who is on which tour and in which seat, without the cars."""
    return tuple(told_again(scenario, _assignments(scenario, master, solution), options))


def with_crews(
    scenario: Scenario,
    master: Master,
    options: Sequence[OfficerOptions],
    solution: Solution,
    assignments: tuple[Assignment, ...],
) -> Rota:
    """Return the rota of those who are placed: their cars named, and crewed."""
    cars = _cars(master.program, solution)
    return Rota(assignments, named_crews(scenario, assignments, cars, _roles(scenario, options, assignments)))


def gives_up(master: Master, solution: Solution, rota: Rota) -> bool:
    """Say whether a rota has less than the answer it is of: a car without a vehicle, or seats nobody may hold together."""
    crewed = {(seat.post, seat.tour, seat.day, seat.vehicle) for seat in rota.crews}
    return len(crewed) < sum(_cars(master.program, solution).values()) or _eased(master.program, solution)


def _roles(
    scenario: Scenario, options: Sequence[OfficerOptions], assignments: Sequence[Assignment]
) -> dict[Assignment, frozenset[str]]:
    """Return which driver and supervisor roles each placed officer holds, as eligibility offered the seat."""
    by_officer = {own.officer: own.days for own in options}
    waiting = renewals(scenario)
    dated: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for held in assignments:
        if held.officer in waiting:
            dated[held.officer].add((held.tour, held.day))
    found: dict[Assignment, frozenset[str]] = {}
    for held in assignments:
        seats = by_officer[held.officer][held.day - scenario.horizon.first_day].seats
        shut = {
            one.gate
            for one in waiting.get(held.officer, ())
            if not one.open_over(held.start_at, held.end_at, dated[held.officer])
        }
        for seat in (seat for groups in seats.values() for group in groups for seat in group):
            if (seat.post, seat.tour) == (held.post, held.tour) and not seat.awaits & shut:
                found[held] = found.get(held, frozenset()) | seat.roles
    return found


def _assignments(scenario: Scenario, master: Master, solution: Solution) -> tuple[Assignment, ...]:
    tours, zone, horizon = scenario.tours_by_code, scenario.horizon.zone, scenario.horizon
    roles = {post.post: post.role for post in scenario.posts}
    forces = {officer.officer: officer.force for officer in scenario.officers}
    found = []
    for number, officer in enumerate(master.program.officers):
        posts = {}
        for seat in solution.seats[number]:
            post, tour, day = master.program.places[int(master.program.openings.place[seat])]
            posts[tour, day] = post
        for place, day in enumerate(horizon.days):
            code = master.codes[number][solution.choice[number, place]]
            for name in () if code in (REST, LEAVE) else code.split("+"):
                post = posts.get((name, day), "")
                found.append(
                    Assignment(
                        officer,
                        day,
                        name,
                        tours[name].start_at(day, zone),
                        tours[name].end_at(day, zone),
                        forces[officer],
                        post,
                        roles.get(post, ""),
                        "provisional" if horizon.provisional(day) else "planned",
                    )
                )
    kept = wanted_alone(scenario, sorted(found))
    return tuple(apart_alone(scenario, kept) if _eased(master.program, solution) else kept)


def _eased(program: Program, solution: Solution) -> bool:
    """Say whether somebody holds what nobody may, as only a search that was cut short leaves it."""
    amounts = zip(program.amount_keys, solution.amounts.tolist(), strict=True)
    return any(value > 0 and key.startswith(EASED) for key, value in amounts)


def _cars(program: Program, solution: Solution) -> dict[Place, int]:
    cars = {}
    for place, crews in program.crews.items():
        number = int(solution.amounts[crews.amount])
        if number:
            cars[program.places[place]] = number
    return cars
