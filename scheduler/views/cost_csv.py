"""What the rota costs beyond the pay that falls due anyway, as a table: one row an officer, force day and kind of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.domain.pay import PayItem
from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun

HEADER = (
    "officer",
    "rank",
    "force_day",
    "item",
    "quantity",
    "unit",
    "rate_pence",
    "pence",
    "indicative",
    "source",
)


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return every item by officer and force day; all are indicative, and what is ``day owed`` costs time, not money."""
    return (_row(item) for item in planned.pay.items)


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("cost.csv", HEADER, rows(planned))


def _row(item: PayItem) -> tuple[str | int, ...]:
    quantity, unit = (_hours(item.quantity), "hour") if item.unit == "minute" else (str(item.quantity), item.unit)
    source = item.source if item.status == "sourced" else f"{item.source} ({item.status})"
    return (
        item.officer,
        item.rank,
        iso_day(item.day),
        item.item,
        quantity,
        unit,
        item.rate_pence,
        item.pence,
        "yes",
        source,
    )


def _hours(minutes: int) -> str:
    """Return minutes as hours with up to three decimals."""
    return f"{minutes / 60:.3f}".rstrip("0").rstrip(".")
