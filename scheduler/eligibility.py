"""Eligibility: which officer may do what on which force day, in which seats, and why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import combinations

from scheduler.domain.aid import permitted
from scheduler.domain.availability import recalled_days
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.events import Gate
from scheduler.domain.findings import Reason
from scheduler.domain.people import Abstraction, Officer, Role
from scheduler.domain.renewal import renewals
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import Spans, holds, overlaps
from scheduler.domain.time import iso_day, minute_of, utc
from scheduler.domain.training import training_needs
from scheduler.domain.work import LEAVE, REST, Post, Tour
from scheduler.register.competence import NOT_AVAILABLE, Competence

EVERYTHING = "everything"
Held = tuple[frozenset[str], ...]
"""Roles held over each tour of a contract's tours, in that order."""
Units = tuple[frozenset[str], ...]
"""The units over each tour of a contract's tours, in that order: one but for a change within the tour."""
Awaited = tuple[tuple[str, frozenset[Gate]], ...]
"""Roles held over a tour only where training opens some gates first."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A post one officer may fill on a tour.

    Attributes
    ----------
    pence
        What the placement costs: the post's away price for an officer whose home post is another one.
    roles
        Which of the post's driver and supervisor roles the officer holds over the whole tour.
    awaits
        Gates that have to be opened by training first, for the seat or for one of these roles; rows see to it
        (`rules/cover/trained_first.py`). Where only a role waits, the seat is offered without that role as well.
    """

    post: str
    tour: str
    pence: int
    roles: frozenset[str]
    awaits: frozenset[Gate] = frozenset()


