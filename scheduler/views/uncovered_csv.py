"""The duties with too few officers or cars as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.domain.rota import Uncovered
from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import utc_iso

HEADER = (
    "duty",
    "post",
    "role",
    "tour",
    "force_day",
    "start_at",
    "end_at",
    "needed",
    "filled",
    "grade",
    "proved",
    "source",
)
GRADES = ("command", "crew", "target")
"""Grades of uncovered duties, the gravest first."""


def gravest_first(item: Uncovered) -> tuple[int, int, str, int]:
    """Return what sorts uncovered duties: grade, then time, then duty."""
    return (GRADES.index(item.grade), item.start_at, item.duty.duty, item.end_at)


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return every uncovered part of every duty, the gravest first; ``proved`` is yes or no."""
    return (
        (
            item.duty.duty,
            item.duty.post,
            item.role,
            item.duty.tour or "",
            iso_day(item.duty.day),
            utc_iso(item.start_at),
            utc_iso(item.end_at),
            item.needed,
            item.filled,
            item.shown,
            "yes" if item.proved else "no",
            "provisional" if item.provisional else "planned",
        )
        for item in sorted(planned.plan.uncovered, key=gravest_first)
    )


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("uncovered.csv", HEADER, rows(planned))
