"""What is recorded about an officer, and what a role asks of such records.

Nothing here says why: an event has no reason, and a step-back looks like any other absence wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.time import days_on

EventKind = Literal[
    "accreditation",
    "course",
    "training_day",
    "observation",
    "exercise",
    "fitness_test",
    "weapon_test",
    "suspension",
    "attachment",
    "step_back",
    "return",
    "refresher",
    "kit_planned",
    "kit_introduced",
    "kit_guidance",
]
"""What may be recorded; those whose name begins with ``kit`` are about no officer."""

FAMILIAR: tuple[EventKind, ...] = ("observation", "training_day", "course")
"""Records that make an officer familiar with new kit they are about."""

GateLevel = Literal["off", "advise", "gate"]


@dataclass(frozen=True, slots=True)
class Event:
    """One record about an officer, or about new kit.

    Attributes
    ----------
    officer
        Empty for kit.
    subject
        What it is about: a role (accreditation), a unit (attachment), a tactic, munition, weapon system, course, standard
        or kit. For a step-back, return or suspension: a role, a weapon system, or empty for all armed duty.
    at
        UTC minute at which it happened, or from which it holds.
    until
        UTC minute at which it ceases to hold; None where nobody knows of an end. Of kit introduced: the deadline by
        which commanders have to know it.
    passed
        False for a course or test failed.
    recorded_at
        UTC minute from which it was known; the instant itself where that is not stated.
    withdrawn
        It says of an earlier record of the same officer, kind, subject and instant that it was wrong.
    planned
        Nothing is recorded: a rota plans training at whose end there will be such a record.
    """

    officer: str
    kind: EventKind
    subject: str
    at: int
    until: int | None = None
    passed: bool = True
    recorded_at: int | None = None
    source: str = ""
    withdrawn: bool = False
    planned: bool = False

    @property
    def known_at(self) -> int:
        """UTC minute from which it was known."""
        return self.at if self.recorded_at is None else self.recorded_at

    @property
    def about(self) -> tuple[str, str, str, int]:
        """What it is a record of; a later record of the same thing takes the place of an earlier one."""
        return (self.officer, self.kind, self.subject, self.at)


def standing(events: Iterable[Event], known_at: int | None = None) -> list[Event]:
    """Return the records that stand: of those of one thing the last that was known, none where that one is withdrawn.

    Parameters
    ----------
    events
        In the order in which they were kept, which decides between records that became known at the same minute.
    known_at
        UTC minute: what was recorded later is left out; None for all.
    """
    last: dict[tuple[str, str, str, int], Event] = {}
    for event in events:
        if known_at is None or event.known_at <= known_at:
            about = event.about
            before = last.get(about)
            if before is None or before.known_at <= event.known_at:
                last[about] = event
    return [event for event in last.values() if not event.withdrawn]


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """Which lines of a register were read: those up to one of them, as they were known at an instant.

    Attributes
    ----------
    head
        Hash of the last of these lines.
    n_lines
        How many there are, also those about officers whom nobody asked about.
    known_at
        UTC minute: what was recorded later was left out; None where nothing was.
    """

    head: str
    n_lines: int
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A record that roles ask for, from one date until another, as the force has set it.

    Attributes
    ----------
    event
        Kind of the record; ``kit`` for new kit, which may be used without one for a while.
    subject
        What it has to be about; empty for any.
    roles
        Roles that ask for it.
    valid_days
        How long a record is good for, in days on the clock of ``zone``; None for good.
    level
        ``gate`` keeps an officer from the role, ``advise`` is a finding, ``off`` is neither.
    from_at, until_at
        UTC minutes between which it holds.
    """

    gate: str
    event: EventKind | Literal["kit"]
    subject: str
    roles: tuple[str, ...]
    valid_days: int | None
    level: GateLevel
    from_at: int
    until_at: int
    source: str = ""
    zone: str = "UTC"

    def lapses_at(self, at: int) -> int | None:
        """Return the instant from which a record of some instant is no longer good; None where it is for good."""
        return None if self.valid_days is None else days_on(at, self.valid_days, self.zone)
