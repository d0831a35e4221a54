"""The fewest trained people who sustain a seat round the clock, and the proof that one fewer cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.studies.alike import Seats
from scheduler.studies.sustained import Effort, Point

MOST_PEOPLE = 128
"""More people than this are not tried."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What so many people do."""

    people: int
    point: Point


@dataclass(frozen=True)
class Sizing:
    """The fewest people who sustain some seats.

    Attributes
    ----------
    tried
        Numbers looked at, in their order; of those that were too many to begin with, only what was found.
    most
        More people than this were not to be tried.
    """

    seats: Seats
    tried: tuple[Tried, ...]
    most: int

    @property
    def people(self) -> int | None:
        """Fewest people found to sustain the seats; None where no number was."""
        return min((one.people for one in self.tried if one.point.answer == "sustained"), default=None)

    @property
    def refuted(self) -> int:
        """Most people proved too few, and with them every smaller number."""
        return max((one.people for one in self.tried if one.point.answer == "too few"), default=0)

    @property
    def proved(self) -> bool:
        """Whether one fewer is proved too few."""
        return self.people is not None and self.refuted == self.people - 1


def sized(seats: Seats, effort: Effort, most: int = MOST_PEOPLE) -> Sizing:
    """Return the fewest people, all alike, who leave no duty of some seats below its minimum.

    Adding a person never makes a rota worse, and the first of many are the same as those of few. So a number that sustains
    the seats is looked for by cover alone, doubling; then numbers below it are looked at, halving, until the least that
    sustains and one fewer have been: what cover alone leaves open of these is planned as well. Nobody has a past, so that
    fewer would hardly do in life; leave and training lie where `Seats` puts them.
    """
    tried: dict[int, Tried] = {}

    def asked(people: int, *, quickly: bool) -> bool:
        point = effort.point(seats.filled(people), f"{people} people", quickly=quickly)
        if not quickly or point.answer != "open":
            tried[people] = Tried(people, point)
        return point.answer == "sustained"

    more = _doubled(lambda people: asked(people, quickly=True), most, lambda: effort.stopped)
    if more <= most:
        _halved(lambda people: asked(people, quickly=False), more, lambda: effort.stopped)
    return Sizing(seats, tuple(tried[people] for people in sorted(tried)), most)


def _doubled(sustained: Callable[[int], bool], most: int, stopped: Callable[[], bool]) -> int:
    """Return a number found to sustain, each asked twice the one before; one more than the most where none is."""
    people = 1
    while not sustained(people):
        if stopped() or people == most:
            return most + 1
        people = min(2 * people, most)
    return people


def _halved(sustained: Callable[[int], bool], more: int, stopped: Callable[[], bool]) -> None:
    """Ask numbers below one that sustains until the least that does and the one before it have been asked."""
    fewer = 0
    while more - fewer > 1 and not stopped():
        middle = (fewer + more) // 2
        if sustained(middle):
            more = middle
        else:
            fewer = middle
