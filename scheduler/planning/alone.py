"""Some seats alone, and officers who could fill them: what is planned to find how many people a seat wants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from scheduler.domain.people import Officer
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Horizon, Post

_MARGIN_DAYS = 30
"""Force days before and after the planned ones for which who is thought up holds a role."""


def seats_alone(scenario: Scenario, posts: Sequence[Post]) -> Scenario:
    """Return the scenario with some posts alone, and the officers who hold a role of one of them at any time."""
    named, roles = {post.post for post in posts}, {post.role for post in posts}
    held = {row.officer for row in scenario.authorisations if row.role in roles}
    held |= {event.officer for event in scenario.events if event.kind == "accreditation" and event.subject in roles}
    seats = replace(
        scenario,
        posts=tuple(posts),
        cover=tuple(row for row in scenario.cover if row.post in named),
        officers=tuple(
            replace(row, home_post=row.home_post if row.home_post in named else None) for row in scenario.officers
        ),
        due=(),
        operations=(),
    )
    return of_officers(seats, held)


def of_officers(scenario: Scenario, held: Collection[str]) -> Scenario:
    """Return the scenario with some of its officers alone, and what is about them."""
    return replace(
        scenario,
        officers=tuple(row for row in scenario.officers if row.officer in held),
        authorisations=tuple(row for row in scenario.authorisations if row.officer in held),
        abstractions=tuple(row for row in scenario.abstractions if row.officer in held),
        preferences=tuple(row for row in scenario.preferences if row.officer in held),
        balances=tuple(row for row in scenario.balances if row.officer in held),
        history=tuple(row for row in scenario.history if row.officer in held),
        events=tuple(event for event in scenario.events if not event.officer or event.officer in held),
    )


def kinds_of(scenario: Scenario, alone: Scenario) -> tuple[Officer, ...]:
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


def too_few(made: Plan) -> bool:
    """Say whether it is proved that the officers of a plan leave a command duty uncovered."""
    return made.levels[0].bound > 0


def around(horizon: Horizon) -> tuple[int, int]:
    """Return UTC minutes well before and after the planned days, between which an officer thought up holds a role."""
    return (
        instant(horizon.first_day - _MARGIN_DAYS, 0, horizon.zone),
        instant(horizon.until_day + _MARGIN_DAYS, 0, horizon.zone),
    )
