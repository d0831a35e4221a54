"""What the levers that call officers back have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scheduler.domain.levers import Bend, Lever
from scheduler.domain.people import Abstraction
from scheduler.domain.scenario import Scenario
from scheduler.levers.own import concerned


def recalled(scenario: Scenario, lever: Lever, kind: str, spared: Callable[[str], bool] = lambda _: False) -> Scenario:
    """Return the scenario in which officers may be called back from absences of one kind.

    Of each officer the first days within the dates of the lever, as many as it says, are open to duty as well; what
    else keeps the officer on such a day keeps them still.

    Parameters
    ----------
    spared
        Officers who are left alone.
    """
    days = scenario.horizon.days
    begins, ends = max(lever.from_day, days.start), min(lever.until_day, days.stop)
    officers = {row.officer for row in concerned(scenario, lever) if not spared(row.officer)}
    left = dict.fromkeys(officers, lever.most)
    rows: list[Abstraction] = []
    bends: list[Bend] = []
    for row in sorted(scenario.abstractions, key=lambda row: row.from_day):
        first, until = max(row.from_day, begins), min(row.until_day, ends)
        if row.officer not in left or row.kind != kind or row.stops != "everything" or row.recalled or until <= first:
            rows.append(row)
            continue
        until = min(until, first + left[row.officer])
        left[row.officer] -= until - first
        parts = (
            replace(row, until_day=first),
            replace(row, from_day=first, until_day=until, recalled=True),
            replace(row, from_day=until),
        )
        rows += [part for part in parts if part.from_day < part.until_day]
        if first < until:
            bends.append(Bend(lever.lever, row.officer, frozenset(), first, until, lever.price))
    return replace(scenario, abstractions=tuple(rows), bends=(*scenario.bends, *bends))
