"""Instants that somebody names: exactly one, also in the nights in which the clock is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import clock, instants, iso_day, iso_utc

if TYPE_CHECKING:
    from scheduler.scenario_io.instants import Moment


def exact(moment: Moment, place: str, zone: str) -> int:
    """Return the UTC minute of an instant, a date at its midnight.

    Parameters
    ----------
    place
        What messages call where it was named.

    Raises
    ------
    BadInputError
        If the clock of the zone shows that time twice or never.
    """
    minute = moment.minute or 0
    found = instants(moment.day, minute, "UTC" if moment.on_utc else zone)
    if len(found) == 1:
        return found[0]
    shown = f"{iso_day(moment.day)} {clock(minute)}"
    if found:
        first, last = map(iso_utc, found)
        problem = Problem(place, shown, f"{first} for the first or {last} for the second", wrong=f"{zone} has it twice")
    else:
        problem = Problem(
            place, shown, "an hour that the clock shows", wrong=f"{zone} leaves it out: the clock goes forward"
        )
    raise BadInputError([problem])
