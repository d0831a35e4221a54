"""How many more trained people would cover a command role's seats, found by planning them with ever more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from scheduler.domain.events import Event, EventKind
from scheduler.domain.people import Authorisation, Officer
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import MINUTES_PER_DAY, instant
from scheduler.planning.plan import PlanOptions, plan

MOST_PEOPLE = 40
"""More people than this are not tried."""

_SHARE = 6
"""A plan may take this part of the time allowed, so that one that proves hard does not take all of it."""
_LEAST_SECONDS = 0.5
_MARGIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Closing:
    """What was found about one command role.

    Attributes
    ----------
    role
        The role.
    more
        People who cover its seats on all planned days, the provisional ones included: 0 where those who hold the role
        can do so if they do nothing else; None where no number was found.
    contracts
        The contract of each of these people, in alphabetical order.
    refuted
        It is proved that one fewer leaves a seat uncovered, whichever of the contracts that could fill it they have.
    tried
        Most people tried.
    seconds
        Time allowed.
    """

    role: str
    more: int | None
    contracts: tuple[str, ...]
    refuted: bool
    tried: int
    seconds: float


def seats_alone(scenario: Scenario, role: str) -> Scenario:
    """Return the scenario with the posts of one role, and the officers who hold it at any time."""
    posts = tuple(post for post in scenario.posts if post.role == role and not post.operation)
    named = {post.post for post in posts}
    held = {row.officer for row in scenario.authorisations if row.role == role}
    held |= {event.officer for event in scenario.events if event.kind == "accreditation" and event.subject == role}
    return replace(
        scenario,
        posts=posts,
        cover=tuple(row for row in scenario.cover if row.post in named),
        officers=tuple(
            replace(row, home_post=row.home_post if row.home_post in named else None)
            for row in scenario.officers
            if row.officer in held
        ),
        authorisations=tuple(row for row in scenario.authorisations if row.officer in held),
        abstractions=tuple(row for row in scenario.abstractions if row.officer in held),
        preferences=tuple(row for row in scenario.preferences if row.officer in held),
        balances=tuple(row for row in scenario.balances if row.officer in held),
        history=tuple(row for row in scenario.history if row.officer in held),
        events=tuple(event for event in scenario.events if not event.officer or event.officer in held),
        due=(),
        operations=(),
    )


def plan_alone(scenario: Scenario, role: str, seconds: float) -> Plan:
    """Return a plan of the seats of one role alone, as good as the time allows on their cover."""
    return _planned(seats_alone(scenario, role), seconds)


def people_wanted(scenario: Scenario, role: str, seconds: float, without: Plan) -> Closing:
    """Return how many more trained people leave no seat of a command role uncovered.

    They are added one at a time, on every contract that could fill a seat and on mixtures of them; they have no past, are
    never away and have every record the role's gates ask for, so that fewer would hardly do in life. Adding an officer
    never makes a rota worse. So the first number that covers everything is the least, as far as each number below it is
    proved too few; and so many on each contract at once, where these are too few, refute every mixture of that number.

    Parameters
    ----------
    seconds
        Time allowed.
    without
        A plan of the role's seats alone, with nobody added.
    """
    if not below_minimum(without):
        return Closing(role, 0, (), refuted=False, tried=0, seconds=seconds)
    alone = seats_alone(scenario, role)
    search = _Search(alone, role, seconds, time.monotonic())
    kinds = _kinds(scenario, alone)
    refuted = _too_few(without)
    tried = 0
    try:
        for count in range(1, MOST_PEOPLE + 1) if kinds else ():
            fewer_refuted, refuted = refuted, True
            if len(kinds) > 1 and _too_few(search.planned(kinds * count)):
                tried = count
                continue
            for mixture in _mixtures(kinds, count):
                made = search.planned(mixture)
                tried = count
                if not below_minimum(made):
                    contracts = tuple(sorted(like.contract for like in mixture))
                    return Closing(role, count, contracts, fewer_refuted, tried, seconds)
                refuted = refuted and _too_few(made)
    except TimeoutError:
        pass
    return Closing(role, None, (), refuted=False, tried=tried, seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Search:
    """The seats of a role, planned with more people for as long as there is time."""

    alone: Scenario
    role: str
    seconds: float
    began: float

    def planned(self, people: Sequence[Officer]) -> Plan:
        """Return the plan with people like these.

        Raises
        ------
        TimeoutError
            If the time allowed is over.
        """
        left = self.seconds - (time.monotonic() - self.began)
        if left <= 0:
            raise TimeoutError
        most = max(self.seconds / _SHARE, _LEAST_SECONDS)
        return _planned(_with_more(self.alone, self.role, people), min(left, most))


def _too_few(made: Plan) -> bool:
    """Say whether it is proved that the officers of a plan leave a command duty uncovered."""
    return made.levels[0].bound > 0


def _mixtures(kinds: Sequence[Officer], count: int) -> Iterator[tuple[Officer, ...]]:
    """Yield the ways to have so many people on these contracts, those that are all on one first."""
    yield from ((like,) * count for like in kinds)
    for mixture in combinations_with_replacement(kinds, count):
        if len({like.contract for like in mixture}) > 1:
            yield mixture


def _kinds(scenario: Scenario, alone: Scenario) -> tuple[Officer, ...]:
    """Return an officer on each contract that could fill a seat, on those of officers who hold the role first.

    A contract can where it has a tour of a post, and an officer of the force's own in a unit that staffs the post. Of
    contracts with the same terms that can fill the same seats one is enough.
    """
    contracts = {contract.contract: contract for contract in alone.contracts}
    found: dict[object, Officer] = {}
    for officer in (*alone.officers, *scenario.officers):
        terms = contracts[officer.contract]
        tours = {tour for option in terms.options for tour in option.split("+")}
        seats = frozenset(
            post.post
            for post in alone.posts
            if tours.intersection(post.tours) and (not post.units or officer.unit in post.units)
        )
        if seats and officer.offer is None:
            home = officer.home_post if officer.home_post in seats else None
            alike = (frozenset(terms.options), terms.minutes_per_week, terms.rules, seats)
            found.setdefault(alike, replace(officer, home_post=home))
    return tuple(found.values())


def below_minimum(made: Plan) -> bool:
    """Say whether a plan leaves any duty below its minimum, also on a provisional day."""
    return any(item.grade != "target" for item in made.uncovered)


def _planned(scenario: Scenario, seconds: float) -> Plan:
    # A gap of 1 is content with any price in money once the uncovered duties are proved the fewest.
    return plan(scenario, PlanOptions(max(seconds, 0.1), gap=1.0, seed=scenario.seed, workers=1)).plan


def _with_more(alone: Scenario, role: str, people: Sequence[Officer]) -> Scenario:
    """Return the seats of a role with more officers, each on the contract of one of these people."""
    # No id of a scenario begins with a plus.
    names = [f"+{number}" for number in range(1, len(people) + 1)]
    horizon = alone.horizon
    begin = instant(horizon.first_day - _MARGIN_DAYS, 0, horizon.zone)
    end = instant(horizon.until_day + _MARGIN_DAYS, 0, horizon.zone)
    return replace(
        alone,
        officers=(
            *alone.officers,
            *(replace(like, officer=name, source="") for name, like in zip(names, people, strict=True)),
        ),
        authorisations=(*alone.authorisations, *(Authorisation(name, role, begin, end) for name in names)),
        events=(*alone.events, *(event for name in names for event in _records(alone, role, name, begin, end))),
    )


def _records(alone: Scenario, role: str, name: str, begin: int, end: int) -> Iterator[Event]:
    """Yield what the gates of a role ask an officer for, renewed before it lapses."""
    for gate in alone.gates:
        if role not in gate.roles or gate.level == "off":
            continue
        kind: EventKind = "observation" if gate.event == "kit" else gate.event
        days = gate.valid_days or (end - begin) // MINUTES_PER_DAY + 1
        for at in range(begin, end, days * MINUTES_PER_DAY):
            yield Event(name, kind, gate.subject, at)
