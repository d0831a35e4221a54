"""Which vehicle goes where: the trips of a pool shared out, so that none is out twice or off the road."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.work import Vehicle
from scheduler.engine.sharing import Trips, shared_by_sort


@dataclass(frozen=True, slots=True)
class Trip:
    """One car out from one instant to another, on a tour that starts on a force day.

    Attributes
    ----------
    spare
        The duty has its minimum without this car, so that others come first where vehicles are too few.
    """

    begin: int
    end: int
    day: int
    spare: bool = False


def shared_out(trips: Sequence[Trip], vehicles: Sequence[Vehicle]) -> list[str | None]:
    """Return each trip's vehicle; trips without one, spare ones first, only where the vehicles cannot make all of them.

    Notes
    -----
    No more cars out at any instant than vehicles on the road is not always enough: with v1 off the road on the first
    day and v2 on the third, a trip of the second day that meets one of the first and later one of the third has none.
    """
    alike: dict[Trip, list[int]] = defaultdict(list)
    for number, trip in enumerate(trips):
        alike[trip].append(number)
    days = sorted({trip.day for trip in trips})
    sorts: dict[frozenset[int], list[str]] = defaultdict(list)
    for vehicle in vehicles:
        on_road = (day for day in days if not any(off <= day < back for off, back in vehicle.off_road))
        sorts[frozenset(on_road)].append(vehicle.vehicle)
    together = [
        Trips(
            trip.begin,
            trip.end,
            1 if trip.spare else 1 + len(trips),
            len(numbers),
            tuple(sort for sort, on_road in enumerate(sorts) if trip.day in on_road),
        )
        for trip, numbers in alike.items()
    ]
    made = shared_by_sort(together, [len(names) for names in sorts.values()])
    by_sort: list[list[int]] = [[] for _ in sorts]
    for numbers, counts in zip(alike.values(), made, strict=True):
        waiting = iter(numbers)
        for sort, count in counts.items():
            by_sort[sort] += [next(waiting) for _ in range(count)]
    found: list[str | None] = [None] * len(trips)
    for names, numbers in zip(sorts.values(), by_sort, strict=True):
        _name(trips, sorted(numbers, key=lambda number: trips[number].begin), names, found)
    return found


def _name(trips: Sequence[Trip], numbers: Sequence[int], names: Sequence[str], found: list[str | None]) -> None:
    """Give each of some trips, in the order in which they begin, the vehicle that has been back longest."""
    back = dict.fromkeys(names, -(1 << 62))
    for number in numbers:
        name = min(names, key=lambda one: back[one])
        back[name], found[number] = trips[number].end, name
