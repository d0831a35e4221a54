"""The two kinds of thing that can be compared: a rota of a run, and what has been published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from scheduler.domain.differences import DutyTold
from scheduler.domain.publication import DutyKey, PublishedDuty, Slot
from scheduler.domain.rota import Assignment


def told_by_rota(assignments: Iterable[Assignment], on_call: Container[str]) -> tuple[DutyTold, ...]:
    """Return the duties of a rota as its officers would be told them; provisional ones are none.

    Parameters
    ----------
    on_call
        Codes of the tours that are stood by for.

    Notes
    -----
    A rota with two tours of one kind on an officer's force day, which no rule allows but somebody may have typed, has
    them numbered in order of time, so that none of them is lost.
    """
    numbers: Counter[tuple[str, int, Slot]] = Counter()
    found = []
    for held in sorted(assignments, key=lambda item: (item.officer, item.day, item.start_at, item.end_at, item.tour)):
        if held.source == "provisional":
            continue
        slot: Slot = "on_call" if held.tour in on_call else "attended"
        key = DutyKey(held.officer, held.day, slot, numbers[held.officer, held.day, slot])
        numbers[held.officer, held.day, slot] += 1
        found.append(DutyTold(key, held.tour, held.start_at, held.end_at, held.post, held.role))
    return tuple(found)


def told_by_publication(duties: Iterable[PublishedDuty]) -> tuple[DutyTold, ...]:
    """Return the duties that stand in a published roster; cancelled ones do not."""
    return tuple(
        DutyTold(duty.key, duty.tour, duty.start_at, duty.end_at, duty.post, duty.role)
        for duty in duties
        if duty.status == "confirmed"
    )
