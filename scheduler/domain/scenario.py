"""A scenario: everything that is given before anything is decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from scheduler.domain.aid import RUNGS, Offer
from scheduler.domain.amendments import Worked
from scheduler.domain.commitments import Due
from scheduler.domain.events import Event, Gate, RegisterReading, standing
from scheduler.domain.levers import Bend, Lever
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.operations import Operation, seats_of
from scheduler.domain.pay import PaySettings
from scheduler.domain.people import (
    Abstraction,
    Authorisation,
    Balance,
    Contract,
    Force,
    Officer,
    PastDay,
    Pattern,
    Preference,
    Role,
    Team,
    Unit,
)
from scheduler.domain.replanning import Told
from scheduler.domain.response import ResponseArea
from scheduler.domain.time import local, minute_of
from scheduler.domain.training import Course
from scheduler.domain.work import Cover, Horizon, Post, Tour, Vehicle

Limit = int | str | bool
"""A rule's limit, as a scenario or a profile states it."""

SETTINGS_FILE = "scenario.toml"
"""File of a scenario folder that holds its settings."""


FOR_EVER = minute_of(datetime(2999, 12, 31, tzinfo=UTC))
"""UTC minute that stands for an end nobody knows of."""


@dataclass(frozen=True, slots=True)
class ForceLimits:
    """What a force profile says of one rule.

    Attributes
    ----------
    limits
        Limit name -> value; ``applied = false`` switches the rule off.
    since_day, until_day
        Force days from which and up to which it holds, half-open; None where none is stated.
    used
        Whether it holds on every planned day; what does not is not used.
    """

    rule: str
    limits: Mapping[str, Limit]
    source: str
    status: str = "unverified"
    since_day: int | None = None
    until_day: int | None = None
    used: bool = True


@dataclass(frozen=True, slots=True)
class ForceProfile:
    """Limits of a force, which go before its jurisdiction's and after those of a rule group.

    Attributes
    ----------
    profile
        Its name, to which rule groups refer.
    rules
        What it says of rules, one entry a rule.
    source
        Where it is stated.
    places
        Where each rule and limit is stated, as in `RuleLimits`.
    """

    profile: str
    rules: tuple[ForceLimits, ...] = ()
    source: str = ""
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def of(self, rule: str) -> ForceLimits | None:
        """Return what is used of a rule, or None."""
        return next((said for said in self.rules if said.rule == rule and said.used), None)

    def place(self, rule: str, limit: str = "") -> str:
        """Return where a rule or one of its limits is stated."""
        key = f"{rule}.{limit}" if limit else rule
        return self.places.get(key) or f"{SETTINGS_FILE}:profiles.{self.profile}.{key}"


