"""What differs between two states of a roster, for those who have to tell its officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.publication import DutyKey

ChangeKind = Literal["added", "removed", "moved", "other_seat"]
"""A duty more, a duty less, other hours (and perhaps another seat), or the same hours in another seat."""


@dataclass(frozen=True, slots=True)
class DutyTold:
    """One duty as one state of a roster has it: all that its officer is told.

    Attributes
    ----------
    start_at, end_at
        UTC minutes, half-open.
    post, role
        The seat; empty for duty without one.
    """

    key: DutyKey
    tour: str
    start_at: int
    end_at: int
    post: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ChangedDuty:
    """One duty of one officer that is not what it was.

    Attributes
    ----------
    before, after
        The duty on either side; None where that side does not have it.
    notice
        Clear days between the date on which the officer is told and the first date the change is about; below nought,
        so many days late, where that date is past when the officer is told.
    """

    kind: ChangeKind
    before: DutyTold | None
    after: DutyTold | None
    notice: int

    @property
    def either(self) -> DutyTold:
        """The duty as it is now, or as it was where there is none any more."""
        told = self.after or self.before
        if told is None:
            message = "a change without a duty on either side"
            raise ValueError(message)
        return told

    @property
    def key(self) -> DutyKey:
        """What the duty stays known by."""
        return self.either.key

    @property
    def first_at(self) -> int:
        """First instant the change is about: the earlier of both beginnings, in UTC minutes."""
        return min(told.start_at for told in (self.before, self.after) if told is not None)

    @property
    def seat_too(self) -> bool:
        """Whether hours and seat have both changed."""
        return self.kind == "moved" and _seat(self.before) != _seat(self.after)


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What one officer has to be told.

    Attributes
    ----------
    changes
        In order of time, at least one.
    """

    officer: str
    changes: tuple[ChangedDuty, ...]

    @property
    def first_at(self) -> int:
        """First instant any of the changes is about, in UTC minutes."""
        return self.changes[0].first_at

    @property
    def notice(self) -> int:
        """Least notice of all changes, in clear days."""
        return min(change.notice for change in self.changes)


@dataclass(frozen=True, slots=True)
class DutyChanges:
    """Who leaves and who takes up one duty: a seat, or work without one, over the same hours.

    Attributes
    ----------
    day
        Force day.
    gone, come
        Officers, in order of their ids.
    """

    day: int
    tour: str
    start_at: int
    end_at: int
    post: str
    role: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed from one state of a roster to another, over the force days that both speak about.

    Attributes
    ----------
    first_day, until_day
        Force days compared, half-open.
    told_on
        Date on which officers are told, as the ordinal of that date.
    people
        Officers who have to be told, the most urgent first.
    duties
        The same by duty, in order of time.
    """

    first_day: int
    until_day: int
    told_on: int
    zone: str
    people: tuple[PersonChanges, ...]
    duties: tuple[DutyChanges, ...]

    @property
    def n_changes(self) -> int:
        """How many duties changed."""
        return sum(len(person.changes) for person in self.people)


def _seat(told: DutyTold | None) -> tuple[str, str]:
    return ("", "") if told is None else (told.post, told.role)
