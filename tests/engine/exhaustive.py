"""The best of all rotas of a tiny scenario, by trying every line of every officer: shares nothing with the engine.

Lines are priced by the rules' second faces, options and seats are the audit's own reading of the raw rows, and cover
is counted minute by minute. Officers are added one after the other; of those that leave the same number of officers,
drivers and supervisors at every place only the cheapest is kept. Nothing is bounded, cut or estimated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from scheduler.audit.entitlement import Entitlements
from scheduler.audit.offers import Offer, Offers, OpenSeat
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.duties import duties_of
from scheduler.domain.price import FREE, N_LEVELS, Price
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Duty, Post, dated_option
from scheduler.rules.groups import rules_of_group

Place = tuple[str, str, int]
"""Post, tour and force day."""

BITS = 3
"""Bits of one count in a profile: up to seven officers."""

APART = 10**9
"""How far apart levels are kept; nothing in a tiny scenario comes near it."""


@dataclass(frozen=True)
class Island:
    """Places that have to be judged together: they serve a common duty, or may want a vehicle at the same time."""

    places: tuple[Place, ...]
    duties: tuple[Duty, ...]


class Exhaustive:
    """Every rota of a scenario, as profiles: how many officers, drivers, supervisors and lent officers stand where.

    A profile is one whole number with ``BITS`` bits for each count, so that adding an officer is an addition.
    """

    def __init__(self, scenario: Scenario) -> None:
        assert len(scenario.officers) < 1 << BITS
        assert len(scenario.offers) <= 1
        self.scenario = scenario
        self.posts = {post.post: post for post in scenario.posts}
        self.tours = scenario.tours_by_code
        self.command = {role.role for role in scenario.roles if role.command}
        self._hands: dict[str, dict[frozenset[Place], int]] = {}
        self.islands = self._islands()
        self._bit = {
            place: BITS * 4 * number for number, place in enumerate(p for one in self.islands for p in one.places)
        }
        self.pence = self._profiles()

    def optimum(self) -> Price:
        """Return the price of the best rota, level by level."""
        ranked = self.least([APART ** (N_LEVELS - 1 - level) for level in range(N_LEVELS)])
        levels = []
        for _ in range(N_LEVELS):
            ranked, level = divmod(ranked, APART)
            levels.append(level)
        return Price(*reversed(levels))

    def least(self, weights: Sequence[int]) -> int:
        """Return the least sum of levels times weights over all rotas."""
        known: list[dict[int, int]] = [{} for _ in self.islands]
        spans = [
            (self._bit[one.places[0]] if one.places else 0, (1 << 4 * BITS * len(one.places)) - 1)
            for one in self.islands
        ]
        best: int | None = None
        for profile, pence in self.pence.items():
            total = pence * weights[-1]
            for island, seen, (lowest, mask) in zip(self.islands, known, spans, strict=True):
                counts = profile >> lowest & mask
                if counts not in seen:
                    seen[counts] = min(
                        sum(weight * part for weight, part in zip(weights, price, strict=True))
                        for price in self._outcomes(profile, island)
                    )
                total += seen[counts]
            best = total if best is None else min(best, total)
        assert best is not None
        return best

    # Officers ---------------------------------------------------------------------------------------------------

    def _profiles(self) -> dict[int, int]:
        """Return every profile all officers together can leave, with the least pence of their lines."""
        total = {0: 0}
        for brief in officer_briefs(self.scenario):
            own = self._own_profiles(brief)
            after: dict[int, int] = {}
            for before, spent in total.items():
                for profile, pence in own.items():
                    joint = before + profile
                    if after.get(joint, spent + pence + 1) > spent + pence:
                        after[joint] = spent + pence
            total = after
        return total

    def _own_profiles(self, brief: OfficerBrief) -> dict[int, int]:
        scenario, horizon = self.scenario, self.scenario.horizon
        contract = next(row for row in scenario.contracts if row.contract == brief.officer.contract)
        rules = [rule for group in scenario.rules if group.group == contract.rules for rule in rules_of_group(group)]
        offers = Offers(Entitlements(scenario))
        daily = [offers.on(brief.officer, day) for day in horizon.days]
        found: dict[int, int] = {}
        for offered in product(*daily):
            line = [
                dated_option(offer.code, self.tours, day, horizon.zone)
                for offer, day in zip(offered, horizon.days, strict=True)
            ]
            findings = [finding for rule in rules for finding in rule.findings(brief, line, horizon)]
            if any(finding.grade == "breach" for finding in findings):
                continue
            pence = sum(finding.pence for finding in findings if finding.grade == "cost")
            for profile, extra in self._seated(offered, lent=brief.officer.offer is not None):
                found[profile] = min(found.get(profile, pence + extra), pence + extra)
        return found

    def _seated(self, offered: Sequence[Offer], *, lent: bool) -> Iterator[tuple[int, int]]:
        """Yield each way to take seats over a line, as a profile and its away pence."""
        total = {0: 0}
        for day, offer in zip(self.scenario.horizon.days, offered, strict=True):
            after: dict[int, int] = {}
            for taken in product(*((None, *seats) for seats in offer.seats)):
                seats = [seat for seat in taken if seat is not None]
                if offer.one_seat and len(seats) > 1:
                    continue
                profile = sum(self._of_seat(seat, day, lent=lent) for seat in seats)
                pence = sum(seat.pence for seat in seats)
                for before, spent in total.items():
                    joint = before + profile
                    after[joint] = min(after.get(joint, spent + pence), spent + pence)
            total = after
        yield from total.items()

    def _of_seat(self, seat: OpenSeat, day: int, *, lent: bool) -> int:
        """Return the profile of one officer in one seat; nothing where nobody is wanted there."""
        bit = self._bit.get((seat.post, seat.tour, day))
        if bit is None:
            return 0
        post = self.posts[seat.post]
        drives = post.driver_role in seat.roles
        supervises = post.supervisor_role in seat.roles
        return (1 + (drives << BITS) + (supervises << 2 * BITS) + (lent << 3 * BITS)) << bit

    # Cover ------------------------------------------------------------------------------------------------------

    def _islands(self) -> list[Island]:
        """Return places that have to be judged together, each with the duties they serve."""
        duties = [duty for duty in duties_of(self.scenario) if duty.target > 0]
        groups: list[tuple[set[Place], list[Duty]]] = []
        for duty in duties:
            places, served = {place for place in self._all_places() if self._serves(place, duty)}, [duty]
            for group in [group for group in groups if any(self._tied(a, b) for a in places for b in group[0])]:
                groups.remove(group)
                places, served = places | group[0], [*group[1], *served]
            groups.append((places, served))
        return [Island(tuple(sorted(places)), tuple(served)) for places, served in groups]

    def _all_places(self) -> list[Place]:
        return [
            (post.post, code, day)
            for post in self.posts.values()
            for code in set(post.tours)
            for day in self.scenario.horizon.days
        ]

    def _serves(self, place: Place, duty: Duty) -> bool:
        post, code, day = place
        if post != duty.post:
            return False
        if duty.tour is not None:
            return (code, day) == (duty.tour, duty.day)
        opens, closes = self._window(code, day)
        return opens < duty.end_at and duty.start_at < closes

    def _tied(self, one: Place, other: Place) -> bool:
        """Say whether two places are one, or could want the same vehicle at the same time."""
        pool = self.posts[one[0]].vehicle_pool
        if one == other:
            return True
        return bool(pool) and pool == self.posts[other[0]].vehicle_pool and self._at_once(one, other)

    def _at_once(self, one: Place, other: Place) -> bool:
        (begin, end), (start, until) = self._out(one), self._out(other)
        return begin < until and start < end

    def _window(self, code: str, day: int) -> tuple[int, int]:
        tour, zone = self.tours[code], self.scenario.horizon.zone
        return tour.start_at(day, zone) + tour.ready, tour.end_at(day, zone) - tour.stand_down

    def _out(self, place: Place) -> tuple[int, int]:
        tour, zone = self.tours[place[1]], self.scenario.horizon.zone
        return tour.start_at(place[2], zone), tour.end_at(place[2], zone)

    def _outcomes(self, profile: int, island: Island) -> Iterator[Price]:
        """Yield the price of an island for each number of cars that may be crewed at each of its places."""
        most, helped = {}, 0
        for place in island.places:
            counts = profile >> self._bit[place]
            mask = (1 << BITS) - 1
            lent = counts >> 3 * BITS & mask
            helped += lent
            most[place] = self._most(
                self.posts[place[0]], counts & mask, counts >> BITS & mask, counts >> 2 * BITS & mask, lent
            )
        used = FREE
        for offer in self.scenario.offers:
            level = {"military": "military", "national": "national"}.get(offer.relation, "neighbours")
            used = Price(**{level: helped})
        choices = [range(count + 1) if self.posts[place[0]].crewed else (count,) for place, count in most.items()]
        for chosen in product(*choices):
            filled = dict(zip(island.places, chosen, strict=True))
            if self._vehicles_suffice(filled):
                price = used
                for duty in island.duties:
                    price = price.plus(self._shortage(duty, filled))
                yield price

    @staticmethod
    def _most(post: Post, present: int, drivers: int, supervisors: int, lent: int) -> int:
        """Return how many places of a post are filled at most: officers on single seats, or whole crews."""
        if not post.crewed:
            return present
        cars = 0
        while (
            post.crew_size * (cars + 1) <= present
            and cars + 1 <= present - lent
            and (not post.driver_role or cars + 1 <= drivers)
            and (
                not (post.supervisor_role and post.cars_per_supervisor)
                or cars + 1 <= post.cars_per_supervisor * supervisors
            )
        ):
            cars += 1
        return cars

    def _vehicles_suffice(self, filled: dict[Place, int]) -> bool:
        """Say whether every crewed car can be given a vehicle of its pool, by trying all ways."""
        trips = [place for place, count in filled.items() if self.posts[place[0]].vehicle_pool for _ in range(count)]
        trips.sort(key=self._out)
        return self._given(trips, [])

    def _given(self, trips: Sequence[Place], out: list[tuple[str, Place]]) -> bool:
        if len(out) == len(trips):
            return True
        place = trips[len(out)]
        for vehicle in self.scenario.vehicles:
            on_road = not any(off <= place[2] < back for off, back in vehicle.off_road)
            free = all(name != vehicle.vehicle or not self._at_once(place, other) for name, other in out)
            ours = vehicle.pool == self.posts[place[0]].vehicle_pool
            if ours and on_road and free and self._given(trips, [*out, (vehicle.vehicle, place)]):
                return True
        return False

    def _shortage(self, duty: Duty, filled: dict[Place, int]) -> Price:
        """Return what a duty costs that lacks places, counted minute by minute if it is stated on a span."""
        post, prices = self.posts[duty.post], self.scenario.prices
        if duty.tour is not None:
            worst = filled.get((duty.post, duty.tour, duty.day), 0)
            hourly = 0
        else:
            counts = self._by_hands(duty, filled)
            worst = min((count for count, _ in counts), default=duty.target)
            hourly = sum(
                prices.uncovered_hour * -(-minutes // 60) * max(0, duty.target - count) for count, minutes in counts
            )
        graded = max(0, duty.minimum - worst) * post.priority
        pence = prices.target_short * max(0, duty.target - worst) + hourly
        return Price(command=graded, pence=pence) if post.role in self.command else Price(crews=graded, pence=pence)

    def _by_hands(self, duty: Duty, filled: dict[Place, int]) -> list[tuple[int, int]]:
        """Return (places filled, minutes) for each set of tours that could serve the same minutes of a duty."""
        if duty.duty not in self._hands:
            self._hands[duty.duty] = self._hands_of(duty)
        hands = self._hands[duty.duty]
        return [(sum(filled.get(place, 0) for place in able), minutes) for able, minutes in hands.items()]

    def _hands_of(self, duty: Duty) -> dict[frozenset[Place], int]:
        """Return how many minutes of a duty each set of tours could serve.

        Minutes that a tour outside the planned days could serve belong to another rota.
        """
        minutes: dict[frozenset[Place], int] = defaultdict(int)
        near = [(code, day) for code in set(self.posts[duty.post].tours) for day in range(duty.day - 2, duty.day + 3)]
        windows = {(duty.post, code, day): self._window(code, day) for code, day in near}
        for minute in range(duty.start_at, duty.end_at):
            able = frozenset(place for place, (opens, closes) in windows.items() if opens <= minute < closes)
            if all(day in self.scenario.horizon.days for _, _, day in able):
                minutes[able] += 1
        return minutes
