"""What amendments change of a scenario: absences that came, days of leave called off, duty beyond tours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.amendments import Effects
from scheduler.domain.people import Abstraction
from scheduler.domain.scenario import Scenario


def amended(scenario: Scenario, effects: Effects) -> Scenario:
    """Return the scenario as it is known after amendments; the same scenario where they change none of it."""
    if effects == Effects():
        return scenario
    off = frozenset(effects.recalled)
    kept = [part for row in scenario.abstractions for part in _without(row, off)]
    return replace(
        scenario,
        abstractions=(*kept, *effects.away),
        worked=(*scenario.worked, *effects.worked),
        sha256=hashlib.sha256(f"{scenario.sha256} {effects}".encode()).hexdigest(),
        unbent=None if scenario.unbent is None else amended(scenario.unbent, effects),
    )


def _without(row: Abstraction, off: frozenset[tuple[str, int]]) -> Iterator[Abstraction]:
    """Yield an absence without the days called off, in the pieces that are left."""
    days = sorted(day for officer, day in off if officer == row.officer and row.from_day <= day < row.until_day)
    if row.kind != "leave" or not days:
        yield row
        return
    begins = row.from_day
    for day in (*days, row.until_day):
        if begins < day:
            yield replace(row, from_day=begins, until_day=day)
        begins = day + 1
