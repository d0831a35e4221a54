"""Which vehicle goes where: the trips of a pool shared out, so that none is out twice or off the road."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.work import Vehicle

MOST_FAILURES = 50_000
"""Dead ends after which the search gives up; vehicles that are alike count once, so that few come up."""


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
    """Return each trip's vehicle; some trips without one only where the vehicles cannot make all of them.

    Parameters
    ----------
    trips
        In the order in which they begin.

    Notes
    -----
    No more cars out at any instant than vehicles on the road is not always enough: with v1 off the road on the first
    day and v2 on the third, a trip of the second day that meets one of the first and later one of the third has none.
    """
    pool = _Pool(trips, vehicles)
    chosen = pool.all_trips()
    if chosen is None:
        chosen = pool.most_trips()
    return [None if number is None else vehicles[number].vehicle for number in chosen]


class _Pool:
    """The vehicles of a pool and when each is back, while trips are given out one after the other."""

    def __init__(self, trips: Sequence[Trip], vehicles: Sequence[Vehicle]) -> None:
        self._trips = trips
        days = {day: 1 << number for number, day in enumerate(sorted({trip.day for trip in trips}))}
        self._today = [days[trip.day] for trip in trips]
        self._on_road = [
            sum(bit for day, bit in days.items() if not any(off <= day < back for off, back in vehicle.off_road))
            for vehicle in vehicles
        ]
        self._ahead = [0] * (len(trips) + 1)
        for number in range(len(trips) - 1, -1, -1):
            self._ahead[number] = self._ahead[number + 1] | self._today[number]
        self._back = [0] * len(vehicles)

    def all_trips(self) -> list[int | None] | None:
        """Return the number of each trip's vehicle, or None where not all trips were given one."""
        chosen: list[int] = []
        before: list[int] = []
        failed: set[tuple[int, tuple[tuple[int, int], ...]]] = set()
        waiting = [self._choices(0)]
        while len(chosen) < len(self._trips):
            number = next(waiting[-1], None)
            if number is None:
                failed.add(self._state(len(chosen)))
                waiting.pop()
            else:
                before.append(self._back[number])
                self._back[number] = self._trips[len(chosen)].end
                chosen.append(number)
                if len(chosen) == len(self._trips) or self._state(len(chosen)) not in failed:
                    waiting.append(self._choices(len(chosen)))
                    continue
            if not waiting or len(failed) > MOST_FAILURES:
                self._back = [0] * len(self._back)
                return None
            self._back[chosen.pop()] = before.pop()
        return list(chosen)

    def most_trips(self) -> list[int | None]:
        """Return the number of each trip's vehicle, giving each trip the likeliest one, or none where none is left.

        A trip that is not spare takes over from a spare one that is out.
        """
        chosen: list[int | None] = []
        last: dict[int, int] = {}
        for place, trip in enumerate(self._trips):
            number = next(self._choices(place), None)
            if number is None and not trip.spare:
                number = self._from_a_spare_trip(place, last)
                if number is not None:
                    chosen[last[number]] = None
            chosen.append(number)
            if number is not None:
                self._back[number], last[number] = trip.end, place
        return chosen

    def _from_a_spare_trip(self, place: int, last: dict[int, int]) -> int | None:
        """Return a vehicle on the road today whose last trip is spare, and so could do without it."""
        today = self._today[place]
        return next((n for n, trip in last.items() if self._trips[trip].spare and self._on_road[n] & today), None)

    def _choices(self, place: int) -> Iterator[int]:
        """Yield the vehicles for a trip, one of each sort, first those that are off the road soonest."""
        if place == len(self._trips):
            return
        begin, today, ahead = self._trips[place].begin, self._today[place], self._ahead[place]
        sorts: dict[int, int] = {}
        for number, on_road in enumerate(self._on_road):
            if on_road & today and self._back[number] <= begin:
                sort = on_road & ahead
                if sort not in sorts or self._back[sorts[sort]] < self._back[number]:
                    sorts[sort] = number

        def soonest_off(sort: int) -> tuple[bool, int, int]:
            off = ahead & ~sort
            return not off, off & -off, sorts[sort]

        for sort in sorted(sorts, key=soonest_off):
            yield sorts[sort]

    def _state(self, place: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return all that matters to the trips from a place on: of which sort the vehicles are that are out, until when.

        Of which sort the others are follows from it, for every pool has the same vehicles all along.
        """
        begin, ahead = self._trips[place].begin, self._ahead[place]
        out = [(on_road & ahead, back) for on_road, back in zip(self._on_road, self._back, strict=True) if back > begin]
        return place, tuple(sorted(out))
