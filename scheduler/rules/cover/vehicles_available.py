"""Vehicles available: no more crewed cars at an instant than the pool has on the road."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import ClassVar

from scheduler.domain.duties import duties_of
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Duty
from scheduler.rules.cover.counting import Muster, muster_of
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import DatedCars, Statement, usable_cars


@dataclass(frozen=True)
class _Limit:
    """Cars that are out together at some instant, and the vehicles there are for them."""

    day: int
    cars: frozenset[str]
    vehicles: int


@dataclass(frozen=True)
class VehiclesAvailable(CoverRule):
    r"""A pool's cars out at the same instant are no more than its vehicles on the road.

    Source: the scenario's vehicles table.

    .. math:: \sum_{posts\ of\ the\ pool} \sum_{tours\ at\ t} cars \le vehicles \quad\text{for every instant } t

    A car is out for the whole attended tour, getting ready and standing down included. A vehicle off the road on a
    force day serves no tour that starts on it; where tours of several force days overlap, the tours of any of those
    days have no more vehicles than are on the road on one of them. One unit of excess is one vehicle too few. Example:
    six vehicles, one off the road; three late cars still out until 23:00 and three night cars out from 22:30 want six
    of five.
    """

    code: ClassVar[str] = "vehicles_available"
    sentence: ClassVar[str] = "No more cars are crewed at an instant than the pool has vehicles on the road."
    unit: ClassVar[str] = "vehicles too few"

    def require(self, scenario: Scenario) -> Requirements:
        """State a row for each set of cars out together that could be too many."""
        sheet = Statement()
        pools: dict[str, list[DatedCars]] = defaultdict(list)
        for cars in usable_cars(scenario):
            if cars.post.vehicle_pool:
                pools[cars.post.vehicle_pool].append(cars)
        for pool, members in pools.items():
            most = {cars.key: cars.most for cars in members}
            counts: dict[int, int] = defaultdict(int)
            for limit in _undominated(_limits(scenario, pool, members)):
                if sum(most[key] for key in limit.cars) <= limit.vehicles:
                    continue
                row = sheet.row(f"vehicles/{pool}/{iso_day(limit.day)}/{counts[limit.day]}", -limit.vehicles)
                counts[limit.day] += 1
                sheet.terms.extend(Term(row, key, -1) for key in sorted(limit.cars))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Look at each named vehicle's tours or, where no crews are named, count the cars that are out."""
        muster = muster_of(scenario, rota)
        return _named_vehicles(muster, self.code) if muster.names_crews else _counted_cars(muster, self.code)


def _limits(scenario: Scenario, pool: str, members: list[DatedCars]) -> Iterator[_Limit]:
    """Yield what is out over each elementary interval, altogether and for each choice of its force days."""
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    vehicles = [vehicle for vehicle in scenario.vehicles if vehicle.pool == pool]
    by_tour: dict[tuple[str, int], list[str]] = defaultdict(list)
    for cars in members:
        by_tour[cars.tour, cars.day].append(cars.key)
    out = {(tour, day): (tours[tour].start_at(day, zone), tours[tour].end_at(day, zone)) for tour, day in by_tour}
    starting: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for tour, day in out:
        starting[day].append((tour, day))
    for day in sorted(starting):
        near = [dated for other in range(day - 2, day + 3) for dated in starting.get(other, ())]
        cuts = sorted({at for dated in near for at in out[dated]})
        for begin, end in pairwise(cuts):
            together = [dated for dated in near if out[dated][0] <= begin and end <= out[dated][1]]
            days = sorted({other for _, other in together})
            if not days or days[0] != day:
                continue
            for size in range(1, len(days) + 1):
                for chosen in combinations(days, size):
                    on_road = sum(
                        any(not any(off <= at < back for off, back in vehicle.off_road) for at in chosen)
                        for vehicle in vehicles
                    )
                    keys = frozenset(key for dated in together if dated[1] in chosen for key in by_tour[dated])
                    yield _Limit(day, keys, on_road)


def _undominated(limits: Iterator[_Limit]) -> list[_Limit]:
    """Return the limits that no other limit on more cars and no more vehicles already implies, in day order."""
    kept: list[_Limit] = []
    for limit in sorted(set(limits), key=lambda item: (-len(item.cars), item.vehicles, item.day, sorted(item.cars))):
        if not any(
            abs(other.day - limit.day) <= 2 and limit.cars <= other.cars and other.vehicles <= limit.vehicles
            for other in kept
        ):
            kept.append(limit)
    return sorted(kept, key=lambda item: (item.day, sorted(item.cars)))


