"""Rows of a table about everybody: after an amendment, those of whom it does not concern are taken from the file before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from scheduler.domain.rota import Assignment
from scheduler.views.planned_run import RunBefore

_OFFICER = attrgetter("officer")


def spliced(
    before: RunBefore,
    after: Sequence[Assignment],
    rows: Sequence[str],
    written: Callable[[Sequence[Assignment]], Iterable[str]],
) -> list[str] | None:
    """Return a row for each assignment of an amended rota, by officer and time; None where the rows before are others.

    Parameters
    ----------
    after
        The amended rota's assignments.
    rows
        Those of the file before, in the order in which it was written.
    written
        What the rows of some assignments are, written anew.
    """
    was = before.planned.plan.rota.assignments
    names = [held.officer for held in was]
    if len(rows) != len(was) or names != sorted(names):
        return None
    own = sorted(held for held in after if held.officer in before.officers)
    anew = list(written(own))
    found: list[str] = []
    place = 0
    for officer in sorted(before.officers):
        found += rows[place : bisect_left(names, officer)]
        found += anew[bisect_left(own, officer, key=_OFFICER) : bisect_right(own, officer, key=_OFFICER)]
        place = bisect_right(names, officer)
    return [*found, *rows[place:]]
