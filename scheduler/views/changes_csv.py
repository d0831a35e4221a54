"""Who has to be told what: every force day that is no longer as it was told."""

from __future__ import annotations

from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun

COLUMNS = ("force_day", "officer", "kind", "was", "now", "was_posts", "now_posts", "clear_days", "frozen")


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return the file of a roster planned anew; nothing of one planned afresh."""
    if planned.replan is None:
        return {}
    rows = [
        (
            iso_day(change.day),
            change.officer,
            change.kind,
            change.was,
            change.now,
            "|".join(change.was_posts),
            "|".join(change.now_posts),
            str(change.clear_days),
            "yes" if change.frozen else "no",
        )
        for change in planned.replan.changes
    ]
    return {"changes": csv_bytes("changes.csv", COLUMNS, rows)}
