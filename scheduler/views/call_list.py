"""The late-change call list in words and as data: what is said on the telephone, and no more."""

from __future__ import annotations

from typing import Any

from scheduler.domain.call_list import Acknowledgement, CallKind, CallList, ToldChange, ToPhone
from scheduler.domain.differences import DutyTold
from scheduler.domain.notice import notice_words
from scheduler.domain.time import iso_day, local
from scheduler.views import words
from scheduler.views.differences import KIND_WORDS, seat_words

_CALL_WORDS: dict[CallKind, str] = {"armed": "now armed", "unarmed": "no longer armed", "as_before": "as before"}
CALL_WORDS: dict[CallKind, str] = dict(KIND_WORDS.items()) | _CALL_WORDS


def heading(found: CallList) -> str:
    """Return of what the list is, and how many are on it."""
    version, at = found.version, words.moment_words(found.at, found.version.zone)
    since = f"since version {found.since}" if found.since else "of everything told"
    asked = f"{version.roster}: version {version.number}, changes {since}, as of {at}"
    in_time = f"; calendars show {found.in_time:,} more in time" if found.in_time else ""
    return f"{asked}\n{words.counted(len(found.people), 'officer')} to phone{in_time}."


def rows(found: CallList, one: ToPhone) -> list[tuple[str, ...]]:
    """Return an officer's changes in words: when it begins, what changed, was, now, notice, published."""
    zone = found.version.zone
    return [
        (
            f"{'BEGAN ' if change.begins_at <= found.at else ''}{_moment(change.begins_at, zone)}",
            CALL_WORDS[change.kind]
            + (", other seat" if change.seat_too else "")
            + ("" if change.late else " (in time)"),
            duty_words(change, change.was, zone),
            duty_words(change, change.now, zone),
            notice_words(change.notice),
            _moment(change.published_at, zone),
        )
        for change in one.changes
    ]


def duty_words(change: ToldChange, told: DutyTold | None, zone: str) -> str:
    """Return one side of a change as it is said: local hours, and the officer's own seat only where that changed."""
    if told is None:
        return "no duty"
    hours = f"{_day(told.start_at, zone)} {words.clock_span(told.start_at, told.end_at, zone)}"
    on_call = " on call" if told.key.slot == "on_call" else ""
    seat = f", {seat_words(told.post, told.role)}" if change.kind == "other_seat" or change.seat_too else ""
    return f"{hours}{on_call}{seat}"


def _day(minute: int, zone: str) -> str:
    return words.day_words(local(minute, zone).toordinal(), year=False)


def _moment(minute: int, zone: str) -> str:
    return f"{_day(minute, zone)} {words.clock_words(minute, zone)}"


def document(found: CallList) -> dict[str, Any]:
    """Return the list as plain values; ``notice_days`` is below nought where the date is past."""
    version = found.version
    return {
        "marking": version.marking,
        "roster": version.roster,
        "since": found.since,
        "version": version.number,
        "at": words.utc_iso(found.at),
        "zone": version.zone,
        "n_to_phone": len(found.people),
        "n_in_time": found.in_time,
        "officers": [person_document(found, one) for one in found.people],
    }


def person_document(found: CallList, one: ToPhone) -> dict[str, Any]:
    """Return one officer of the list as plain values."""
    return {
        "officer": one.officer,
        "first_at": words.utc_iso(one.first_at),
        "began": one.first_at <= found.at,
        "client": one.client,
        "acknowledged": one.acknowledged,
        "changes": [_change(change, found.version.zone) for change in one.changes],
    }


def _change(change: ToldChange, zone: str) -> dict[str, Any]:
    return {
        "force_day": iso_day(change.key.day),
        "slot": change.key.slot,
        "change": change.kind,
        "seat_too": change.seat_too,
        "late": change.late,
        "begins_at": words.utc_iso(change.begins_at),
        "published_at": words.utc_iso(change.published_at),
        "notice_days": change.notice,
        "was": _told(change, change.was, zone),
        "now": _told(change, change.now, zone),
    }


def _told(change: ToldChange, told: DutyTold | None, zone: str) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "start_at": words.utc_iso(told.start_at),
        "end_at": words.utc_iso(told.end_at),
        "start_local": words.local_iso(told.start_at, zone),
        "end_local": words.local_iso(told.end_at, zone),
        "words": duty_words(change, told, zone),
    }


def acknowledgement_document(one: Acknowledgement) -> dict[str, Any]:
    """Return an acknowledgement as plain values."""
    return {
        "roster": one.roster,
        "officer": one.officer,
        "version": one.version,
        "told_at": words.utc_iso(one.told_at),
        "by": one.by,
        "recorded_at": words.utc_iso(one.recorded_at),
        "account": one.account,
    }
