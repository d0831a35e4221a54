"""Cars on the road with armed crews, and cars that on-call officers take home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.rota import CrewSeat
from scheduler.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ArmedTime:
    """How long armed vehicles of a pool are out on the tours of a force day.

    Attributes
    ----------
    minutes, tracked
        Vehicle-minutes of crewed cars, from the beginning of each tour to its end, and those of them in cars that have
        the asset tracker.
    """

    pool: str
    day: int
    minutes: int
    tracked: int


def armed_times(scenario: Scenario, crews: Iterable[CrewSeat]) -> tuple[ArmedTime, ...]:
    """Return the vehicle-minutes of the named cars of armed posts, by force day and pool.

    A car that the scenario does not know, or that is crewed at no armed post, is left out.
    """
    armed = {role.role for role in scenario.roles if role.armed}
    posts = {post.post for post in scenario.posts if post.role in armed}
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    vehicles = {vehicle.vehicle: vehicle for vehicle in scenario.vehicles}
    trips = {(seat.day, seat.tour, seat.vehicle) for seat in crews if seat.post in posts}
    total: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for day, tour, name in trips:
        if tour in tours and name in vehicles:
            minutes = tours[tour].end_at(day, zone) - tours[tour].start_at(day, zone)
            counted = total[day, vehicles[name].pool]
            counted[0] += minutes
            counted[1] += minutes if vehicles[name].tracked else 0
    return tuple(ArmedTime(pool, day, *counted) for (day, pool), counted in sorted(total.items()))


def asked_for(scenario: Scenario, crews: Iterable[CrewSeat]) -> tuple[int, int]:
    """Return the vehicle-minutes of armed cars on the days asked for: those in tracked cars, and all."""
    times = [time for time in armed_times(scenario, crews) if not scenario.horizon.provisional(time.day)]
    return sum(time.tracked for time in times), sum(time.minutes for time in times)
