"""Duties: the cover table written out, one for each post, row and force day."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import MINUTES_PER_DAY, clock, instant, iso_day, local, weekday
from scheduler.domain.work import Duty


def duties_of(scenario: Scenario) -> tuple[Duty, ...]:
    """Return every duty of the planned days, in the order of days, posts and rows.

    A duty stated on a tour spans the minutes in which that tour can fill a seat (ready to stand-down); one stated on a
    span of wall-clock minutes spans exactly those, and is named by its clock times: ``07:00-07:00`` ends on the next
    day, as every end does that is not after its start. What an operation wants comes after the rows of its force day.
    """
    tours = scenario.tours_by_code
    zone = scenario.horizon.zone
    found = []
    for day in scenario.horizon.days:
        for row in scenario.cover:
            if not (row.from_day <= day < row.until_day and weekday(day) in row.weekdays):
                continue
            if row.tour is not None:
                tour = tours[row.tour]
                label, start_at, end_at = row.tour, tour.seat_from(day, zone), tour.seat_until(day, zone)
            else:
                label = f"{clock(row.start)}-{clock(row.end % MINUTES_PER_DAY)}"
                start_at, end_at = instant(day, row.start, zone), instant(day, row.end, zone)
            found.append(
                Duty(
                    f"{row.post}/{label}/{iso_day(day)}",
                    row.post,
                    row.tour,
                    day,
                    start_at,
                    end_at,
                    row.minimum,
                    row.target,
                    row.source,
                    row.short_price,
                    row.over_price,
                )
            )
        found += _operations_on(scenario, day)
    return tuple(found)


def _operations_on(scenario: Scenario, day: int) -> Iterator[Duty]:
    """Yield what operations want on a force day: from its beginning until the next begins, as far as they run."""
    zone = scenario.horizon.zone
    starts = {force.force: force.day_start for force in scenario.forces}
    for line in scenario.operations:
        start_at = max(line.from_at, instant(day, starts[line.force], zone))
        end_at = min(line.until_at, instant(day + 1, starts[line.force], zone))
        if start_at < end_at:
            label = f"{local(start_at, zone):%H:%M}-{local(end_at, zone):%H:%M}"
            name = f"{line.post}/{label}/{iso_day(day)}"
            wanted = (line.minimum, line.minimum)
            yield Duty(name, line.post, None, day, start_at, end_at, *wanted, line.source)