def _named_vehicles(muster: Muster, code: str) -> list[Finding]:
    """Find vehicles of another pool, off the road, or out on two tours at once."""
    known = {vehicle.vehicle: vehicle for vehicle in muster.scenario.vehicles}
    zone = muster.scenario.horizon.zone
    trips: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    found = []
    for post, tour, day in sorted(muster.crews, key=lambda place: (place[2], place)):
        pool = muster.posts[post].vehicle_pool if post in muster.posts else None
        if not pool or tour not in muster.tours:
            continue
        for name in sorted(muster.crews[post, tour, day]):
            vehicle = known.get(name)
            if vehicle is None or vehicle.pool != pool:
                message = f"{name} is no vehicle of pool {pool}, but crewed at {post} on tour {tour} of {iso_day(day)}"
                found.append(Finding(code, "breach", name, day, 1, 0, message))
            elif any(off <= day < back for off, back in vehicle.off_road):
                message = f"{name} is off the road on {iso_day(day)}, but crewed at {post} on tour {tour}"
                found.append(Finding(code, "breach", name, day, 1, 0, message))
            begin, end = muster.tours[tour].start_at(day, zone), muster.tours[tour].end_at(day, zone)
            trips[name].append((begin, end, day, f"{post} {tour} {iso_day(day)}"))
    for name, out in sorted(trips.items()):
        back, before = 0, ""
        for begin, end, day, after in sorted(out):
            if begin < back:
                message = f"{name} is out at {before} and at {after} at once"
                found.append(Finding(code, "breach", name, day, 1, 0, message))
            if end > back:
                back, before = end, after
    return found


def _counted_cars(muster: Muster, code: str) -> list[Finding]:
    """Count at the start of every tour the cars that are out, of each pool and each choice of force days."""
    found = []
    for pool in sorted({post.vehicle_pool for post in muster.posts.values() if post.vehicle_pool}):
        out = _cars_out(muster, pool)
        worst: dict[int, tuple[int, str]] = {}
        for moment, _, today, _ in out:
            together = [(day, count) for begin, end, day, count in out if begin <= moment < end]
            days = sorted({day for day, _ in together})
            for choice in range(1, 2 ** len(days)):
                chosen = {day for place, day in enumerate(days) if choice >> place & 1}
                wanted = sum(count for day, count in together if day in chosen)
                there = _on_road(muster.scenario, pool, chosen)
                if wanted - there > worst.get(today, (0, ""))[0]:
                    worst[today] = (wanted - there, f"{wanted} cars of pool {pool} out at once; {there} on the road")
        found += [Finding(code, "breach", pool, day, excess, 0, text) for day, (excess, text) in sorted(worst.items())]
    return found


def _on_road(scenario: Scenario, pool: str, days: set[int]) -> int:
    """Return how many vehicles of a pool are on the road on one of some force days."""
    found = 0
    for vehicle in scenario.vehicles:
        missed = {day for off, back in vehicle.off_road for day in days if off <= day < back}
        found += vehicle.pool == pool and missed != days
    return found


def _cars_out(muster: Muster, pool: str) -> list[tuple[int, int, int, int]]:
    """Return begin, end, force day and number of the cars of a pool, no more at a place than a duty there could use."""
    zone = muster.scenario.horizon.zone
    wanted: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties_of(muster.scenario):
        wanted[duty.post].append(duty)
    found = []
    for place in muster.placed:
        post, tour, day = muster.posts[place[0]], muster.tours[place[1]], place[2]
        if not post.crewed or post.vehicle_pool != pool:
            continue
        begin, end = tour.start_at(day, zone), tour.end_at(day, zone)
        use = max(
            (
                duty.target
                for duty in wanted[post.post]
                if (duty.tour, duty.day) == (tour.tour, day)
                or (
                    duty.tour is None
                    and duty.start_at < tour.seat_until(day, zone)
                    and tour.seat_from(day, zone) < duty.end_at
                )
            ),
            default=0,
        )
        count = min(use, muster.cars(place))
        if count:
            found.append((begin, end, day, count))
    return sorted(found)
