"""How the second faces of cover and crew rules read a finished rota; no first face reads this module.

An officer counts at a post who holds its role over the whole tour by the raw rows. A car counts if its
named crew is whole; in a rota that names no crews, as many count as the officers placed there can make up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from operator import attrgetter
from typing import Any

from scheduler.domain.duties import duties_of
from scheduler.domain.findings import Finding
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Duty, Post
from scheduler.rules.cover.records import Records

Place = tuple[str, str, int]
"""Post, tour and the force day the tour starts on."""


def in_order(rota: Rota) -> list[Assignment]:
    """Return a rota's assignments, each once, in order."""
    ordered = sorted(rota.assignments, key=_AS_COMPARED)
    return [one for one, after in pairwise((*ordered, None)) if one is not None and one != after]


_AS_COMPARED = attrgetter(*(field.name for field in fields(Assignment)))
"""As assignments compare themselves, many times as fast."""


def muster_of(scenario: Scenario, rota: Rota) -> Muster:
    """Return who stands where in a finished rota; rules that ask one after the other share the answer."""
    if not (_newest and _newest[0] is scenario and _newest[1] is rota):
        _newest[:] = [scenario, rota, Muster(scenario, rota)]
    found: Muster = _newest[2]
    return found


_newest: list[Any] = []
"""The scenario and rota last asked about, and their muster."""


