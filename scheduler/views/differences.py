"""Two states of a roster compared: as rows for a terminal, as data, and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.differences import ChangedDuty, ChangeKind, Differences, DutyTold
from scheduler.domain.notice import notice_words
from scheduler.domain.time import date_of, iso_day
from scheduler.views import words
from scheduler.views.page import page

KIND_WORDS: dict[ChangeKind, str] = {
    "added": "added",
    "removed": "removed",
    "moved": "moved",
    "other_seat": "other seat",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What was compared, as its heading names it: a run or a version, and the roster it is of."""

    name: str
    roster: str


@dataclass(frozen=True, slots=True)
class Row:
    """One change of one officer's duties in words."""

    officer: str
    change: str
    kind: ChangeKind
    day: str
    was: str
    now: str
    notice: str
    late: bool


def rows(found: Differences) -> list[Row]:
    """Return every change in words, officer by officer, the most urgent first."""
    return [_row(person.officer, change, found.zone) for person in found.people for change in person.changes]


def _row(officer: str, change: ChangedDuty, zone: str) -> Row:
    return Row(
        officer,
        KIND_WORDS[change.kind] + (", other seat" if change.seat_too else ""),
        change.kind,
        words.day_words(change.key.day),
        _duty_words(change.before, zone),
        _duty_words(change.after, zone),
        notice_words(change.notice),
        change.notice <= 0,
    )


def _duty_words(told: DutyTold | None, zone: str) -> str:
    if told is None:
        return ""
    seat = f", {seat_words(told.post, told.role)}" if told.post else ""
    return f"{told.tour} {words.clock_span(told.start_at, told.end_at, zone)}{seat}"


def seat_words(post: str, role: str) -> str:
    """Return a seat as ``ARV as AFO``; work without one as ``no seat``."""
    if not post:
        return "no seat"
    return f"{post} as {role}" if role not in ("", post) else post


def summary(found: Differences) -> str:
    """Return how many officers have to be told of how many changes over which days, in one sentence."""
    days = f"{words.day_words(found.first_day)} to {words.day_words(found.until_day - 1)}"
    if not found.people:
        return f"No officer's duties differ from {days}."
    officers = words.counted(len(found.people), "officer")
    changes = words.counted(found.n_changes, "change")
    return f"{officers} must be told of {changes} from {days}; notice as told on {words.day_words(found.told_on)}."


def duty_rows(found: Differences) -> list[tuple[str, str, str, str, str]]:
    """Return each duty with who leaves it and who takes it up: force day, hours, seat, officers gone, officers come."""
    return [
        (
            words.day_words(duty.day),
            f"{duty.tour} {words.clock_span(duty.start_at, duty.end_at, found.zone)}",
            seat_words(duty.post, duty.role),
            ", ".join(duty.gone),
            ", ".join(duty.come),
        )
        for duty in found.duties
    ]


def document(found: Differences, before: Side, after: Side) -> dict[str, Any]:
    """Return the differences as plain values; ``notice_days`` is below nought where the date is past when told."""
    return {
        "before": {"name": before.name, "roster": before.roster},
        "after": {"name": after.name, "roster": after.roster},
        "first_day": iso_day(found.first_day),
        "last_day": iso_day(found.until_day - 1),
        "told_on": date_of(found.told_on).isoformat(),
        "zone": found.zone,
        "n_officers_to_tell": len(found.people),
        "n_changes": found.n_changes,
        "officers": [
            {
                "officer": person.officer,
                "first_at": words.utc_iso(person.first_at),
                "notice_days": person.notice,
                "changes": [_change(change, found.zone) for change in person.changes],
            }
            for person in found.people
        ],
        "duties": [
            {
                "force_day": iso_day(duty.day),
                "tour": duty.tour,
                "start_at": words.utc_iso(duty.start_at),
                "end_at": words.utc_iso(duty.end_at),
                "post": duty.post,
                "role": duty.role,
                "gone": list(duty.gone),
                "come": list(duty.come),
            }
            for duty in found.duties
        ],
    }


def _change(change: ChangedDuty, zone: str) -> dict[str, Any]:
    return {
        "force_day": iso_day(change.key.day),
        "slot": change.key.slot,
        "change": change.kind,
        "seat_too": change.seat_too,
        "notice_days": change.notice,
        "before": _told(change.before, zone),
        "after": _told(change.after, zone),
    }


def _told(told: DutyTold | None, zone: str) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "tour": told.tour,
        "start_at": words.utc_iso(told.start_at),
        "end_at": words.utc_iso(told.end_at),
        "start_local": words.local_iso(told.start_at, zone),
        "end_local": words.local_iso(told.end_at, zone),
        "post": told.post,
        "role": told.role,
    }


def render(found: Differences, before: Side, after: Side, marking: str) -> bytes:
    """Return the differences as one HTML file that needs nothing from outside."""
    told = iter(rows(found))
    people: list[tuple[str, str, bool, Sequence[Row]]] = [
        (person.officer, notice_words(person.notice), person.notice <= 0, [next(told) for _ in person.changes])
        for person in found.people
    ]
    return page(
        "differences.html.j2",
        ("base.css", "differences.css"),
        marking,
        before=before,
        after=after,
        summary=summary(found),
        people=people,
        duties=duty_rows(found),
    )
