"""Vehicles are shared out over trips whenever that can be done at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.work import Vehicle
from scheduler.planning.vehicles import Trip, shared_out

TRIPS = st.lists(
    st.builds(
        lambda day, at, length: Trip(at + 10 * day, at + 10 * day + length, day),
        st.integers(0, 3),
        st.integers(0, 9),
        st.integers(1, 12),
    ),
    max_size=6,
)
OFF = st.lists(st.lists(st.integers(0, 3), max_size=2), min_size=1, max_size=3)


def pool(off: list[list[int]]) -> list[Vehicle]:
    """Return vehicles that are off the road on these days."""
    return [Vehicle(f"v{number}", "cars", tuple((day, day + 1) for day in days)) for number, days in enumerate(off)]


def stands(trips: list[Trip], chosen: Sequence[str | None], vehicles: list[Vehicle]) -> bool:
    """Say whether no vehicle is out twice at once or on a day off the road."""
    off = {vehicle.vehicle: {first for first, _ in vehicle.off_road} for vehicle in vehicles}
    for number, (trip, name) in enumerate(zip(trips, chosen, strict=True)):
        if name is None:
            continue
        if trip.day in off[name]:
            return False
        for other, taken in list(zip(trips, chosen, strict=True))[:number]:
            if taken == name and other.begin < trip.end and trip.begin < other.end:
                return False
    return True


@settings(max_examples=600, deadline=None, derandomize=True)
@given(TRIPS, OFF)
def test_all_trips_have_a_vehicle_wherever_that_is_possible(trips: list[Trip], off: list[list[int]]) -> None:
    """Against every way to share out up to three vehicles over up to six trips of ten-unit days."""
    trips = sorted(trips, key=lambda trip: trip.begin)
    vehicles = pool(off)
    found = shared_out(trips, vehicles)
    assert stands(trips, found, vehicles)
    names = [vehicle.vehicle for vehicle in vehicles]
    possible = any(stands(trips, chosen, vehicles) for chosen in product(names, repeat=len(trips)))
    assert (None not in found) == possible


def test_the_vehicle_that_is_off_the_road_tomorrow_goes_out_tonight() -> None:
    """v0 is off on day 1, so it takes the night that meets the early of day 1, though v1 would be free as well."""
    trips = [Trip(8, 12, 0), Trip(11, 19, 1)]
    assert shared_out(trips, pool([[], [1]])) == ["v1", "v0"]
    assert shared_out(trips, pool([[1], []])) == ["v0", "v1"]


def test_a_greedy_choice_is_taken_back() -> None:
    """v0 is off on day 2, so v1 has to be back for the third trip: the second, which meets it, takes v0, the first v1."""
    trips = [Trip(0, 5, 0), Trip(4, 22, 0), Trip(21, 29, 2)]
    found = shared_out(trips, pool([[2], []]))
    assert found == ["v1", "v0", "v1"]


def test_where_vehicles_are_too_few_the_others_still_go_out() -> None:
    """Three trips at once and two vehicles: two go out."""
    assert shared_out([Trip(0, 9, 0)] * 3, pool([[], []])) == ["v0", "v1", None]


def test_a_spare_trip_gives_way_to_one_that_is_needed() -> None:
    """One vehicle and two trips that meet: the later one is needed, the earlier one is not."""
    trips = [Trip(0, 9, 0, spare=True), Trip(5, 14, 0)]
    assert shared_out(trips, pool([[]])) == [None, "v0"]
    assert shared_out([Trip(0, 9, 0), Trip(5, 14, 0, spare=True)], pool([[]])) == ["v0", None]


def test_a_spare_trip_keeps_a_vehicle_that_is_off_the_road_on_the_other_s_day() -> None:
    """v0 is off on day 1, so that taking it from the night of day 0 would help nobody."""
    trips = [Trip(8, 12, 0, spare=True), Trip(11, 19, 1)]
    assert shared_out(trips, pool([[1]])) == ["v0", None]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TRIPS.filter(lambda trips: len(trips) <= 5), OFF, st.lists(st.booleans(), min_size=5, max_size=5))
def test_as_many_needed_trips_as_possible_are_made_then_as_many_spare_ones(
    trips: list[Trip], off: list[list[int]], spare: list[bool]
) -> None:
    """Against every way to give up to three vehicles, or none, to up to five trips."""
    trips = sorted((replace(trip, spare=one) for trip, one in zip(trips, spare, strict=False)), key=lambda t: t.begin)
    vehicles = pool(off)

    def made(chosen: Sequence[str | None]) -> tuple[int, int]:
        out = [trip.spare for trip, name in zip(trips, chosen, strict=True) if name is not None]
        return out.count(False), out.count(True)

    found = shared_out(trips, vehicles)
    assert stands(trips, found, vehicles)
    names = [None, *(vehicle.vehicle for vehicle in vehicles)]
    every = product(names, repeat=len(trips))
    assert made(found) == max(made(chosen) for chosen in every if stands(trips, chosen, vehicles))


def test_a_long_busy_pool_is_shared_out_at_once() -> None:
    """Ten vehicles, each off one day in five, and 35 days of early, late and night cars that overlap by an hour."""
    vehicles = [Vehicle(f"v{n}", "cars", tuple((day, day + 1) for day in range(n % 5, 35, 5))) for n in range(10)]
    trips = [
        Trip(24 * day + start, 24 * day + start + 9, day)
        for day in range(35)
        for start in (7, 15, 23)
        for _ in range(4)
    ]
    found = shared_out(trips, vehicles)
    assert None not in found
