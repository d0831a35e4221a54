"""Training that falls due as a table: what is planned by when, and what is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.domain.time import iso_day
from scheduler.domain.training import DueDay, TrainingNeed, training_due
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun

HEADER = ("course", "officer", "tour", "due", "overdue", "by", "state", "force_day")


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return a row for each training day that is due, by course and last date."""
    needs = sorted(training_due(planned.scenario), key=lambda need: (need.course, need.until, need.officer))
    return (row for need in needs for row in _rows(planned, need))


def files(planned: PlannedRun) -> Mapping[str, bytes]:
    """Return the table as CSV, or nothing for a scenario without courses."""
    if not planned.scenario.training:
        return {}
    return {"training": csv_bytes("training.csv", HEADER, rows(planned))}


def _rows(planned: PlannedRun, need: TrainingNeed) -> Iterator[Sequence[str]]:
    """Yield a row for each training day that is due, with the force day on which it is done.

    ``due`` is empty where nothing is on record; ``overdue`` is said of the first planned day.
    """
    worked = [held.day for held in planned.by_officer.get(need.officer, ()) if held.tour == need.tour]
    arranged = [row for row in planned.scenario.abstractions if row.officer == need.officer and row.kind == "training"]
    for day, done in _days_done(need, worked):
        state = "missed"
        if done is not None and done > day.by:
            state = "late"
        elif done is not None:
            state = "arranged" if any(row.from_day <= done < row.until_day for row in arranged) else "planned"
        yield (
            need.course,
            need.officer,
            need.tour,
            "" if day.due is None else iso_day(day.due),
            "yes" if day.due is None or day.due < planned.first_day else "no",
            iso_day(day.by),
            state,
            "" if done is None else iso_day(done),
        )


def _days_done(need: TrainingNeed, worked: Sequence[int]) -> Iterator[tuple[DueDay, int | None]]:
    """Yield each training day that is due with the force day on which it is done: in time, else one that is left over."""
    left, in_time = list(worked), list[int | None]()
    for day in need.days:
        done = next((on for on in left if on <= day.by), None)
        in_time.append(done)
        if done is not None:
            left.remove(done)
    late = iter([on for on in left if on < need.late_until])
    for day, done in zip(need.days, in_time, strict=True):
        yield day, done if done is not None else next(late, None)
