"""Who may hold which tour and seat, read from the raw rows; shares nothing with what the planner is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scheduler.domain.aid import Offer
from scheduler.domain.findings import Finding, Grade
from scheduler.domain.people import Abstraction, Contract, Officer
from scheduler.domain.rota import Assignment, CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import LEAVE, REST, Post, Tour
from scheduler.rules.cover.courses import Courses, with_training
from scheduler.rules.cover.records import Records

RULE = "eligibility"
"""Code of the findings made here."""


class Entitlements:
    """The scenario's tables by key, for asking about one officer's force day at a time."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.tours = scenario.tours_by_code
        self.posts = {post.post: post for post in scenario.posts}
        self.officers = {officer.officer: officer for officer in scenario.officers}
        self.contracts = {contract.contract: contract for contract in scenario.contracts}
        self._roles = {role.role: role for role in scenario.roles}
        self.records = Records(scenario)
        self._offers = {name: offer for offer in scenario.offers for name in offer.officers}
        self._courses = Courses(scenario)
        self._away: dict[str, list[Abstraction]] = defaultdict(list)
        for away in scenario.abstractions:
            self._away[away.officer].append(away)

    def away(self, officer: str, day: int) -> list[Abstraction]:
        """Return the abstractions that cover an officer's force day."""
        return [row for row in self._away.get(officer, ()) if row.from_day <= day < row.until_day]

    def absent(self, officer: str, day: int) -> bool:
        """Say whether an officer is abstracted altogether on a force day, training they have a tour for left aside."""
        whole = [row for row in self.away(officer, day) if row.stops == "everything"]
        return any(row.kind != "training" for row in whole) or (bool(whole) and not self.can_train(officer))

    def can_train(self, officer: str) -> bool:
        """Say whether an officer's contract has a training tour."""
        options = self.contracts[self.officers[officer].contract].options
        named = {name for code in options if code not in (REST, LEAVE) for name in code.split("+")}
        return any(self.tours[name].kind == "training" for name in named)

    def authorised(self, officer: str, role: str, start_at: int, end_at: int) -> bool:
        """Say whether an authorisation, or several that join up, covers every instant of a tour."""
        return self.records.authorised(officer, role, start_at, end_at)

    def option_code(self, officer: Officer, tours: Sequence[str], day: int) -> tuple[str, bool]:
        """Return the option code that tours held on one force day make up, and whether the contract has it."""
        if not tours:
            return (LEAVE if self.absent(officer.officer, day) else REST), True
        contract: Contract = self.contracts[officer.contract]
        for code in contract.options:
            if code not in (REST, LEAVE) and sorted(code.split("+")) == sorted(set(tours)):
                return code, True
        return "+".join(code for code in self.tours if code in tours), False

    def day_refusals(self, officer: str, day: int, tours: Sequence[Tour]) -> Iterator[str]:
        """Yield what keeps an officer from the tours held on a force day, whatever the post."""
        away = self.away(officer, day)
        training = any(tour.kind == "training" for tour in tours)
        arranged = any(row.kind == "training" and row.stops == "everything" for row in away)
        for row in away:
            called = row.recalled and (arranged or not training)
            whole_day = row.stops == "everything" and not (called or (row.kind == "training" and training))
            armed = row.stops == "armed" and any(tour.armed for tour in tours)
            nights = row.stops == "nights" and any(tour.kind == "night" for tour in tours)
            if whole_day or armed or nights:
                yield f"not available on {iso_day(day)}"
                return
        zone = self.scenario.horizon.zone
        for tour in tours:
            if tour.armed and self.records.disarmed(officer, tour.start_at(day, zone), tour.end_at(day, zone)):
                yield f"not available on {iso_day(day)}"
                return
        due = all(self._courses.due(officer, tour.tour, day) for tour in tours if tour.kind == "training")
        if training and not arranged and not due:
            yield f"no training is arranged on {iso_day(day)}, and none is due by then"

    def seat_refusals(self, held: Assignment, tour: Tour, post: Post) -> Iterator[str]:
        """Yield what keeps an officer from the seat of one assignment."""
        officer, role = self.officers[held.officer], self._roles[post.role]
        on = f"on tour {tour.tour} of {iso_day(held.day)}"
        zone = self.scenario.horizon.zone
        start_at, end_at = tour.start_at(held.day, zone), tour.end_at(held.day, zone)
        if tour.tour not in post.tours:
            yield f"{post.post} is not staffed {on}"
        if any(line.operation == post.operation and held.officer in line.excluded for line in self.scenario.operations):
            yield f"not available for {post.post} on {iso_day(held.day)}"
        offer = self._offers.get(officer.officer)
        if offer is not None and not _for(offer, post):
            yield f"offer {offer.offer} is not for {post.post}"
        areas = [area for area in self.scenario.response_areas if post.post in area.posts]
        if tour.on_call and areas and offer is None and not any(held.officer in area.officers for area in areas):
            yield f"does not answer in {' or '.join(area.area for area in areas)} {on}"
        units = self.records.units(officer.officer, start_at, end_at)
        if post.units and not units <= set(post.units):
            yield f"unit {' and '.join(sorted(units - set(post.units)))} does not staff {post.post}"
        for message in self.records.refusals(officer.officer, role.role, start_at, end_at):
            yield f"{message} {on}"
        if not self.authorised(held.officer, post.role, start_at, end_at):
            yield f"not authorised as {post.role} over the whole time {on}"
        if self.stopped(held.officer, post.role, held.day):
            yield f"not available for {post.post} on {iso_day(held.day)}"

    def stopped(self, officer: str, role: str, day: int) -> bool:
        """Say whether a partial abstraction stops an officer from a role on a force day."""
        asked = self._roles[role]
        stops = {row.stops for row in self.away(officer, day)}
        return (
            ("armed" in stops and asked.armed)
            or ("command" in stops and asked.command)
            or ("driving" in stops and asked.driving)
        )

    def serves_as(self, held: Assignment, role: str) -> bool:
        """Say whether an officer holds one more role over a whole tour."""
        able = self.records.holds(held.officer, role, held.start_at, held.end_at)
        return able and not self.stopped(held.officer, role, held.day)


