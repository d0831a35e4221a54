"""Who sits with whom: cars named and crewed once it is settled who is on which tour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from scheduler.domain.crewing import crews_of
from scheduler.domain.duties import duties_of
from scheduler.domain.rota import Assignment, CrewSeat
from scheduler.domain.scenario import Scenario
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
