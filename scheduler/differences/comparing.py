"""The comparison of two states of a roster, officer by officer and duty by duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.differences import ChangedDuty, ChangeKind, Differences, DutyChanges, DutyTold, PersonChanges
from scheduler.domain.notice import notice_given
from scheduler.domain.publication import DutyKey
from scheduler.domain.time import local


def compare(before: Iterable[DutyTold], after: Iterable[DutyTold], days: range, told_on: int, zone: str) -> Differences:
    """Return what changed between two states of a roster.

    A duty is the same as long as officer, force day and slot are: a move from an early to a late tour is one change of
    one duty. A tour that is only called otherwise, its hours and seat as they were, is no change, as it is none in what
    is published.

    Parameters
    ----------
    days
        Force days that both states speak about; duties of other days are left out.
    told_on
        Date on which officers are told, as the ordinal of that date.
    zone
        IANA name of the zone whose dates notice is counted by.
    """
    was, now = _by_key(before, days), _by_key(after, days)
    changes: dict[str, list[ChangedDuty]] = defaultdict(list)
    for key in sorted(was.keys() | now.keys()):
        sides = [told for told in (was.get(key), now.get(key)) if told is not None]
        kind = kind_of(was.get(key), now.get(key))
        if kind is not None:
            notice = notice_of(min(told.start_at for told in sides), told_on, zone)
            changes[key.officer].append(ChangedDuty(kind, was.get(key), now.get(key), notice))
    people = [
        PersonChanges(officer, tuple(sorted(held, key=lambda change: (change.first_at, change.key))))
        for officer, held in changes.items()
    ]
    people.sort(key=lambda person: (person.first_at, person.officer))
    duties = tuple(_by_duty(change for person in people for change in person.changes))
    return Differences(days.start, days.stop, told_on, zone, tuple(people), duties)


def _by_key(told: Iterable[DutyTold], days: range) -> dict[DutyKey, DutyTold]:
    return {duty.key: duty for duty in told if duty.key.day in days}


def kind_of(before: DutyTold | None, after: DutyTold | None) -> ChangeKind | None:
    """Return what became of a duty; None where hours and seat are what they were."""
    if before is None or after is None:
        return "added" if before is None else "removed"
    if (before.start_at, before.end_at) != (after.start_at, after.end_at):
        return "moved"
    return None if (before.post, before.role) == (after.post, after.role) else "other_seat"


def notice_of(begins_at: int, told_on: int, zone: str) -> int:
    """Return the clear days until the date of an instant, or below nought how many days ago that was.

    Parameters
    ----------
    begins_at
        UTC minute.
    told_on
        Date on which officers are told, as the ordinal of that date.
    """
    return notice_given(told_on, local(begins_at, zone).toordinal())


def _by_duty(changes: Iterable[ChangedDuty]) -> Iterator[DutyChanges]:
    """Yield each duty that somebody leaves or takes up, in order of time."""
    officers: dict[tuple[int, int, str, str, str, int], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for change in changes:
        for place, told in enumerate((change.before, change.after)):
            if told is not None:
                officers[_duty(told)][place].append(told.key.officer)
    for (start_at, end_at, post, role, tour, day), (gone, come) in sorted(officers.items()):
        yield DutyChanges(day, tour, start_at, end_at, post, role, _in_order(gone), _in_order(come))


def _duty(told: DutyTold) -> tuple[int, int, str, str, str, int]:
    return (told.start_at, told.end_at, told.post, told.role, told.tour, told.key.day)


def _in_order(officers: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(officers))
