"""Cuts that say crews are whole, and those who supervise them too.

Two and a half cars cannot be crewed, but the linear program would like to. For a tour of a post with crews of ``size``,
and any set of officers numbering ``size * whole + spare`` with ``0 < spare < size``, those outside the set have to
complete the last crew (mixed integer rounding of ``size * cars <= officers``):

    (size - spare) * (cars - whole) <= officers outside who are on the tour

With a supervisor for every ``led`` cars, and ``whole = led * full + last`` with ``0 < last < led``, the supervisor after
the first ``full`` has only ``last`` cars to lead unless officers from outside the set crew more of them. So

    cars <= led * full + last * (supervisors - full) + officers outside / (size - spare)

which says no more than ``cars <= led * supervisors`` where supervisors are ``full`` or fewer, and no more than the cut
above where they are more. The same holds with the drivers of the tour, one to a car, in the place of its officers.
Officers are taken into the set as the linear program is sure of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.program import Crews, Cut, Program

LEAST_VIOLATION = 0.02

Shares = dict[int, float]
"""Officer -> how much of the officer is there."""


@dataclass
class _Present:
    """Who is at a place in the linear program's optimum.

    Attributes
    ----------
    officers, drivers
        Share of each.
    supervisors
        All shares of theirs.
    """

    officers: Shares = field(default_factory=lambda: defaultdict(float))
    drivers: Shares = field(default_factory=lambda: defaultdict(float))
    supervisors: float = 0.0


def violated_cuts(program: Program, pool: Pool, relaxed: Relaxed) -> list[Cut]:
    """Return, for each place and each sort of cut, the one the linear program's optimum breaks most, if any."""
    present = _present(program, pool, relaxed)
    known = set(program.cuts)
    found = []
    for place, crews in program.crews.items():
        cars = float(relaxed.amounts[crews.amount])
        if cars <= 0:
            continue
        worst: dict[tuple[bool, bool], tuple[float, Cut]] = {}
        for cut, outside in _offered(place, crews, present[place]):
            car, supervisor, at_least = cut.counts(crews)
            broken = (at_least + car * cars - outside - supervisor * present[place].supervisors) / car
            sort = cut.drivers, cut.supervised
            if broken > worst.get(sort, (LEAST_VIOLATION,))[0]:
                worst[sort] = broken, cut
        found += [cut for _, cut in worst.values() if cut not in known]
    return found


def _offered(place: int, crews: Crews, present: _Present) -> Iterator[tuple[Cut, float]]:
    """Yield the cuts over the surest officers, and over the surest drivers, with the shares of those outside."""
    for drivers, shares in ((False, present.officers), (True, present.drivers)):
        surest = sorted(shares, key=lambda officer: (-shares[officer], officer))
        outside = sum(shares.values())
        size = 1 if drivers else crews.size
        for taken in range(len(surest) + 1):
            whole, spare = divmod(taken, size)
            if spare:
                yield Cut(place, frozenset(surest[:taken])), outside
            if crews.led and whole % crews.led:
                yield Cut(place, frozenset(surest[:taken]), drivers, supervised=True), outside
            if taken < len(surest):
                outside -= shares[surest[taken]]


def _present(program: Program, pool: Pool, relaxed: Relaxed) -> dict[int, _Present]:
    """Return who is at each place."""
    found: dict[int, _Present] = defaultdict(_Present)
    place_of, supply = program.openings.place, program.openings.supply
    for number, share in enumerate(relaxed.lines.tolist()):
        if share > 1e-6:
            officer = pool.officer[number]
            for seat in pool.seats[number]:
                place = int(place_of[seat])
                crews = program.crews.get(place)
                if crews is None:
                    continue
                rows = supply.columns[supply.starts[seat] : supply.starts[seat + 1]]
                found[place].officers[officer] += share
                if crews.drivers in rows:
                    found[place].drivers[officer] += share
                if crews.supervisors in rows:
                    found[place].supervisors += share
    return found
