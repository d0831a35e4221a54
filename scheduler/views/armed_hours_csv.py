"""Who stands in armed seats, as a table: one row a force day asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun

HEADER = ("force_day", "own_minutes", "lent_minutes", "own_share_percent")


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return the minutes of armed seats that own officers and officers lent stand, and the share of the own."""
    return (
        (iso_day(day), own, lent, f"{100 * own / (own + lent):.1f}")
        for day, (own, lent) in planned.armed_minutes.items()
        if own + lent
    )


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("armed_hours.csv", HEADER, rows(planned))
