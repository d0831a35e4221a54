"""The rota as a table: one row an assignment."""

from __future__ import annotations

from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.repeated import RepeatedRows
from scheduler.views.words import local_iso, utc_iso

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


def rows(planned: PlannedRun) -> RepeatedRows:
    """Return every assignment, by officer and time; instants in UTC, and on the wall clock with the offset."""
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

    return planned.rows_in_order(rest)


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("rota.csv", HEADER, rows(planned))
