"""Who sits with whom: cars named and crewed once it is settled who is on which tour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from scheduler.domain.duties import duties_of
from scheduler.domain.rota import Assignment, CrewSeat
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.planning.vehicles import Trip, shared_out

Place = tuple[str, str, int]
"""Post, tour and force day."""


def named_crews(
    scenario: Scenario,
    assignments: Sequence[Assignment],
    cars: Mapping[Place, int],
    roles: Mapping[Assignment, Collection[str]],
) -> tuple[CrewSeat, ...]:
    """Return a seat for every officer of every crewed car.

    Parameters
    ----------
    cars
        Cars crewed at each post, on each tour and force day.
    roles
        Which of the post's driver and supervisor roles each placed officer holds over the whole tour; an assignment
        not named holds none.

    Notes
    -----
    Each car takes a driver; supervisors are spread over cars before anybody else is seated; teams are kept together
    where that leaves a choice. Officers beyond the crews stay on the tour as its reserve. A car for which the pool has
    no vehicle left is not crewed: vehicles off the road can tie trips together in a way the rows do not see.
    """
    posts = {post.post: post for post in scenario.posts}
    teams = {officer.officer: officer.team or "" for officer in scenario.officers}
    lent = {officer.officer for officer in scenario.officers if officer.offer is not None}
    vehicles = _vehicles(scenario, cars)
    present: dict[Place, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        present[assignment.post, assignment.tour, assignment.day].append(assignment)
    seats = []
    for place in sorted(cars, key=lambda place: (place[2], place[0], place[1])):
        post, tour, day = posts[place[0]], place[1], place[2]
        held = {one.officer: frozenset(roles.get(one, ())) for one in present[place]}
        crews = crews_of(post, held, teams, len(vehicles[place]), lent)
        for vehicle, crew in zip(vehicles[place], crews, strict=True):
            seats += [CrewSeat(post.post, day, tour, vehicle, seat, officer) for seat, officer in crew]
    return tuple(seats)


def crews_of(
    post: Post,
    held: Mapping[str, Collection[str]],
    teams: Mapping[str, str],
    n_cars: int,
    lent: Collection[str] = (),
) -> list[list[tuple[str, str]]]:
    """Return the (seat, officer) pairs of each car.

    Parameters
    ----------
    held
        Roles of each officer on the tour.
    lent
        Officers lent by other forces.

    Notes
    -----
    Every car comes out whole wherever there are ``crew_size * n_cars`` officers and ``n_cars`` drivers. A supervisor for
    every ``cars_per_supervisor`` cars sits in a car of his own, as far as there are so many and crews are of two or
    more: drivers who supervise take the wheel only after the others are used up. Every car has a local officer wherever
    there are so many of them.
    """
    waiting = sorted(held, key=lambda officer: (teams.get(officer, ""), officer))
    leaders = (
        {officer for officer in waiting if post.supervisor_role in held[officer]} if post.supervisor_role else set()
    )
    wanted = -(-n_cars // post.cars_per_supervisor) if post.supervisor_role and post.cars_per_supervisor else 0
    cars: list[list[tuple[str, str]]] = [[] for _ in range(n_cars)]
    if post.driver_role:
        drivers = [officer for officer in waiting if post.driver_role in held[officer]]
        _take(cars, "driver", _drivers(drivers, leaders, n_cars, 0 if post.crew_size > 1 else wanted), waiting)
    if lent:
        foreign = [car for car in cars if all(officer in lent for _, officer in car)]
        local = [officer for officer in waiting if officer not in lent]
        # Those who supervise first: they count for both.
        _take(foreign, "crew", sorted(local, key=lambda officer: officer not in leaders), waiting)
    led = sum(any(officer in leaders for _, officer in car) for car in cars)
    free = [car for car in cars if len(car) < post.crew_size and not any(officer in leaders for _, officer in car)]
    spare = [officer for officer in waiting if officer in leaders][: max(0, wanted - led)]
    _take(free, "supervisor", spare, waiting)
    for car in cars:
        while len(car) < post.crew_size and waiting:
            own = {teams.get(officer, "") for _, officer in car}
            mate = next((officer for officer in waiting if teams.get(officer, "") in own), waiting[0])
            _take([car], "crew", [mate], waiting)
    return cars


def _drivers(drivers: Sequence[str], leaders: Collection[str], n_cars: int, leading: int) -> list[str]:
    """Return who drives: so many supervisors first, then those who do not supervise, then the other supervisors."""
    both = [officer for officer in drivers if officer in leaders]
    alone = [officer for officer in drivers if officer not in leaders]
    return [*both[:leading], *alone, *both[leading:]][:n_cars]


def _take(cars: Sequence[list[tuple[str, str]]], seat: str, officers: Sequence[str], waiting: list[str]) -> None:
    """Seat one officer in each car, in order, for as long as there are both."""
    for car, officer in zip(cars, officers, strict=False):
        car.append((seat, officer))
        waiting.remove(officer)


def _vehicles(scenario: Scenario, cars: Mapping[Place, int]) -> dict[Place, list[str]]:
    """Return the vehicles of each place; fewer than its cars where a pool cannot make all its trips.

    Cars beyond the minimum of a duty stated on their tour go without first.
    """
    minimum = {(duty.post, duty.tour, duty.day): duty.minimum for duty in duties_of(scenario) if duty.tour is not None}
    posts = {post.post: post for post in scenario.posts}
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    found: dict[Place, list[str]] = defaultdict(list)
    pools: dict[str, list[tuple[Trip, Place]]] = defaultdict(list)
    for place in sorted(cars, key=lambda place: (tours[place[1]].start_at(place[2], zone), place[0], place[1])):
        post, tour, day = posts[place[0]], tours[place[1]], place[2]
        if post.vehicle_pool is None:
            found[place] = [f"{post.post}-{number + 1}" for number in range(cars[place])]
        else:
            needed = minimum.get(place, cars[place])
            for number in range(cars[place]):
                trip = Trip(tour.start_at(day, zone), tour.end_at(day, zone), day, spare=number >= needed)
                pools[post.vehicle_pool].append((trip, place))
    for pool, out in pools.items():
        vehicles = [vehicle for vehicle in scenario.vehicles if vehicle.pool == pool]
        named = shared_out([trip for trip, _ in out], vehicles)
        for (_, place), vehicle in zip(out, named, strict=True):
            if vehicle is not None:
                found[place].append(vehicle)
    return found