def _for(offer: Offer, post: Post) -> bool:
    """Say whether an offer's officers may fill a post by what its duties are for."""
    named = not offer.posts or post.post in offer.posts
    if post.purpose in ("counter_terrorism", "contingency") and offer.relation != "military":
        return named and offer.counter_terrorism
    return (
        named
        and (offer.relation != "military" or post.purpose != "routine")
        and not (offer.relation == "military" and post.purpose == "counter_terrorism")
    )


def entitlement_findings(scenario: Scenario, rota: Rota) -> list[Finding]:
    """Return every name that is unknown, every time that is wrong and every tour or seat an officer may not hold."""
    tables = Entitlements(with_training(scenario, rota))
    found: list[Finding] = []
    by_day: dict[tuple[str, int], list[Assignment]] = defaultdict(list)
    for held in rota.assignments:
        problems = list(_mismatches(tables, held))
        found += [_finding("mismatch", held, message, excess) for message, excess in problems]
        if held.officer in tables.officers and held.tour in tables.tours and held.day in scenario.horizon.days:
            by_day[held.officer, held.day].append(held)
            post = tables.posts.get(held.post)
            if post:
                refusals = tables.seat_refusals(held, tables.tours[held.tour], post)
                found += [_finding("ineligible", held, message) for message in refusals]
    for (officer, day), work in by_day.items():
        codes = list(dict.fromkeys(held.tour for held in work))
        code, known = tables.option_code(tables.officers[officer], codes, day)
        if not known:
            contract = tables.officers[officer].contract
            found.append(_finding("ineligible", work[0], f"contract {contract} has no option {code}"))
        refusals = tables.day_refusals(officer, day, [tables.tours[name] for name in codes])
        found += [_finding("ineligible", work[0], message) for message in refusals]
    return [*found, *_crew_mismatches(tables.posts, rota)]


def crew_mismatches(scenario: Scenario, rota: Rota) -> list[Finding]:
    """Return every crew seat of an officer who is not placed there, or who sits in two cars of one tour."""
    return list(_crew_mismatches({post.post: post for post in scenario.posts}, rota))


def _finding(grade: Grade, held: Assignment, message: str, excess: int = 1) -> Finding:
    return Finding(RULE, grade, held.officer, held.day, excess, 0, message)


def _mismatches(tables: Entitlements, held: Assignment) -> Iterator[tuple[str, int]]:
    """Yield what an assignment says that the scenario does not, with its excess."""
    horizon = tables.scenario.horizon
    if held.officer not in tables.officers:
        yield f"officer {held.officer} is unknown", 1
    if held.day not in horizon.days:
        yield f"{iso_day(held.day)} is not a planned force day", 1
    tour = tables.tours.get(held.tour)
    if tour is None:
        yield f"tour {held.tour} is unknown", 1
    else:
        start_at, end_at = tour.start_at(held.day, horizon.zone), tour.end_at(held.day, horizon.zone)
        off = abs(held.start_at - start_at) + abs(held.end_at - end_at)
        if off:
            yield f"tour {held.tour} of {iso_day(held.day)} has other times, {off} minutes off altogether", off
    post = tables.posts.get(held.post)
    if held.post and post is None:
        yield f"post {held.post} is unknown", 1
    if held.role != (post.role if post else ""):
        yield f"role {held.role or 'none'} is not the role of {held.post or 'a tour without a post'}", 1


def _crew_mismatches(posts: Mapping[str, Post], rota: Rota) -> Iterator[Finding]:
    """Yield the crew seats of officers who are not placed there, or who sit in two cars of one tour."""
    crewed = {seat.post for seat in rota.crews}
    placed = {(held.officer, held.post, held.tour, held.day) for held in rota.assignments if held.post in crewed}
    cars: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
    for seat in rota.crews:
        key = (seat.officer, seat.post, seat.tour, seat.day)
        if key not in placed:
            message = f"sits in {seat.vehicle} at {_place_words(seat)}, where no assignment places them"
            yield Finding(RULE, "mismatch", seat.officer, seat.day, 1, 0, message)
        cars[key].add(seat.vehicle)
        if len(cars[key]) == 2:
            message = f"sits in two cars at {_place_words(seat)}"
            yield Finding(RULE, "mismatch", seat.officer, seat.day, 1, 0, message)
        if seat.post in posts and not posts[seat.post].crewed:
            yield Finding(RULE, "mismatch", seat.officer, seat.day, 1, 0, f"{seat.post} has no cars to crew")


def _place_words(seat: CrewSeat) -> str:
    return f"{seat.post} on tour {seat.tour} of {iso_day(seat.day)}"
