"""The two kinds of thing that can be compared: a rota of a run, and what has been published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from scheduler.domain.amendments import UNAMENDED, Amendments, Worked
from scheduler.domain.differences import DutyTold
from scheduler.domain.publication import DutyKey, PublishedDuty, Slot
from scheduler.domain.rota import Assignment


def told_by_rota(
    assignments: Iterable[Assignment], on_call: Container[str], done: Amendments = UNAMENDED
) -> tuple[DutyTold, ...]:
    """Return the duties of a rota as its officers would be told them; provisional ones are none.

    A tour to which somebody was called out, and hours beyond tours, are call-outs; a tour after which its officer stayed on
    is told with its real end.

    Parameters
    ----------
    on_call
        Codes of the tours that are stood by for.
    done
        What was done to the rota since it was planned.

    Notes
    -----
    A rota with two tours of one kind on an officer's force day, which no rule allows but somebody may have typed, has
    them numbered in order of time, so that none of them is lost.
    """
    numbers: Counter[tuple[str, int, Slot]] = Counter()
    found = []
    for held, called_out in sorted(_entries(assignments, done), key=_in_time):
        slot: Slot = "called_out" if called_out else "on_call" if held.tour in on_call else "attended"
        key = DutyKey(held.officer, held.day, slot, numbers[held.officer, held.day, slot])
        numbers[held.officer, held.day, slot] += 1
        found.append(DutyTold(key, held.tour, held.start_at, held.end_at, held.post, held.role))
    return tuple(found)


def _in_time(entry: tuple[Assignment, bool]) -> tuple[str, int, int, int, str]:
    held, _ = entry
    return held.officer, held.day, held.start_at, held.end_at, held.tour


def _entries(assignments: Iterable[Assignment], done: Amendments) -> Iterator[tuple[Assignment, bool]]:
    """Yield what officers work or stand by for, and whether they were called out to it."""
    beyond = [worked for record in done.records for worked in record.effects.worked]
    for held in assignments:
        if held.source == "provisional":
            continue
        yield _gone_on(held, beyond), done.provenance.get((held.officer, held.day, held.tour)) == "called_out"
    for one in beyond:
        yield Assignment(one.officer, one.day, "", one.start_at, one.end_at, "", "", "", "planned"), True


def _gone_on(held: Assignment, beyond: list[Worked]) -> Assignment:
    """Return a tour with the hours that begin where it ends, one after another, which are taken out of those beyond."""
    end_at = held.end_at
    for one in sorted(beyond, key=lambda worked: worked.start_at):
        if (one.officer, one.day, one.start_at) == (held.officer, held.day, end_at):
            beyond.remove(one)
            end_at = one.end_at
    return replace(held, end_at=end_at)


def told_by_publication(duties: Iterable[PublishedDuty]) -> tuple[DutyTold, ...]:
    """Return the duties that stand in a published roster; cancelled ones do not."""
    return tuple(
        DutyTold(duty.key, duty.tour, duty.start_at, duty.end_at, duty.post, duty.role)
        for duty in duties
        if duty.status == "confirmed"
    )
