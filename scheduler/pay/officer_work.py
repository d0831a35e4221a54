"""What one officer does in a finished rota, as the rules of pay see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.notice import clear_days
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment
from scheduler.rules.pay.rates import Rate, rate_on


@dataclass(frozen=True, slots=True)
class Claim:
    """Work of one kind on one force day, and the rate it is worth.

    Attributes
    ----------
    rate
        None where no rate is known for these ranks on this day.
    quantity
        Days where the rate is for a day, else minutes worked.
    """

    item: str
    day: int
    rate: Rate | None
    quantity: int


@dataclass(frozen=True)
class OfficerWork:
    """One officer's work on the days asked for.

    Attributes
    ----------
    ranks
        Group of ranks the officer belongs to in the jurisdiction.
    told_on
        Day on which the officer is told of the rota; None for in good time.
    on_call_day_start
        Wall-clock minutes at which an on-call day begins.
    attended, on_call
        Assignments of each kind on the days asked for, in order of time.
    on_call_before
        Instants of on-call tours in the history, half-open.
    lengths
        Wall-clock minutes of every tour.
    pattern
        Force day -> minutes of attended duty on the wall clock that the team's pattern has, 0 on a rest day; empty for
        an officer without a team.
    holidays
        Force days that are public holidays.
    lodging
        Where an officer who is lent stays overnight, as the offer says; ``home`` for all others.
    held_in_reserve, hardship
        Posts at which the officer would be held in reserve overnight, and without a single room with its own bath.
    """

    officer: Officer
    jurisdiction: str
    ranks: str
    zone: str
    on_call_day_start: int
    told_on: int | None = None
    attended: tuple[Assignment, ...] = ()
    on_call: tuple[Assignment, ...] = ()
    on_call_before: tuple[tuple[int, int], ...] = ()
    lengths: Mapping[str, int] = field(default_factory=dict)
    pattern: Mapping[int, int] = field(default_factory=dict)
    holidays: frozenset[int] = frozenset()
    lodging: str = "home"
    held_in_reserve: frozenset[str] = frozenset()
    hardship: frozenset[str] = frozenset()

    @cached_property
    def minutes(self) -> dict[int, int]:
        """Minutes of attended duty by force day, as long as they really are."""
        found: dict[int, int] = defaultdict(int)
        for held in self.attended:
            found[held.day] += held.end_at - held.start_at
        return dict(found)

    @cached_property
    def minutes_by_the_clock(self) -> dict[int, int]:
        """Minutes of attended duty by force day on the wall clock, which the night of a clock change does not alter."""
        found: dict[int, int] = defaultdict(int)
        for held in self.attended:
            found[held.day] += self.lengths[held.tour]
        return dict(found)

    def nights_at(self, posts: frozenset[str]) -> list[int]:
        """Return the force days on which the officer has a tour, attended or on call, at one of these posts."""
        return sorted({held.day for held in (*self.attended, *self.on_call) if held.post in posts})

    def rest_day(self, day: int) -> bool:
        """Say whether the team's pattern has a rest day."""
        return self.pattern.get(day) == 0

    def rate(self, item: str, day: int) -> Rate | None:
        """Return the rate of an item of these ranks on a day, at the notice given of it."""
        notice = None if self.told_on is None else clear_days(self.told_on, day)
        return rate_on(self.jurisdiction, item, self.ranks, day, notice)
