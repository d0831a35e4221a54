"""The cars of tours whose officers have changed, crewed anew: as many as the officers there can crew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from scheduler.audit.entitlement import Entitlements
from scheduler.domain.crewing import crews_of
from scheduler.domain.rota import Assignment, CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post

Place = tuple[str, str, int]
"""Post, tour and force day."""


def crewed_anew(scenario: Scenario, before: Rota, after: Rota) -> Rota:
    """Return a rota whose cars are crewed anew wherever others are on a tour than before; other cars stay as they are.

    Vehicles stay with their tours; one that is free over the tour comes along where there is a crew more. A rota that names
    no crews goes on naming none.
    """
    if not before.crews:
        return after
    posts = {post.post: post for post in scenario.posts if post.crewed}
    was, now = _present(before, posts), _present(after, posts)
    places = sorted(
        place for place in {*was, *now} if {one.officer for one in was[place]} != {one.officer for one in now[place]}
    )
    tables, crews = Entitlements(scenario), list(after.crews)
    for place in places:
        mine = [seat for seat in before.crews if (seat.post, seat.tour, seat.day) == place]
        crews = [seat for seat in crews if (seat.post, seat.tour, seat.day) != place]
        used = list(dict.fromkeys(seat.vehicle for seat in mine))
        crews += _crewed(scenario, tables, posts[place[0]], now[place], used, crews)
    return replace(after, crews=tuple(sorted(crews)))


def _present(rota: Rota, posts: dict[str, Post]) -> dict[Place, list[Assignment]]:
    found: dict[Place, list[Assignment]] = defaultdict(list)
    for held in rota.assignments:
        if held.post in posts:
            found[held.post, held.tour, held.day].append(held)
    return found


def _crewed(
    scenario: Scenario,
    tables: Entitlements,
    post: Post,
    present: Sequence[Assignment],
    used: Sequence[str],
    others: Sequence[CrewSeat],
) -> list[CrewSeat]:
    """Return the seats of one tour's cars.

    Parameters
    ----------
    used
        Vehicles it had before.
    others
        Seats of all other tours.
    """
    if not present:
        return []
    wanted = [role for role in (post.driver_role, post.supervisor_role) if role]
    held = {one.officer: [role for role in wanted if tables.serves_as(one, role)] for one in present}
    vehicles = [*used, *_free(scenario, post, present[0], used, others)]
    number = min(_most_cars(post, held), len(vehicles))
    teams = {officer.officer: officer.team or "" for officer in scenario.officers}
    lent = {officer.officer for officer in scenario.officers if officer.offer is not None}
    tour, day = present[0].tour, present[0].day
    return [
        CrewSeat(post.post, day, tour, vehicle, seat, officer)
        for vehicle, crew in zip(vehicles, crews_of(post, held, teams, number, lent), strict=False)
        for seat, officer in crew
    ]


def _most_cars(post: Post, held: dict[str, list[str]]) -> int:
    """Return how many cars officers with these roles can crew."""
    most = len(held) // post.crew_size
    if post.driver_role:
        most = min(most, sum(post.driver_role in roles for roles in held.values()))
    if post.supervisor_role and post.cars_per_supervisor:
        most = min(most, post.cars_per_supervisor * sum(post.supervisor_role in roles for roles in held.values()))
    return most


def _free(
    scenario: Scenario, post: Post, held: Assignment, used: Sequence[str], others: Sequence[CrewSeat]
) -> list[str]:
    """Return vehicles that could come along on a tour; of a post without a pool, names that are not used yet."""
    if post.vehicle_pool is None:
        names = (f"{post.post}-{number + 1}" for number in range(len(scenario.officers)))
        return [name for name in names if name not in used][:1]
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    out = {
        seat.vehicle
        for seat in others
        if tours[seat.tour].start_at(seat.day, zone) < held.end_at
        and held.start_at < tours[seat.tour].end_at(seat.day, zone)
    }
    return [
        vehicle.vehicle
        for vehicle in scenario.vehicles
        if vehicle.pool == post.vehicle_pool
        and vehicle.vehicle not in out
        and vehicle.vehicle not in used
        and not any(off <= held.day < back for off, back in vehicle.off_road)
    ]
