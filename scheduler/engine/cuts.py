"""Cuts that say a crew is whole or not there at all.

Two and a half cars cannot be crewed, but the linear program would like to. For a tour of a post with crews of
``size``, and any set of officers numbering ``size * whole + spare`` with ``0 < spare < size``, those outside the set
have to complete the last crew: ``(size - spare) * (cars - whole) <= officers outside who are on the tour`` (mixed
integer rounding of ``size * cars <= officers``). It is separated with the officers the linear program is surest of.
"""

from __future__ import annotations

from collections import defaultdict

from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.program import Cut, Program

LEAST_VIOLATION = 0.02


def violated_cuts(program: Program, pool: Pool, relaxed: Relaxed) -> list[Cut]:
    """Return, for each place, the cut the linear program's optimum breaks most, if any."""
    shares = _shares_by_place(program, pool, relaxed)
    known = {(cut.place, cut.officers) for cut in program.cuts}
    found = []
    for place, (amount, size) in program.crews.items():
        cars = float(relaxed.amounts[amount])
        if size < 2 or cars <= 0:
            continue
        cut = _worst(place, amount, size, cars, shares.get(place, {}))
        if cut is not None and (cut.place, cut.officers) not in known:
            found.append(cut)
    return found


def _shares_by_place(program: Program, pool: Pool, relaxed: Relaxed) -> dict[int, dict[int, float]]:
    """Return how much of each officer is at each place."""
    shares: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for number, share in enumerate(relaxed.lines):
        if share > 1e-6:
            for seat in pool.seats[number]:
                shares[int(program.openings.place[seat])][pool.officer[number]] += float(share)
    return shares


def _worst(place: int, amount: int, size: int, cars: float, shares: dict[int, float]) -> Cut | None:
    surest = sorted(shares, key=lambda officer: (-shares[officer], officer))
    outside = sum(shares.values())
    worst, cut = LEAST_VIOLATION, None
    for taken in range(len(surest) + 1):
        whole, spare = divmod(taken, size)
        if spare:
            broken = (cars - whole) - outside / (size - spare)
            if broken > worst:
                worst = broken
                cut = Cut(place, amount, frozenset(surest[:taken]), whole, spare, size)
        if taken < len(surest):
            outside -= shares[surest[taken]]
    return cut
