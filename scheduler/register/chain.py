"""The register's lines as a chain: the hash of each is taken over the hash of the line before and its own text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from scheduler.domain.events import Event, EventKind

BEGINNING = "0" * 64
"""Stands for the hash of the line before the first: the HEAD of an empty register."""

Cells = tuple[str, str, str, int, int | None, int, int, int]
"""Officer, kind, subject, at, until, passed, withdrawn, recorded at: what is hashed of a line."""


class Line(NamedTuple):
    """One line of the register: its number from 1 on, what it says, and its hash."""

    number: int
    cells: Cells
    line_hash: str

    @property
    def event(self) -> Event:
        """The event it states."""
        officer, kind, subject, at, until, passed, withdrawn, recorded_at = self.cells
        named = cast("EventKind", kind)
        source = f"line {self.number}"
        return Event(officer, named, subject, at, until, bool(passed), recorded_at, source, bool(withdrawn))


def cells_of(event: Event) -> Cells:
    """Return what is kept of an event; one that does not say when it was recorded became known when it happened."""
    return (
        event.officer,
        event.kind,
        event.subject,
        event.at,
        event.until,
        int(event.passed),
        int(event.withdrawn),
        event.known_at,
    )


def hash_after(before: str, cells: Cells) -> str:
    """Return the hash of a line with these cells that follows the line with the hash ``before``."""
    text = json.dumps(cells, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def news(events: Iterable[Event], kept: Iterable[Cells], at: int) -> list[Event]:
    """Return the events that are not kept yet, in order, those that do not say when they were recorded as of ``at``.

    An event that does not say when it was recorded is kept if a line says the same, whenever that was recorded.
    """
    known = set(kept)
    whenever = {cells[:-1] for cells in known}
    found = []
    for event in events:
        stamped = replace(event, recorded_at=at) if event.recorded_at is None else event
        cells = cells_of(stamped)
        if cells not in known and (event.recorded_at is not None or cells[:-1] not in whenever):
            known.add(cells)
            whenever.add(cells[:-1])
            found.append(stamped)
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain is whole.

    Attributes
    ----------
    n_lines
        How many lines there are.
    head
        Hash of the last line.
    damage
        What is wrong, as words that can follow "line 3"; empty where nothing is.
    line
        The first line concerned; None where nothing is wrong.
    after
        How many lines came after the one whose hash was asked for; None where it was not asked for or is not there.
    """

    n_lines: int
    head: str
    damage: str = ""
    line: int | None = None
    after: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage


def judged(read: Callable[[], Iterable[Line]], head: str | None = None) -> Verdict:
    """Say whether lines are a whole chain, and which of them is the first that is not.

    Parameters
    ----------
    read
        Gives the lines in the order of their numbers, each time it is called.
    head
        The last hash that was noted elsewhere: where no line has it, the end was cut off.
    """
    before, n_lines = BEGINNING, 0
    place = 0 if head == BEGINNING else None
    damage: tuple[int, str] | None = None
    for n_lines, line in enumerate(read(), start=1):
        damage = damage or _damage(line, n_lines, before, read)
        before = line.line_hash
        if before == head:
            place = n_lines
    if damage is None and head is not None and place is None:
        damage = (n_lines + 1, "is missing: no line has the head that was noted, so the end was cut off")
    if damage:
        return Verdict(n_lines, before, damage[1], damage[0])
    return Verdict(n_lines, before, after=None if place is None else n_lines - place)


def _damage(line: Line, number: int, before: str, read: Callable[[], Iterable[Line]]) -> tuple[int, str] | None:
    """Return which line is not as it should be where line ``number`` is expected, and what is wrong with it."""
    if line.number > number:
        return number, "is missing"
    if line.number < number:
        return line.number, "is out of order"
    if hash_after(before, line.cells) == line.line_hash:
        return None
    hashes = (BEGINNING, *(other.line_hash for other in read()))
    if any(hash_after(other, line.cells) == line.line_hash for other in hashes):
        return number, "is out of order: it was written after another line than the one before it"
    return number, "was changed, or the line before it was taken out"
