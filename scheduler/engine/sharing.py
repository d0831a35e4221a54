"""Which sort of vehicle makes which trips, exactly: vehicles of a sort are free on the same days, so counting them is enough."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.engine.draft import Settings, solved
from scheduler.engine.effort import Effort, WorkClock

logger = logging.getLogger(__name__)

MOST_WORK = 60.0
"""Seconds of work after which the best answer so far is taken."""


@dataclass(frozen=True, slots=True)
class Trips:
    """Trips that begin and end together and are worth the same.

    Attributes
    ----------
    begin, end
        Half-open, in minutes.
    worth
        What making one of them counts; at least 1.
    sorts
        Numbers of the sorts that may make them.
    """

    begin: int
    end: int
    worth: int
    number: int
    sorts: tuple[int, ...]


def shared_by_sort(trips: Sequence[Trips], sizes: Sequence[int]) -> list[dict[int, int]]:
    """Return how many of each of the trips each sort makes, so that what is made is worth most.

    Parameters
    ----------
    sizes
        Vehicles of each sort.

    Notes
    -----
    Trips of one sort that never number more than its vehicles at any instant can be given out one after the other, each
    to any vehicle that is back: they are intervals.
    """
    model = cp_model.CpModel()
    made = [{sort: model.new_int_var(0, min(one.number, sizes[sort]), "") for sort in one.sorts} for one in trips]
    for one, by_sort in zip(trips, made, strict=True):
        model.add(sum(by_sort.values()) <= one.number)
    for at in sorted({one.begin for one in trips}):
        out = [number for number, one in enumerate(trips) if one.begin <= at < one.end]
        for sort, size in enumerate(sizes):
            together = [made[number][sort] for number in out if sort in made[number]]
            if len(together) > 1:
                model.add(sum(together) <= size)
    model.maximize(sum(one.worth * sum(by_sort.values()) for one, by_sort in zip(trips, made, strict=True) if by_sort))
    solver, status = solved(model, Effort(MOST_WORK, clock=WorkClock()), Settings())
    if status != cp_model.OPTIMAL:
        logger.warning("vehicles were shared out as well as could be found in time, not as well as can be")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [{} for _ in trips]
    return [{sort: solver.value(count) for sort, count in by_sort.items()} for by_sort in made]
