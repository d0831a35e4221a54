"""Cars crewed anew at whose tour somebody came or went, typed or amended; all other crews stay as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import chain
from operator import attrgetter

from scheduler.audit import Entitlements
from scheduler.domain.crewing import crews_of
from scheduler.domain.duties import duties_of
from scheduler.domain.rota import Assignment, CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post

Place = tuple[str, str, int]
"""Post, tour and force day."""

_REACHES = range(-2, 3)
"""Force days around one on which a tour can begin that is out at the same instants."""

_AS_COMPARED = attrgetter(*(part.name for part in fields(CrewSeat)))
"""As seats compare themselves, many times as fast."""


class Crewing:
    """Crews anew where officers changed, as far as vehicles, drivers and supervisors go.

    Parameters
    ----------
    before
        The rota whose crews are kept wherever the same officers are on the same tour.
    """

    def __init__(self, scenario: Scenario, before: Rota, tables: Entitlements) -> None:
        self._scenario = scenario
        self._tables = tables
        self._crews = before.crews
        self._held = before.assignments
        self._teams = {officer.officer: officer.team or "" for officer in scenario.officers}
        self._lent = {officer.officer for officer in scenario.officers if officer.offer is not None}

    @cached_property
    def _targets(self) -> Mapping[tuple[str, int], int]:
        """Most cars that any duty of a post and force day wants."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for duty in duties_of(self._scenario):
            found[duty.post, duty.day] = max(found[duty.post, duty.day], duty.target)
        return found

    def crewed(self, assignments: Iterable[Assignment]) -> Rota:
        """Return the rota of some assignments; it names no crews where the rota before named none."""
        held = tuple(assignments)
        if not self._crews:
            return Rota(held)
        before, after = self._changed(held)
        touched = {
            place
            for place in before.keys() | after.keys()
            if self._crewed(place) and self._names(before, place) != self._names(after, place)
        }
        kept: list[CrewSeat] = []
        waiting: dict[Place, list[CrewSeat]] = {place: [] for place in touched}
        for seat in self._crews:
            waiting.get((seat.post, seat.tour, seat.day), kept).append(seat)
        near = {day + by for _, _, day in touched for by in _REACHES}
        out = [seat for seat in kept if seat.day in near]
        for place in sorted(touched, key=lambda place: (place[2], place)):
            went = sorted({seat.vehicle for seat in waiting.pop(place)})
            # Vehicles of places whose turn comes later are theirs: nobody else may take them first.
            taken = [*out, *chain.from_iterable(waiting.values())]
            crews = list(self._crews_at(place, after.get(place, []), went, taken))
            kept += crews
            out += crews
        return Rota(held, tuple(sorted(kept, key=_AS_COMPARED)))

    def _changed(
        self, held: Collection[Assignment]
    ) -> tuple[dict[Place, list[Assignment]], dict[Place, list[Assignment]]]:
        """Return those who had and who have a seat, where an assignment of either rota is not the very one of the other.

        Most of a rota is left as it was by who changes it, and need not be compared.
        """
        was, now = set(map(id, self._held)), set(map(id, held))
        moved = [one for one in self._held if id(one) not in now]
        moved += [one for one in held if id(one) not in was]
        places = {(one.post, one.tour, one.day) for one in moved}
        return _placed(self._held, places), _placed(held, places)

    def _crewed(self, place: Place) -> bool:
        post = self._tables.posts.get(place[0])
        return post is not None and post.crewed and place[1] in self._tables.tours

    @staticmethod
    def _names(placed: Mapping[Place, list[Assignment]], place: Place) -> set[str]:
        return {held.officer for held in placed.get(place, ())}

    def _crews_at(
        self, place: Place, held: list[Assignment], went: Sequence[str], out: Sequence[CrewSeat]
    ) -> Iterator[CrewSeat]:
        """Yield the seats of one post and tour: as many whole crews as before or as the target wants, if there are.

        Parameters
        ----------
        went
            Vehicles that went there before.
        out
            Seats of other places around that day.
        """
        post, tour, day = self._tables.posts[place[0]], place[1], place[2]
        able = [one for one in held if self._tables.serves_as(one, post.role)]
        roles = {
            one.officer: frozenset(
                role
                for role in (post.driver_role, post.supervisor_role)
                if role is not None and self._tables.serves_as(one, role)
            )
            for one in able
        }
        vehicles = self._vehicles(post, place, went, out)
        crews = crews_of(post, roles, self._teams, min(_whole_crews(post, roles), len(vehicles)), self._lent)
        for vehicle, crew in zip(vehicles, crews, strict=False):
            for seat, officer in crew:
                yield CrewSeat(post.post, day, tour, vehicle, seat, officer)

    def _vehicles(self, post: Post, place: Place, before: Sequence[str], out: Sequence[CrewSeat]) -> list[str]:
        """Return the vehicles that may go: those that went before, then free ones up to what the target wants."""
        more = max(0, self._targets[post.post, place[2]] - len(before))
        if post.vehicle_pool is None:
            free = [f"{post.post}-{number + 1}" for number in range(len(before) + more)]
        else:
            taken = self._taken(place, out)
            free = [
                one.vehicle
                for one in self._scenario.vehicles
                if one.pool == post.vehicle_pool
                and one.vehicle not in taken
                and not any(off <= place[2] < back for off, back in one.off_road)
            ]
        return [*before, *[vehicle for vehicle in free if vehicle not in before][:more]]

    def _taken(self, place: Place, out: Sequence[CrewSeat]) -> set[str]:
        """Return the vehicles that are out at any instant of a tour."""
        zone, tours = self._scenario.horizon.zone, self._tables.tours
        start_at, end_at = tours[place[1]].start_at(place[2], zone), tours[place[1]].end_at(place[2], zone)
        meanwhile = {
            (tour, day)
            for tour, day in {(seat.tour, seat.day) for seat in out}
            if day - place[2] in _REACHES
            and tours[tour].start_at(day, zone) < end_at
            and start_at < tours[tour].end_at(day, zone)
        }
        return {seat.vehicle for seat in out if (seat.tour, seat.day) in meanwhile}


def _whole_crews(post: Post, roles: Mapping[str, frozenset[str]]) -> int:
    """Return how many cars officers with these roles can crew."""
    count = len(roles) // post.crew_size
    if post.driver_role:
        count = min(count, sum(post.driver_role in held for held in roles.values()))
    if post.supervisor_role and post.cars_per_supervisor:
        count = min(count, post.cars_per_supervisor * sum(post.supervisor_role in held for held in roles.values()))
    return count


def _placed(assignments: Iterable[Assignment], places: Collection[Place]) -> dict[Place, list[Assignment]]:
    posts = {post for post, _, _ in places if post}
    placed: dict[Place, list[Assignment]] = defaultdict(list)
    for held in assignments:
        if held.post in posts and (place := (held.post, held.tour, held.day)) in places:
            placed[place].append(held)
    return placed
