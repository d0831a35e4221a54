"""What a car lacks: officers for a whole crew, a driver, a supervisor or a vehicle, counted on each tour of a duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Duty, Post
from scheduler.rules.cover.counting import Muster, muster_of, shortages

Part = Literal["officer", "driver", "supervisor", "vehicle"]


@dataclass(frozen=True, slots=True)
class CarLack:
    """One thing that the cars still wanted on a tour lack.

    Attributes
    ----------
    missing
        How many are missing.
    there
        How many there are: officers placed on the tour, those of them with the role, or vehicles free over it.
    named
        The role or the vehicle pool; empty for officers.
    each
        Officers to a car or cars to a supervisor; 1 for drivers and vehicles.
    """

    part: Part
    missing: int
    there: int
    named: str = ""
    each: int = 1


@dataclass(frozen=True, slots=True)
class CarTour:
    """The cars of a post on one tour.

    Attributes
    ----------
    crewed
        Cars with a whole crew.
    wanted
        Cars the duty is short of, up to its minimum or, with that met, its target.
    lacks
        What stands in the way of crewing so many more there; empty also where whoever is placed there could do it.
    """

    tour: str
    crewed: int
    wanted: int
    lacks: tuple[CarLack, ...]


def cars_of(scenario: Scenario, rota: Rota, duty: Duty, tours: Sequence[str]) -> tuple[CarTour, ...]:
    """Return what a crewed duty's tours have and lack.

    Parameters
    ----------
    tours
        The tours that fill the duty, or a part of it.
    """
    of_the_post = replace(scenario, cover=tuple(row for row in scenario.cover if row.post == duty.post))
    short = next(found for found in shortages(of_the_post, rota, crewed=True) if found.duty == duty)
    wanted = short.below_minimum or short.below_target
    muster = muster_of(scenario, rota)
    return tuple(_on_tour(muster, short.post, duty.day, tour, wanted) for tour in tours)


def _on_tour(muster: Muster, post: Post, day: int, tour: str, wanted: int) -> CarTour:
    place = (post.post, tour, day)
    crewed = muster.cars(place)
    cars = crewed + wanted
    placed = len(muster.placed.get(place, ()))
    lacks = [CarLack("officer", post.crew_size * cars - placed, placed, "", post.crew_size)]
    if post.driver_role:
        drivers = len(muster.with_role(place, post.driver_role))
        lacks.append(CarLack("driver", cars - drivers, drivers, post.driver_role))
    if post.supervisor_role and post.cars_per_supervisor:
        each = post.cars_per_supervisor
        supervisors = len(muster.with_role(place, post.supervisor_role))
        lacks.append(CarLack("supervisor", -(-cars // each) - supervisors, supervisors, post.supervisor_role, each))
    if post.vehicle_pool:
        free = _free_vehicles(muster, post.vehicle_pool, day, tour)
        lacks.append(CarLack("vehicle", wanted - free, free, post.vehicle_pool))
    return CarTour(tour, crewed, wanted, tuple(lack for lack in lacks if wanted and lack.missing > 0))


def _free_vehicles(muster: Muster, pool: str, day: int, tour: str) -> int:
    """Return how many vehicles of a pool are on the road on a force day and out on no tour that overlaps this one."""
    zone = muster.scenario.horizon.zone

    def span(code: str, on: int) -> tuple[int, int]:
        return muster.tours[code].start_at(on, zone), muster.tours[code].end_at(on, zone)

    begin, end = span(tour, day)
    out = set()
    for (_, other, on), crews in muster.crews.items():
        if abs(on - day) <= 2 and other in muster.tours:
            start, until = span(other, on)
            if start < end and begin < until:
                out |= set(crews)
    return sum(
        vehicle.pool == pool
        and vehicle.vehicle not in out
        and not any(off <= day < back for off, back in vehicle.off_road)
        for vehicle in muster.scenario.vehicles
    )
