"""Who sits with whom: the officers of one post and tour shared out over its cars."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scheduler.domain.work import Post


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
