"""The register's lines: what is hashed of each, and which events are none yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, cast

from scheduler.domain.events import Event, EventKind
from scheduler.stores.chain import hash_after

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

    def hash_after(self, before: str) -> str:
        """Return the hash it has to have after a line with the hash ``before``."""
        return hash_after(before, self.cells)


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
