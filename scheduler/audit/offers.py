"""What each officer could do on each force day, by the audit's own reading: for checking bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from scheduler.audit.entitlement import Entitlements
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment
from scheduler.domain.work import LEAVE, REST, Post, Tour


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat an officer could take on a tour, its price in pence and the roles held over the whole tour."""

    post: str
    tour: str
    pence: int
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """An option an officer could hold on a force day.

    Attributes
    ----------
    seats
        Seats by tour.
    one_seat
        The tours overlap, so that only one of all these seats can be taken.
    """

    code: str
    seats: tuple[tuple[OpenSeat, ...], ...]
    one_seat: bool


class Offers:
    """Reads the offers of one officer after the other from the raw rows."""

    def __init__(self, tables: Entitlements) -> None:
        self._tables = tables
        self._pairs = {frozenset(pair) for pair in tables.scenario.combinations}
        self._zone = tables.scenario.horizon.zone
        self._advising = {role.role for role in tables.scenario.roles if role.advising}
        self._staffed: dict[tuple[str, str], list[Post]] = {
            (unit.unit, code): [
                post
                for post in tables.scenario.posts
                if code in post.tours and (not post.units or unit.unit in post.units)
            ]
            for unit in tables.scenario.units
            for code in tables.tours
        }

    def on(self, officer: Officer, day: int) -> tuple[Offer, ...]:
        """Return what an officer could do on a force day; leave only where they are abstracted altogether."""
        options = (REST, *self._tables.contracts[officer.contract].options)
        away = self._tables.away(officer.officer, day)
        absent = any(row.stops == "everything" for row in away)
        recalled = absent and all(row.recalled for row in away if row.stops == "everything")
        if not recalled and any(row.stops == "everything" and row.kind != "training" for row in away):
            return (Offer(LEAVE, (), one_seat=False),)
        # Called back from leave is for duty: training that is due waits for a day that is the officer's own to work.
        from_leave = recalled and not any(row.kind == "training" for row in away if row.stops == "everything")
        found = []
        for code in dict.fromkeys(options):
            tours = [] if code in (REST, LEAVE) else [self._tables.tours[name] for name in code.split("+")]
            trains = any(tour.kind == "training" for tour in tours)
            if code == LEAVE or (absent and not trains and not (recalled and tours)) or (trains and from_leave):
                continue
            if self._stand_together(tours, day) and not any(self._tables.day_refusals(officer.officer, day, tours)):
                seats = tuple(tuple(self._seats(officer, tour, day, tours)) for tour in tours)
                if tours and officer.offer is not None and not any(seats):
                    continue
                taken = [tour for tour, open_seats in zip(tours, seats, strict=True) if open_seats]
                found.append(Offer(code, seats, len(taken) == 2 and self._overlap(taken[0], taken[1], day)))
        if not absent:
            return tuple(found)
        on_leave = any(row.kind != "training" for row in away if row.stops == "everything")
        missed = REST if self._tables.can_train(officer.officer) and not on_leave else LEAVE
        return (*found, Offer(missed, (), one_seat=False))

    def _stand_together(self, tours: list[Tour], day: int) -> bool:
        for one, other in combinations(tours, 2):
            if frozenset((one.tour, other.tour)) not in self._pairs:
                return False
            attended = not (one.on_call or other.on_call)
            if attended and self._overlap(one, other, day):
                return False
        return True

    def _overlap(self, one: Tour, other: Tour, day: int) -> bool:
        begins = max(one.start_at(day, self._zone), other.start_at(day, self._zone))
        return begins < min(one.end_at(day, self._zone), other.end_at(day, self._zone))

    def _seats(self, officer: Officer, tour: Tour, day: int, held_too: list[Tour]) -> Iterator[OpenSeat]:
        armed = any(other.armed and other != tour and self._overlap(tour, other, day) for other in held_too)
        start_at, end_at = tour.start_at(day, self._zone), tour.end_at(day, self._zone)
        units = self._tables.records.ever(officer.officer)
        for post in dict.fromkeys(post for unit in sorted(units) for post in self._staffed[unit, tour.tour]):
            held = Assignment(officer.officer, day, tour.tour, start_at, end_at, officer.force, post.post, post.role)
            if any(self._tables.seat_refusals(held, tour, post)) or (armed and post.role in self._advising):
                continue
            wanted = {role for role in (post.driver_role, post.supervisor_role) if role}
            roles = frozenset(role for role in wanted if self._tables.serves_as(held, role))
            pence = post.away_price if officer.home_post is not None and officer.home_post != post.post else 0
            if self._tables.scenario.told is not None:
                pence += self._tables.scenario.told.other_seat(officer.officer, day, tour.tour, post.post)
            yield OpenSeat(post.post, tour.tour, pence, roles)