class Muster:
    """Who stands where in a finished rota, and which cars that makes.

    Parameters
    ----------
    scenario
        Whose posts, roles, authorisations and abstractions are read raw.
    rota
        Assignments to unknown posts, or on a tour the post is not staffed on, count nowhere.
    """

    def __init__(self, scenario: Scenario, rota: Rota) -> None:
        self.scenario = scenario
        self.posts = {post.post: post for post in scenario.posts}
        self.tours = scenario.tours_by_code
        self._roles = {role.role: role for role in scenario.roles}
        self._records = Records(scenario)
        self._abstractions: dict[str, list[Abstraction]] = defaultdict(list)
        for away in scenario.abstractions:
            self._abstractions[away.officer].append(away)
        self.placed: dict[Place, list[Assignment]] = defaultdict(list)
        for held in in_order(rota):
            post = self.posts.get(held.post)
            if post and held.tour in post.tours and held.tour in self.tours and self.holds(held, post.role):
                self.placed[held.post, held.tour, held.day].append(held)
        self.crews: dict[Place, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for seat in rota.crews:
            self.crews[seat.post, seat.tour, seat.day][seat.vehicle].add(seat.officer)
        self.names_crews = bool(rota.crews)
        self._cars: dict[Place, int] = {}
        self._able: dict[tuple[Place, str], set[str]] = {}

    def holds(self, held: Assignment, role: str) -> bool:
        """Say whether an officer holds a role at every instant of a tour, and nothing stops it on its force day."""
        asked = self._roles.get(role)
        for away in self._abstractions.get(held.officer, ()):
            if asked and away.from_day <= held.day < away.until_day:
                stopped = {"armed": asked.armed, "command": asked.command, "driving": asked.driving}
                if stopped.get(away.stops, False):
                    return False
        return asked is not None and self._records.holds(held.officer, role, held.start_at, held.end_at)

    def with_role(self, place: Place, role: str) -> set[str]:
        """Return the officers placed somewhere who hold one more role there."""
        if (place, role) not in self._able:
            self._able[place, role] = {held.officer for held in self.placed.get(place, ()) if self.holds(held, role)}
        return self._able[place, role]

    def whole_crews(self, place: Place) -> list[str]:
        """Return the vehicles whose named crew is whole: enough officers placed there, one of them a driver."""
        post = self.posts[place[0]]
        present = {held.officer for held in self.placed.get(place, ())}
        drivers = self.with_role(place, post.driver_role) if post.driver_role else present
        return [
            vehicle
            for vehicle, crew in sorted(self.crews.get(place, {}).items())
            if len(crew & present) >= post.crew_size and crew & drivers
        ]

    def cars(self, place: Place) -> int:
        """Return how many cars count at a place; every duty that reaches over it asks."""
        if place not in self._cars:
            self._cars[place] = self._counted(place)
        return self._cars[place]

    def _counted(self, place: Place) -> int:
        post = self.posts[place[0]]
        if self.names_crews:
            count = len(self.whole_crews(place))
        else:
            count = len(self.placed.get(place, ())) // post.crew_size
            if post.driver_role:
                count = min(count, len(self.with_role(place, post.driver_role)))
        if post.supervisor_role and post.cars_per_supervisor:
            count = min(count, post.cars_per_supervisor * len(self.with_role(place, post.supervisor_role)))
        return count


@dataclass(frozen=True, slots=True)
class Part:
    """Some instants of a duty and how many places of it are filled there."""

    start_at: int
    end_at: int
    filled: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """What one duty has and lacks.

    Attributes
    ----------
    parts
        The duty in pieces over which the same tours could serve, in order of time.
    below_minimum, below_target
        Places missing at the worst instant, up to the minimum and from there to the target.
    minimum_pence, target_pence
        L6 price of the places below the minimum, and of those between minimum and target.
    """

    duty: Duty
    post: Post
    parts: tuple[Part, ...]
    below_minimum: int
    below_target: int
    minimum_pence: int
    target_pence: int


def shortages(scenario: Scenario, rota: Rota, *, crewed: bool) -> list[Shortage]:
    """Return every duty of crewed or of uncrewed posts, with what it lacks."""
    muster = muster_of(scenario, rota)
    found = []
    for duty in duties_of(scenario):
        post = muster.posts.get(duty.post)
        if post is not None and post.crewed == crewed:
            pieces = [_on_a_tour(muster, duty)] if duty.tour is not None else _on_a_span(muster, duty, post)
            found.append(_weighed(muster, duty, post, pieces))
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    part: Part
    hands: frozenset[tuple[str, int]]


def _on_a_tour(muster: Muster, duty: Duty) -> _Piece:
    place = (duty.post, duty.tour or "", duty.day)
    filled = muster.cars(place) if muster.posts[duty.post].crewed else len(muster.placed.get(place, ()))
    return _Piece(Part(duty.start_at, duty.end_at, filled), frozenset())


def _on_a_span(muster: Muster, duty: Duty, post: Post) -> list[_Piece]:
    """Sweep over a duty, opening and closing the tours that could serve it, and count who does in each piece.

    Pieces a tour outside the planned days could serve are another rota's.
    """
    horizon = muster.scenario.horizon
    turns: list[tuple[int, int, tuple[str, int]]] = [(duty.start_at, 0, ("", 0)), (duty.end_at, 0, ("", 0))]
    for day in range(duty.day - 2, duty.day + 2):
        for code in set(post.tours):
            tour = muster.tours[code]
            opens, closes = tour.seat_from(day, horizon.zone), tour.seat_until(day, horizon.zone)
            if opens < closes:
                turns += [(opens, 1, (code, day)), (closes, -1, (code, day))]
    serving = _serving(muster, duty, post)
    open_now: set[tuple[str, int]] = set()
    pieces, since = [], duty.start_at
    for at, turn, dated in sorted(turns):
        if duty.start_at <= since < at <= duty.end_at and all(day in horizon.days for _, day in open_now):
            filled = sum(count for begin, end, count in serving if begin <= since and at <= end)
            pieces.append(_Piece(Part(since, at, filled), frozenset(open_now)))
        since = max(since, min(at, duty.end_at))
        if turn > 0:
            open_now.add(dated)
        elif turn < 0:
            open_now.discard(dated)
    return pieces


def _serving(muster: Muster, duty: Duty, post: Post) -> list[tuple[int, int, int]]:
    """Return from when until when how many seats or cars of the post are filled, around a duty's force day."""
    found = []
    for day in range(duty.day - 2, duty.day + 2):
        for code in set(post.tours):
            tour, held = muster.tours[code], muster.placed.get((post.post, code, day), [])
            if not held:
                continue
            if post.crewed:
                begin, end = max(one.start_at for one in held), min(one.end_at for one in held)
                found.append((begin + tour.ready, end - tour.stand_down, muster.cars((post.post, code, day))))
            else:
                found += [(one.start_at + tour.ready, one.end_at - tour.stand_down, 1) for one in held]
    return found


def _weighed(muster: Muster, duty: Duty, post: Post, pieces: Sequence[_Piece]) -> Shortage:
    """Count what a duty lacks at its worst instant, and price it once, and each short hour besides."""
    prices = muster.scenario.prices
    minutes: dict[frozenset[tuple[str, int]], int] = defaultdict(int)
    least: dict[frozenset[tuple[str, int]], int] = {}
    for piece in pieces:
        minutes[piece.hands] += piece.part.end_at - piece.part.start_at
        least[piece.hands] = min(piece.part.filled, least.get(piece.hands, piece.part.filled))
    below_minimum = max((duty.minimum - filled for filled in least.values()), default=0)
    missing = max((duty.target - filled for filled in least.values()), default=0)
    below_minimum, missing = max(0, below_minimum), max(0, missing)
    each = prices.target_short if duty.short_price is None else duty.short_price
    pence = [each * below_minimum, each * (missing - below_minimum)]
    for hands, filled in least.items() if duty.tour is None else ():
        grave = max(0, duty.minimum - filled)
        by_the_hour = prices.uncovered_hour * ((minutes[hands] + 59) // 60)
        pence[0] += grave * by_the_hour
        pence[1] += (max(0, duty.target - filled) - grave) * by_the_hour
    parts = tuple(piece.part for piece in pieces)
    return Shortage(duty, post, parts, below_minimum, missing - below_minimum, pence[0], pence[1])


def shortage_findings(code: str, found: Sequence[Shortage]) -> list[Finding]:
    """Say of each duty that lacks something what it lacks: ``uncovered`` below its minimum, ``shortfall`` above."""
    findings = []
    for short in found:
        duty, word = short.duty, "cars" if short.post.crewed else "officers"
        filled = min((part.filled for part in short.parts), default=0)
        has = f"{filled} {word} at the worst instant of {iso_day(duty.day)}"
        if short.below_minimum:
            excess = short.below_minimum * short.post.priority
            message = f"{has}; the minimum is {duty.minimum}"
            findings.append(Finding(code, "uncovered", duty.duty, duty.day, excess, short.minimum_pence, message))
        if short.below_target:
            message = f"{has}; the target is {duty.target}"
            findings.append(
                Finding(code, "shortfall", duty.duty, duty.day, short.below_target, short.target_pence, message)
            )
    return findings
