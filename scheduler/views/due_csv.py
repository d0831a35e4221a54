"""What falls due as a table: meetings and audits, and whom the rota keeps from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.commitments import Due
from scheduler.domain.diary import Diary
from scheduler.domain.time import instant, iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import local_iso, utc_iso

HEADER = (
    "due",
    "kind",
    "state",
    "next_due",
    "start_at",
    "end_at",
    "start_local",
    "end_local",
    "owner",
    "owner_is",
    "owner_tours",
    "deputy",
    "deputy_is",
    "deputy_tours",
)


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return what falls due or is held on the planned days, or is overdue when they begin, in order of time.

    ``state`` is that of the first planned day. ``owner_is`` and ``deputy_is`` are free, other duty, clash, not available
    or, where the rota does not reach, not planned; the tours that overlap stand beside it.
    """
    scenario = planned.scenario
    diary = Diary(scenario, planned.plan.rota.assignments)
    due = sorted(scenario.due, key=lambda item: (item.start_at, item.due))
    return (_row(planned, diary, item) for item in due if _concerns(planned, item))


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("due.csv", HEADER, rows(planned))


def _concerns(planned: PlannedRun, due: Due) -> bool:
    """Say whether something is held in the planned days, or has to be held before they end."""
    horizon = planned.scenario.horizon
    begin, end = (instant(day, 0, horizon.zone) for day in (horizon.first_day, horizon.until_day))
    until = due.next_due(horizon.zone)
    return (due.start_at < end and begin < due.end_at) or (until is not None and until < horizon.until_day)


def _row(planned: PlannedRun, diary: Diary, due: Due) -> tuple[str, ...]:
    horizon = planned.scenario.horizon
    until = due.next_due(horizon.zone)
    return (
        due.due,
        due.kind,
        due.state(horizon.first_day, horizon.zone),
        "" if until is None else iso_day(until),
        utc_iso(due.start_at),
        utc_iso(due.end_at),
        local_iso(due.start_at, horizon.zone),
        local_iso(due.end_at, horizon.zone),
        *_attending(diary, due, due.owner),
        *_attending(diary, due, due.deputy),
    )


def _attending(diary: Diary, due: Due, officer: str | None) -> Iterator[str]:
    """Yield the officer, what the rota leaves them, and the tours that overlap."""
    if officer is None:
        yield from ("", "", "")
        return
    found = diary.attendance(officer, due.start_at, due.end_at)
    yield from (officer, found.standing, "|".join(found.tours))
