"""What officers were last told of their tours, what a new plan may change of it, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from scheduler.domain.work import LEAVE, REST

NO_TOURS = frozenset({REST, LEAVE})
"""Codes of days without a tour: between them nothing changes that an officer would have to be told of."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What one officer was told, as the line rules see it.

    Attributes
    ----------
    days
        Option code told, by force day; a day that is missing was never told.
    told_on
        Day from which the notice of a change counts: the day on which officers are told of it.
    frozen_until
        First force day after the freeze window; the days from ``told_on`` up to it are frozen.
    pins
        Force days on which what was told stays.
    holidays
        Force days that are public holidays to the officer.
    """

    days: Mapping[int, str]
    told_on: int
    frozen_until: int
    pins: frozenset[int] = frozenset()
    holidays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What a roster told everybody, and the terms on which a new plan may change it.

    Attributes
    ----------
    days
        Officer -> force day -> option code, of the days that were told; the provisional tail never is.
    seats
        Officer -> force day -> tour -> post told; empty for a tour without a seat.
    told_on
        Day on which officers are told of what changes.
    freeze_days
        Force days after it on which a change costs more.
    pins
        Officer and force day that stay as told.
    source
        Name of the run or roster.
    holidays
        Officer -> force days that are public holidays to them.
    seat_pence
        Officer -> price of another seat on a tour that was told.
    person_pence
        Price of telling anybody anything; more than nought only where the number of people is the plan's objective.
    """

    days: Mapping[str, Mapping[int, str]]
    told_on: int
    freeze_days: int = 0
    pins: frozenset[tuple[str, int]] = frozenset()
    source: str = ""
    seats: Mapping[str, Mapping[int, Mapping[str, str]]] = field(default_factory=lambda: MappingProxyType({}))
    holidays: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    seat_pence: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    person_pence: int = 0

    def other_seat(self, officer: str, day: int, tour: str, post: str) -> int:
        """Return the pence of a seat that is another than the one told for a tour; nothing where no tour was."""
        told = self.seats.get(officer, {}).get(day, {}).get(tour, post)
        return 0 if told == post else self.seat_pence.get(officer, 0)

    def line(self, officer: str) -> ToldLine | None:
        """Return what one officer was told; None where that is nothing."""
        days = self.days.get(officer)
        if not days:
            return None
        return ToldLine(
            days,
            self.told_on,
            self.told_on + self.freeze_days + 1,
            frozenset(day for name, day in self.pins if name == officer),
            self.holidays.get(officer, frozenset()),
        )


ChangedDayKind = Literal["tours", "seat"]


@dataclass(frozen=True, slots=True, order=True)
class ChangedDay:
    """One officer's force day that is no longer as told.

    Attributes
    ----------
    kind
        ``tours`` where other tours are held than those told, ``seat`` where only the post is another.
    was, now
        Option codes.
    was_posts, now_posts
        Posts of the seats, in order of tour.
    clear_days
        Clear days between being told and the force day.
    frozen
        The force day lies in the freeze window.
    """

    day: int
    officer: str
    kind: ChangedDayKind
    was: str
    now: str
    was_posts: tuple[str, ...]
    now_posts: tuple[str, ...]
    clear_days: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class Replan:
    """How much a new plan changes of what was told, and how little it could.

    Attributes
    ----------
    source
        Run or roster that was changed.
    changes
        By force day and officer.
    pins_lost
        Officer and force day of pins that could not be kept.
    fewest
        Fewest officers whose tours change in any rota found with the same cover; None where nobody looked.
    at_least
        Officers whose tours change in any rota with the same cover, proved; None where nothing is.
    """

    source: str
    told_on: int
    freeze_days: int
    n_pins: int
    changes: tuple[ChangedDay, ...]
    pins_lost: tuple[tuple[str, int], ...]
    fewest: int | None
    at_least: int | None

    @property
    def to_tell(self) -> tuple[str, ...]:
        """Everybody who has to be told, each once."""
        return tuple(sorted({change.officer for change in self.changes}))

    @property
    def other_tours(self) -> tuple[str, ...]:
        """Officers whose tours change, each once; to others only a seat changes."""
        return tuple(sorted({change.officer for change in self.changes if change.kind == "tours"}))
