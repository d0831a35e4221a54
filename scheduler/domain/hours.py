"""Hours that officers were told over some force days: who carries most, and who owes cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scheduler.domain.publication import PublishedDuty
from scheduler.domain.spans import Span, joined


@dataclass(frozen=True, slots=True)
class OfficerHours:
    """What one officer was told over some force days, in elapsed time.

    Attributes
    ----------
    duties
        That are attended.
    minutes, armed_minutes
        Of them, those that overlap counted once; and of those that are armed.
    on_call_minutes
        On call, call-outs not taken off: they are attended duties besides.
    """

    officer: str
    force: str
    duties: int
    minutes: int
    armed_minutes: int
    on_call_minutes: int


def hours_of(duties: Iterable[PublishedDuty], days: Collection[int]) -> tuple[OfficerHours, ...]:
    """Return the hours of everybody who was told a duty on some force days, by officer.

    Parameters
    ----------
    duties
        Those that are cancelled are passed over.
    days
        Force days that count: a tour counts whole on the day on which it starts.
    """
    told: dict[str, list[PublishedDuty]] = defaultdict(list)
    for duty in duties:
        if duty.status == "confirmed" and duty.key.day in days:
            told[duty.key.officer].append(duty)
    return tuple(_of_officer(officer, mine) for officer, mine in sorted(told.items()))


def _of_officer(officer: str, duties: Collection[PublishedDuty]) -> OfficerHours:
    attended = [duty for duty in duties if duty.key.slot != "on_call"]
    return OfficerHours(
        officer,
        next(iter(duties)).force,
        len(attended),
        _minutes((duty.start_at, duty.end_at) for duty in attended),
        _minutes((duty.start_at, duty.end_at) for duty in attended if duty.armed),
        _minutes((duty.start_at, duty.end_at) for duty in duties if duty.key.slot == "on_call"),
    )


def _minutes(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in joined(spans))
