"""Duties as the ledger keeps them, and what counts as a real change of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.publication.lines import DUTY, Entry, Line

_FACTS = ("force", "tour", "start_at", "end_at", "post", "role", "armed", "status")
"""What a duty's officer is told: its hours, tour, seat and status. A change of any of them is a real change."""

_KEPT = (*_FACTS, "provenance", "sequence", "changed_at")


@dataclass(frozen=True, slots=True)
class Floor:
    """What a restore raised SEQUENCE to.

    Attributes
    ----------
    line
        Number of the line that says so; duties of earlier lines are raised.
    sequence
        The least SEQUENCE a duty has since.
    at
        UTC minute of the restore.
    """

    line: int = 0
    sequence: int = 0
    at: int = 0


def same(one: PublishedDuty, other: PublishedDuty) -> bool:
    """Say whether the officer is told the same by both."""
    return all(getattr(one, name) == getattr(other, name) for name in _FACTS)


def entry_of(roster: str, duty: PublishedDuty) -> Entry:
    """Return what the ledger keeps of a duty."""
    key = duty.key
    detail = {name: getattr(duty, name) for name in _KEPT}
    return Entry(DUTY, detail, roster, key.officer, key.day, f"{key.slot}:{key.number}", duty.version)


def sequence_of(line: Line, floor: Floor) -> int:
    """Return the SEQUENCE of a duty's line, raised to the floor where a restore came after it."""
    kept = int(line.detail["sequence"])
    return max(kept, floor.sequence) if line.number < floor.line else kept


def duty_of(line: Line, floor: Floor) -> PublishedDuty:
    """Return the duty of a line, its SEQUENCE raised to the floor where a restore came after it."""
    slot, _, number = line.item.partition(":")
    told: dict[str, Any] = line.detail
    if line.number < floor.line and told["sequence"] < floor.sequence:
        told |= {"sequence": floor.sequence, "changed_at": max(told["changed_at"], floor.at)}
    key = DutyKey(line.subject, line.day or 0, slot, int(number))  # type: ignore[arg-type]
    return PublishedDuty(key=key, version=line.version or 0, **told)