@dataclass(frozen=True, slots=True)
class DayOptions:
    """What an officer may do on one force day; alike officers share one and the same object.

    Attributes
    ----------
    options
        Option codes allowed; never empty.
    seats
        Option code -> groups of seats. The officer takes at most one seat of each group, or none; an option without
        seats is not in the map. Tours that overlap share a group, so that nobody is in two seats at once.
    """

    options: tuple[str, ...]
    seats: Mapping[str, tuple[tuple[Seat, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficerOptions:
    """One officer's options, one entry for each planned force day in order."""

    officer: str
    days: tuple[DayOptions, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of all officers, in the scenario's order."""

    officers: tuple[OfficerOptions, ...]

    def of(self, officer: str) -> OfficerOptions:
        """Return one officer's options.

        Raises
        ------
        KeyError
            If the officer is unknown.
        """
        for options in self.officers:
            if options.officer == officer:
                return options
        raise KeyError(officer)


def options_of(scenario: Scenario, briefs: Sequence[OfficerBrief]) -> Options:
    """Return what each officer may do on each planned force day.

    Parameters
    ----------
    briefs
        The officers wanted, in the order wanted.
    """
    reader = Eligibility(scenario)
    return Options(tuple(OfficerOptions(brief.officer.officer, reader.days(brief.officer)) for brief in briefs))


@dataclass(frozen=True, slots=True)
class _Like:
    """Everything that decides a day's options; officers with the same values have the same options."""

    contract: str
    units: frozenset[str] | Units
    home_post: str | None
    day: int
    stops: frozenset[str]
    barred: frozenset[str]
    training: bool
    held: frozenset[str] | Held
    offer: str | None
    excluded: frozenset[str]
    beyond: frozenset[str]
    recalled: bool
    courses: frozenset[str]
    awaited: tuple[Awaited, ...]


class Eligibility:
    """The scenario's tables by key, and the days already worked out: build it once to ask about many officers."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.tours = scenario.tours_by_code
        self.roles = {role.role: role for role in scenario.roles}
        self.officers = {officer.officer: officer for officer in scenario.officers}
        self.posts = {post.post: post for post in scenario.posts}
        self.competence = Competence.of(scenario)
        self.posts_by_tour: dict[str, list[Post]] = defaultdict(list)
        for post in scenario.posts:
            for tour in dict.fromkeys(post.tours):
                self.posts_by_tour[tour].append(post)
        self.contracts = {contract.contract: contract for contract in scenario.contracts}
        self.tours_by_contract = {contract.contract: contract.tours for contract in scenario.contracts}
        self.offers = {offer.offer: offer for offer in scenario.offers}
        self.pairs = {frozenset(pair) for pair in scenario.combinations}
        self.abstractions: dict[str, list[Abstraction]] = defaultdict(list)
        for away in scenario.abstractions:
            self.abstractions[away.officer].append(away)
        self.excluded: dict[str, frozenset[str]] = _excluded(scenario)
        self.beyond: dict[str, frozenset[str]] = _beyond(scenario)
        self.needs = training_needs(scenario)
        self.renewals = renewals(scenario)
        self.known: dict[_Like, DayOptions] = {}
        zone, days = scenario.horizon.zone, scenario.horizon.days
        self.spans = {
            (tour.tour, day): (tour.start_at(day, zone), tour.end_at(day, zone))
            for tour in scenario.tours
            for day in days
        }

    def days(self, officer: Officer) -> tuple[DayOptions, ...]:
        """Return an officer's options day by day."""
        always, sometimes = self._roles(officer)
        tours = self.tours_by_contract[officer.contract]
        unarmed, moves = self.competence.unarmed(officer.officer), self.competence.moves(officer.officer)
        excluded = self.excluded.get(officer.officer, frozenset())
        rows = self.abstractions.get(officer.officer, ())
        away, recalled = (
            _stops_by_day(rows, self.scenario.horizon.days),
            recalled_days(rows, self.scenario.horizon.days),
        )
        found = []
        for day in self.scenario.horizon.days:
            stops, training = away.get(day, (frozenset(), False))
            held: frozenset[str] | Held = always
            if sometimes:
                held = tuple(always | self._roles_on(sometimes, tour, day) for tour in tours)
            units: frozenset[str] | Units = frozenset({officer.unit})
            if moves:
                units = tuple(self.competence.units_over(officer.officer, *self.spans[tour, day]) for tour in tours)
            barred = frozenset(tour for tour in tours if unarmed and self.barred(unarmed, tour, day))
            due = self.due(officer.officer, day)
            like = _Like(
                officer.contract,
                units,
                officer.home_post,
                day,
                stops,
                barred,
                training,
                held,
                officer.offer,
                excluded,
                self.beyond.get(officer.officer, frozenset()),
                day in recalled,
                due,
                tuple(self.awaited(officer.officer, tour, day) for tour in tours)
                if officer.officer in self.renewals
                else (),
            )
            if like not in self.known:
                self.known[like] = self._work_out(like)
            found.append(self.known[like])
        return tuple(found)

    def due(self, officer: str, day: int) -> frozenset[str]:
        """Return the training tours of courses that are due to an officer and can be done in time on a force day."""
        return frozenset(need.tour for need in self.needs.get(officer, ()) if need.opens <= day < need.until)

    def awaited(self, officer: str, tour: str, day: int) -> Awaited:
        """Return the roles that an officer holds over a tour only if training opens gates first, and those gates."""
        span = self.spans[tour, day]
        shut = [one.gate for one in self.renewals.get(officer, ()) if one.wanted(*span)]
        roles = sorted({role for gate in shut for role in gate.roles})
        return tuple((role, frozenset(gate for gate in shut if role in gate.roles)) for role in roles)

    def barred(self, unarmed: Spans, tour: str, day: int) -> bool:
        """Say whether a tour is armed at an instant at which an officer has unarmed duty only."""
        return self.tours[tour].armed and overlaps(unarmed, *self.spans[tour, day])

    def _roles(self, officer: Officer) -> tuple[frozenset[str], dict[str, Spans]]:
        """Return the roles held over all planned days, and the spans of those held over a part of them."""
        first = min((start for start, _ in self.spans.values()), default=0)
        last = max((end for _, end in self.spans.values()), default=0)
        always, sometimes = set(), {}
        opened = {one.gate: one.opened for one in self.renewals.get(officer.officer, ())}
        for role, spans in self.competence.roles_of(officer.officer, opened).items():
            if holds(spans, first, last):
                always.add(role)
            elif overlaps(spans, first, last):
                sometimes[role] = spans
        return frozenset(always), sometimes

    def _roles_on(self, spans: Mapping[str, Spans], tour: str, day: int) -> frozenset[str]:
        return frozenset(role for role, held in spans.items() if holds(held, *self.spans[tour, day]))

    def _work_out(self, like: _Like) -> DayOptions:
        absent = EVERYTHING in like.stops and not like.training
        if absent and not like.recalled:
            return DayOptions((LEAVE,))
        stops = like.stops - {EVERYTHING}
        contract = self.contracts[like.contract]
        codes = [
            code
            for code in dict.fromkeys((REST, *contract.options))
            if self.workable(code, like.day, stops) and not like.barred.intersection(code.split("+"))
        ]
        if like.training:
            # A rest day is the way out where the line rules leave none to the training; missing it has its price.
            able = any(self.trains(code) for code in contract.options)
            duty = [code for code in codes if self.trains(code) or (like.recalled and code != REST)]
            codes = [REST, *duty] if able else [LEAVE, *(duty if like.recalled else ())]
        elif absent:
            # A lever calls back from leave: duty is open, but a rest day would be leave all the same.
            codes = [LEAVE, *(code for code in codes if code != REST and not self.trains(code))]
        else:
            # Training is arranged or due, not chosen: else it would be duty that nothing asks for.
            codes = [code for code in codes if self.may_train(code, like.courses)]
        seats = {}
        for code in codes:
            groups = self._groups(code, like, stops)
            if groups:
                seats[code] = groups
        if like.offer:
            # Who is lent comes for a seat: a tour on which there is none for them is not offered.
            codes = [code for code in codes if code == REST or code in seats]
        return DayOptions(tuple(codes), seats)

    def trains(self, code: str) -> bool:
        """Say whether an option holds a training tour."""
        return code not in (REST, LEAVE) and any(self.tours[name].kind == "training" for name in code.split("+"))

    def may_train(self, code: str, due: frozenset[str]) -> bool:
        """Say whether every training tour of an option is due."""
        return not self.trains(code) or all(
            name in due for name in code.split("+") if self.tours[name].kind == "training"
        )

    def workable(self, code: str, day: int, stops: frozenset[str]) -> bool:
        """Say whether an option's tours may stand together and none of them is stopped; leave is nobody's choice."""
        if code == REST:
            return True
        if code == LEAVE:
            return False
        held = [self.tours[name] for name in code.split("+")]
        if any(tour_stopped(tour, stops) for tour in held):
            return False
        for place, one in enumerate(held):
            for other in held[place + 1 :]:
                if frozenset((one.tour, other.tour)) not in self.pairs:
                    return False
                if not (one.on_call or other.on_call) and self._overlap(one, other, day):
                    return False
        return True

    def _overlap(self, one: Tour, other: Tour, day: int) -> bool:
        (begin, end), (start, until) = self.spans[one.tour, day], self.spans[other.tour, day]
        return begin < until and start < end

    def armed_beside(self, tour: str, code: str, day: int) -> bool:
        """Say whether another tour of an option is armed and overlaps one, so that nobody can advise on it."""
        others = [self.tours[name] for name in code.split("+") if name != tour]
        return any(other.armed and self._overlap(self.tours[tour], other, day) for other in others)

    def _groups(self, code: str, like: _Like, stops: frozenset[str]) -> tuple[tuple[Seat, ...], ...]:
        """Return the seats of an option, those of overlapping tours in one group."""
        groups: list[tuple[list[Tour], list[Seat]]] = []
        for name in () if code in (REST, LEAVE) else code.split("+"):
            seats = self._seats(name, like, stops)
            if self.armed_beside(name, code, like.day):
                seats = tuple(seat for seat in seats if not self.roles[self.posts[seat.post].role].advising)
            if not seats:
                continue
            tour = self.tours[name]
            members, together = [tour], list(seats)
            for group in [group for group in groups if any(self._overlap(tour, other, like.day) for other in group[0])]:
                groups.remove(group)
                members, together = [*group[0], *members], [*group[1], *together]
            groups.append((members, together))
        return tuple(tuple(seats) for _, seats in groups)

    def _seats(self, tour: str, like: _Like, stops: frozenset[str]) -> tuple[Seat, ...]:
        held = like.held
        number = self.tours_by_contract[like.contract].index(tour)
        if isinstance(held, tuple):
            held = held[number]
        units = like.units[number] if isinstance(like.units, tuple) else like.units
        standing = frozenset(name for name in held if name in self.roles and not role_stopped(self.roles[name], stops))
        awaited = dict(like.awaited[number]) if like.awaited else {}
        found = []
        for post in self.posts_by_tour.get(tour, ()):
            kept_out = like.offer is not None and not permitted(self.offers[like.offer], post)
            kept_out = kept_out or post.operation in like.excluded
            kept_out = kept_out or (self.tours[tour].on_call and post.post in like.beyond)
            if post.role in standing and (not post.units or units <= set(post.units)) and not kept_out:
                pence = post.away_price if like.home_post not in (None, post.post) else 0
                wanted = {post.driver_role, post.supervisor_role}
                roles = frozenset(role for role in standing if role in wanted)
                found += _with_roles(Seat(post.post, tour, pence, roles), awaited, post.role)
        return tuple(found)


def _with_roles(seat: Seat, awaited: Mapping[str, frozenset[Gate]], own: str) -> list[Seat]:
    """Return a seat with the gates it waits for; one with each choice of the roles that wait for more than the seat does.

    Parameters
    ----------
    own
        Role of the seat's post.
    """
    waits = awaited.get(own, frozenset())
    more = sorted(role for role in seat.roles if awaited.get(role, waits) - waits)
    found = []
    for count in range(len(more) + 1):
        for kept in combinations(more, count):
            gates = waits.union(*(awaited[role] for role in kept))
            found.append(replace(seat, roles=seat.roles.difference(more).union(kept), awaits=gates))
    return found


def _excluded(scenario: Scenario) -> dict[str, frozenset[str]]:
    """Return the operations of which an officer may hold no seat."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in scenario.operations:
        for officer in line.excluded:
            found[officer].add(line.operation)
    return {officer: frozenset(operations) for officer, operations in found.items()}


def _beyond(scenario: Scenario) -> dict[str, frozenset[str]]:
    """Return the posts in whose response areas each of the force's own officers does not answer."""
    near: dict[str, set[str]] = defaultdict(set)
    for area in scenario.response_areas:
        for post in area.posts:
            near[post].update(area.officers)
    own = [officer.officer for officer in scenario.officers if officer.offer is None] if near else []
    return {officer: frozenset(post for post, answering in near.items() if officer not in answering) for officer in own}


def tour_stopped(tour: Tour, stops: frozenset[str]) -> bool:
    """Say whether a partial abstraction stops a tour wherever it is worked."""
    return (tour.armed and "armed" in stops) or (tour.night and "nights" in stops)


def role_stopped(role: Role, stops: frozenset[str]) -> bool:
    """Say whether a partial abstraction stops a role, as if it were not held."""
    return (
        (role.armed and "armed" in stops)
        or (role.command and "command" in stops)
        or (role.driving and "driving" in stops)
    )


def _stops_by_day(rows: Sequence[Abstraction], days: range) -> dict[int, tuple[frozenset[str], bool]]:
    """Return what is stopped on each force day, and whether it is a training day."""
    stops: dict[int, set[str]] = defaultdict(set)
    absent: set[int] = set()
    for row in rows:
        for day in range(max(row.from_day, days.start), min(row.until_day, days.stop)):
            stops[day].add(row.stops)
            if row.stops == EVERYTHING and row.kind != "training":
                absent.add(day)
    return {day: (frozenset(found), EVERYTHING in found and day not in absent) for day, found in stops.items()}


def why_not(scenario: Scenario, officer: str, day: int, tour: str, post: str) -> list[Reason]:
    """Return every reason that keeps an officer from a seat; see `reasons`, which is for asking more than once."""
    return reasons(Eligibility(scenario), officer, day, tour, post)


def reasons(reader: Eligibility, officer: str, day: int, tour: str, post: str) -> list[Reason]:
    """Return every reason that keeps an officer from a seat; empty where eligibility has none.

    Parameters
    ----------
    day
        Planned force day the tour starts on.

    Raises
    ------
    KeyError
        If the officer, tour or post is unknown.
    """
    person = reader.officers[officer]
    place = reader.posts[post]
    work = reader.tours[tour]
    stops, training = _stops_by_day(reader.abstractions.get(officer, ()), reader.scenario.horizon.days).get(
        day, (frozenset(), False)
    )
    stopped = role_stopped(reader.roles[place.role], stops)
    recalled = day in recalled_days(reader.abstractions.get(officer, ()), reader.scenario.horizon.days)
    absent = not recalled and _absent(reader, person, work, stops, training)
    away = stopped or tour_stopped(work, stops) or absent
    away = away or reader.barred(reader.competence.unarmed(officer), tour, day)
    away = away or place.operation in reader.excluded.get(officer, ())
    found = [NOT_AVAILABLE] if away else []
    found.extend(_contract_reasons(reader, person, work, reader.roles[place.role], day, training=training))
    found.extend(_post_reasons(reader, person, work, place, day))
    if not stopped:
        found.extend(_role_reasons(reader, person, work, place, day))
    return list(dict.fromkeys(found))


def _absent(reader: Eligibility, officer: Officer, tour: Tour, stops: frozenset[str], training: bool) -> bool:
    if not training:
        return EVERYTHING in stops
    codes = (code for code in reader.contracts[officer.contract].options if tour.tour in code.split("+"))
    return not any(reader.trains(code) for code in codes)


def _contract_reasons(
    reader: Eligibility, officer: Officer, tour: Tour, role: Role, day: int, *, training: bool
) -> list[Reason]:
    contract = reader.contracts[officer.contract]
    codes = [code for code in contract.options if code not in (REST, LEAVE) and tour.tour in code.split("+")]
    if not codes:
        return [Reason("not_contract", f"contract {contract.contract} has no tour {tour.tour}", contract.source)]
    if role.advising and all(reader.armed_beside(tour.tour, code, day) for code in codes):
        told = f"no option of contract {contract.contract} has tour {tour.tour} without an armed tour beside it"
        return [Reason("armed_beside", told, contract.source)]
    if not any(reader.workable(code, day, frozenset()) for code in codes):
        message = f"no option of contract {contract.contract} with tour {tour.tour} may stand together"
        return [Reason("not_combined", message, contract.source)]
    due = reader.due(officer.officer, day)
    if not training and not any(reader.may_train(code, due) for code in codes):
        return [Reason("no_training", f"no training is arranged on {iso_day(day)}", officer.source)]
    return []


def _post_reasons(reader: Eligibility, officer: Officer, tour: Tour, post: Post, day: int) -> list[Reason]:
    found = []
    if tour.tour not in post.tours:
        found.append(Reason("not_staffed", f"{post.post} is not staffed on tour {tour.tour}", post.source))
    if officer.offer is not None and not permitted(reader.offers[officer.offer], post):
        source = reader.offers[officer.offer].source
        found.append(Reason("not_permitted", f"offer {officer.offer} is not for {post.post}", source))
    if tour.on_call and post.post in reader.beyond.get(officer.officer, ()):
        areas = [area for area in reader.scenario.response_areas if post.post in area.posts]
        told = f"does not answer in {' or '.join(area.area for area in areas)} when on call for {post.post}"
        found.append(Reason("not_in_area", told, areas[0].source))
    strangers = reader.competence.units_over(officer.officer, *reader.spans[tour.tour, day]).difference(post.units)
    if post.units and strangers:
        told = f"unit {' and '.join(sorted(strangers))} does not staff {post.post}"
        found.append(Reason("not_unit", told, post.source))
    return found


def _role_reasons(reader: Eligibility, officer: Officer, tour: Tour, post: Post, day: int) -> list[Reason]:
    """Return what the records say against a role; about the authorisation itself, the nearest row is named."""
    start, end = reader.spans[tour.tour, day]
    found = reader.competence.reasons(officer.officer, post.role, start, end)
    rows = [row for row in reader.scenario.authorisations if row.officer == officer.officer and row.role == post.role]
    if not rows or all(reason.code != "not_authorised" for reason in found):
        return found
    nearest = min(rows, key=lambda row: (max(row.from_at - start, end - row.until_at, 0), row.from_at))
    span = f"{iso_day(_date(nearest.from_at))} until {iso_day(_date(nearest.until_at))}"
    inside = any(row.from_at < end and start < row.until_at for row in rows)
    told = f"authorisation as {post.role} is valid {span}, not over the whole tour"
    reason = Reason("authorisation_lapses" if inside else "not_authorised", told, nearest.source)
    return [reason if other.code == "not_authorised" else other for other in found]


def _date(minute: int) -> int:
    """Return the UTC date an instant falls on, as a force-day number, kept within what a date can show."""
    return utc(max(_FIRST_SHOWN, min(_LAST_SHOWN, minute))).toordinal()


_FIRST_SHOWN = minute_of(datetime(1900, 1, 1, tzinfo=UTC))
_LAST_SHOWN = minute_of(datetime(2999, 12, 31, tzinfo=UTC))
