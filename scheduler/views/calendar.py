"""Calendar feeds: one for each officer and one for each post.

At this redaction a feed says ``Duty`` and when, nothing else: no name, no post, no role and nothing about a duty
nobody fills. Times are UTC, which no reader of calendars can take for another; the wall clock stands in the
description. Only the name of the file is the officer's id or the post's code, so that somebody can hand each calendar to
the right person: the folder is private. Whatever could change from one rendering to the next comes from the record of the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icalendar import Event

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment
from scheduler.domain.time import date_of, utc
from scheduler.views.feed_parts import END, SUMMARY, bare_event, header, keyed, plain, to_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import day_words, moment_words, span_words

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a feed before it has an identifier."""

    start_at: int
    end_at: int
    tour: str
    day: int
    free: bool


def officer_feeds(planned: PlannedRun) -> dict[str, bytes]:
    """Return a calendar for each officer of the scenario, by officer; provisional days are left out.

    Raises
    ------
    BadInputError
        If an officer's id could not safely name a file.
    """
    names = [officer.officer for officer in planned.scenario.officers]
    return _feeds(planned, "officer", _only(names, planned.concerned), planned.by_officer, "No duties")


def post_feeds(planned: PlannedRun) -> dict[str, bytes]:
    """Return a calendar for each post, by post: one entry a tour and force day, whoever and however many hold it.

    Raises
    ------
    BadInputError
        If a post's code could not safely name a file.
    """
    names = [post.post for post in planned.scenario.posts]
    return _feeds(planned, "post", _only(names, planned.concerned_posts), planned.by_post, "No entries")


def _only(names: list[str], concerned: frozenset[str] | None) -> list[str]:
    """Return the names whose calendars are written anew: all of them where there is no run before."""
    return names if concerned is None else [name for name in names if name in concerned]


def _feeds(
    planned: PlannedRun, kind: str, names: list[str], assignments: Mapping[str, tuple[Assignment, ...]], empty: str
) -> dict[str, bytes]:
    _refuse_unsafe(kind, names)
    writer = _FeedWriter(planned)
    return {name: writer.feed((kind, name), _entries(planned, assignments.get(name, ())), empty) for name in names}


def _refuse_unsafe(kind: str, names: Iterable[str]) -> None:
    """Refuse names that could leave their folder, hide in it or clash on a disk that ignores case."""
    problems = [
        Problem(f"{kind}s", name[:64], "letters, digits, dot, dash and underscore, beginning with a letter or digit")
        for name in names
        if not _SAFE_NAME.fullmatch(name)
    ]
    if problems:
        raise BadInputError(problems)


def _entries(planned: PlannedRun, assignments: Iterable[Assignment]) -> list[_Entry]:
    """Return each tour of each force day once, in order of time."""
    entries = {
        _Entry(item.start_at, item.end_at, item.tour, item.day, planned.tours[item.tour].on_call)
        for item in assignments
        if item.source == "planned"
    }
    return sorted(entries, key=lambda entry: (entry.start_at, entry.end_at, entry.tour))


class _FeedWriter:
    """Writes the feeds of one run.

    Two officers on the same tour differ by the identifier alone, so each tour of a force day is put through the
    calendar library once and the identifier, which has a fixed length, is exchanged: thousands of feeds in seconds.
    """

    def __init__(self, planned: PlannedRun) -> None:
        self._zone = planned.scenario.horizon.zone
        self._first_day, self._last_day = planned.first_day, planned.last_day
        self._marking = plain(planned.scenario.marking)
        self._key = planned.run.feed_key.encode()
        self._stamp = utc(planned.run.stamp_at)
        self._made = moment_words(planned.run.stamp_at, self._zone)
        self._placeholder = self._uid(("placeholder",))
        self._written: dict[_Entry, bytes] = {}

    def feed(self, subject: tuple[str, str], entries: list[_Entry], empty: str) -> bytes:
        """Return one calendar."""
        opened = to_bytes(header(self._marking, self._stamp)).removesuffix(END)
        if not entries:
            body = to_bytes(self._marker(subject, empty))
        else:
            body = b"".join(self._event(subject, entry) for entry in entries)
        return opened + body + END

    def _uid(self, parts: tuple[str, ...]) -> str:
        """Return an identifier that is the same for the same tour in every run and tells nothing of its parts."""
        return keyed(self._key, parts)

    def _event(self, subject: tuple[str, str], entry: _Entry) -> bytes:
        if entry not in self._written:
            self._written[entry] = to_bytes(self._entry_event(entry))
        uid = self._uid((*subject, str(entry.day), entry.tour))
        return self._written[entry].replace(f"UID:{self._placeholder}".encode(), f"UID:{uid}".encode(), 1)

    def _entry_event(self, entry: _Entry) -> Event:
        text = f"{span_words(entry.start_at, entry.end_at, self._zone)}\n{self._footnote()}"
        event = bare_event(self._placeholder, self._stamp, 0, SUMMARY, text, free=entry.free)
        event.add("dtstart", utc(entry.start_at))
        event.add("dtend", utc(entry.end_at))
        return event

    def _marker(self, subject: tuple[str, str], empty: str) -> Event:
        """Return the all-day entry of a feed that would else be empty, which no reader of calendars accepts."""
        told = f"{empty} to {day_words(self._last_day)}"
        event = bare_event(self._uid((*subject, "empty")), self._stamp, 0, told, self._footnote(), free=True)
        event.add("dtstart", date_of(self._first_day))
        event.add("dtend", date_of(self._first_day + 1))
        return event

    def _footnote(self) -> str:
        return f"{self._marking}\nRota made {self._made}. A calendar can show changes a day late."