@dataclass(frozen=True, slots=True)
class RuleLimits:
    """What a scenario says about the rules of one rule group.

    Attributes
    ----------
    group
        Name contracts refer to.
    profile
        Jurisdiction profile that supplies what is not stated here, such as ``england_and_wales``.
    limits
        Rule code -> limit name -> value; the limit ``applied = false`` switches the rule off.
    places
        Where the scenario states them: ``file:row:rules.GROUP.RULE.LIMIT`` by ``RULE.LIMIT``, and the rule's own
        section by ``RULE``.
    force
        Force profile on top of the jurisdiction's; None for none.
    ranks
        Group of ranks whose limits in the jurisdiction's profile go before those for all; empty for none.
    """

    group: str
    profile: str
    limits: Mapping[str, Mapping[str, Limit]] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    force: ForceProfile | None = None
    ranks: str = ""

    def place(self, rule: str, limit: str = "") -> str:
        """Return where a rule or one of its limits is stated, or would be."""
        key = f"{rule}.{limit}" if limit else rule
        return self.places.get(key) or f"{SETTINGS_FILE}:rules.{self.group}.{key}"


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of the last level, in pence, that are not the price of a rule.

    Attributes
    ----------
    target_short
        One duty short of its target on one force day.
    uncovered_hour
        One hour of one place below target: what makes a rota cover the rest of a duty it cannot cover whole.
    """

    target_short: int = 20_000
    uncovered_hour: int = 100


@dataclass(frozen=True, slots=True)
class Overlay:
    """A named change that was laid over a scenario.

    Attributes
    ----------
    path
        Where it was read from, as the user named it.
    sha256
        Hash of its file.
    """

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario folder or workbook, read and checked.

    Attributes
    ----------
    name
        Short name; also the name of its output folder.
    horizon
        The force days to plan.
    marking
        Protective marking every page, sheet and calendar bears.
    combinations
        Pairs of tour codes that may stand together on one force day, attended tour first.
    sha256
        Hash of the files it was read from, in a fixed order.
    levers
        What it says of the levers of the force's own; none of them is used until it is pulled.
    pulled, bends, unbent
        The levers pulled here, what each use of them costs, and the scenario before that.
    overlays
        Changes laid over it, in their order; its other values have them already.
    register
        Which lines of a register are among its events; None where no register was read.
    told
        What officers were last told, where a roster is planned anew with least change; None where it is planned afresh.
    worked
        Duty beyond tours, of a rota that was amended; a search does not know of it.
    renewed
        Records that training will leave which a rota plans, while that rota is judged; None where no rota is at hand.
    most_on_leave
        Officers of one team who may be on leave on one force day, where the team states no quota of its own; 0 for none.
    """

    name: str
    horizon: Horizon
    marking: str
    seed: int
    forces: tuple[Force, ...]
    units: tuple[Unit, ...]
    roles: tuple[Role, ...]
    teams: tuple[Team, ...]
    patterns: tuple[Pattern, ...]
    contracts: tuple[Contract, ...]
    tours: tuple[Tour, ...]
    posts: tuple[Post, ...]
    cover: tuple[Cover, ...]
    officers: tuple[Officer, ...]
    authorisations: tuple[Authorisation, ...]
    abstractions: tuple[Abstraction, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    preferences: tuple[Preference, ...] = ()
    balances: tuple[Balance, ...] = ()
    history: tuple[PastDay, ...] = ()
    combinations: tuple[tuple[str, str], ...] = ()
    rules: tuple[RuleLimits, ...] = ()
    prices: Prices = Prices()
    sha256: str = ""
    events: tuple[Event, ...] = ()
    gates: tuple[Gate, ...] = ()
    offers: tuple[Offer, ...] = ()

    def with_offers(self, more: Sequence[Offer]) -> Scenario:
        """Return the scenario with offers of help; the officers of those that may be used are there."""
        given = [offer for offer in more if offer.usable]
        return replace(
            self,
            offers=(*self.offers, *more),
            officers=(*self.officers, *(officer for offer in given for officer in offer.lent())),
            authorisations=(*self.authorisations, *(row for offer in given for row in offer.authorisations())),
        )

    def up_to(self, rung: str) -> Scenario:
        """Return the scenario without the help that comes from further away than a rung of the ladder."""
        beyond = RUNGS[RUNGS.index(rung) + 1 :]
        gone = {name for offer in self.offers if offer.relation in beyond for name in offer.officers}
        if not gone:
            return self
        return replace(
            self,
            sha256=hashlib.sha256(f"{self.sha256} {rung}".encode()).hexdigest(),
            offers=tuple(offer for offer in self.offers if offer.relation not in beyond),
            officers=tuple(officer for officer in self.officers if officer.officer not in gone),
            authorisations=tuple(row for row in self.authorisations if row.officer not in gone),
        )

    pay: PaySettings = field(default_factory=PaySettings)
    due: tuple[Due, ...] = ()
    operations: tuple[Operation, ...] = ()
    response_areas: tuple[ResponseArea, ...] = ()
    on_call_cars: tuple[OnCallCar, ...] = ()
    levers: tuple[Lever, ...] = ()
    pulled: tuple[Lever, ...] = ()
    bends: tuple[Bend, ...] = ()
    unbent: Scenario | None = field(default=None, compare=False, repr=False)
    overlays: tuple[Overlay, ...] = ()
    register: RegisterReading | None = None
    training: tuple[Course, ...] = ()
    told: Told | None = None
    worked: tuple[Worked, ...] = ()
    most_on_leave: int = 0
    renewed: tuple[Event, ...] | None = None

    def with_operations(self, more: Sequence[Operation]) -> Scenario:
        """Return the scenario with planned operations, each line of which has a post of its own."""
        roles = {role.role: role for role in self.roles}
        seats = tuple(seats_of(line, roles[line.role], self.posts) for line in more)
        return replace(self, operations=(*self.operations, *more), posts=(*self.posts, *seats))

    def with_events(self, more: Sequence[Event]) -> Scenario:
        """Return the scenario with more events, of which those stand that no later record corrects.

        An accreditation is an authorisation too, and each refresher day a day of training that has been arranged.
        """
        events = standing((*self.events, *more))
        permitted = [
            Authorisation(event.officer, event.subject, event.at, event.until or FOR_EVER, event.source)
            for event in events
            if event.kind == "accreditation"
        ]
        arranged = [refresher_days(event, self.horizon.zone) for event in events if event.kind == "refresher"]
        return replace(
            self,
            events=tuple(events),
            authorisations=tuple(dict.fromkeys((*self.authorisations, *permitted))),
            abstractions=tuple(dict.fromkeys((*self.abstractions, *arranged))),
        )

    @property
    def tours_by_code(self) -> dict[str, Tour]:
        """Every tour by its code."""
        return {tour.tour: tour for tour in self.tours}


def refresher_days(event: Event, zone: str) -> Abstraction:
    """Return the training that a refresher is, over the dates on which it begins and ends."""
    first = local(event.at, zone).toordinal()
    last = first if event.until is None else local(event.until - 1, zone).toordinal()
    return Abstraction(event.officer, "training", "everything", first, last + 1, event.source)
