"""The rota as a table: one row an assignment."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.repeated import RepeatedRows
from scheduler.views.spliced import spliced
from scheduler.views.words import local_iso, utc_iso

NAME = "rota.csv"
_NEWLINE = "\r\n"
HEADER = (
    "officer",
    "force",
    "post",
    "role",
    "tour",
    "force_day",
    "start_at",
    "end_at",
    "start_local",
    "end_local",
    "source",
)


def rows(planned: PlannedRun, held: Sequence[Assignment] | None = None) -> RepeatedRows:
    """Return every assignment, by officer and time; instants in UTC, and on the wall clock with the offset.

    Parameters
    ----------
    held
        Assignments that are wanted; None for all.
    """
    zone = planned.scenario.horizon.zone

    def rest(item: Assignment) -> tuple[str, ...]:
        return (
            item.force,
            item.post,
            item.role,
            item.tour,
            iso_day(item.day),
            utc_iso(item.start_at),
            utc_iso(item.end_at),
            local_iso(item.start_at, zone),
            local_iso(item.end_at, zone),
            item.source,
        )

    return planned.rows_in_order(rest, held)


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return _kept(planned) or csv_bytes(NAME, HEADER, rows(planned))


def _kept(planned: PlannedRun) -> bytes | None:
    """Return the table with the rows that are in that of the run before; None where there is none to take them from."""
    before = planned.before
    text = None if before is None else before.text(NAME)
    if before is None or text is None:
        return None
    head, *held, end = text.split(_NEWLINE)

    def written(own: Sequence[Assignment]) -> list[str]:
        return csv_bytes(NAME, HEADER, rows(planned, own)).decode().split(_NEWLINE)[1:-1]

    found = spliced(before, planned.plan.rota.assignments, held, written)
    return None if found is None else _NEWLINE.join((head, *found, end)).encode()
