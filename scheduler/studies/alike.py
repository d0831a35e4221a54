"""Officers who are all alike, thought up to fill some seats: nobody's past, and leave and training spread over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.people import Abstraction, Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.turnover import with_officers
from scheduler.domain.work import Post
from scheduler.planning.alone import around, kinds_of, of_officers, seats_alone
from scheduler.replanning.fewest import without_prices

_FRACTION = (610, 987)
"""Two neighbours of Fibonacci's numbers: steps of that length spread any number of things evenly around a circle."""


@dataclass(frozen=True, slots=True)
class Away:
    """How long each person is away over all planned days, in force days."""

    leave: int
    training: int


@dataclass(frozen=True)
class Seats:
    """Some seats without anybody, and the officer everybody who fills them will be like.

    Attributes
    ----------
    roles
        What everybody holds: the posts' roles, and those of driver and supervisor.
    """

    empty: Scenario
    posts: tuple[Post, ...]
    like: Officer
    roles: tuple[str, ...]
    away: Away

    def filled(self, number: int) -> Scenario:
        """Return the seats with so many people.

        The first are the same whatever the number, so that who is one of more never makes a rota worse.
        """
        return self.joined(self.empty, number)

    def joined(self, scenario: Scenario, number: int) -> Scenario:
        """Return a scenario with so many people more."""
        # No id of a scenario begins with a plus.
        people = [replace(self.like, officer=f"+{at}", source="") for at in range(1, number + 1)]
        found = with_officers(scenario, people, self.roles, *around(scenario.horizon))
        absent = (row for at, one in enumerate(people) for row in _absences(found, one.officer, at, self.away))
        return replace(found, abstractions=(*found.abstractions, *absent))


def posts_named(scenario: Scenario, role: str | None, post: str | None) -> tuple[Post, ...]:
    """Return the posts of a role, but for those of operations, or one post.

    Raises
    ------
    BadInputError
        If there is none.
    """
    found = tuple(
        one for one in scenario.posts if (one.post == post if role is None else one.role == role and not one.operation)
    )
    if not found:
        option, value = ("--post", post) if role is None else ("--role", role)
        known = {one.post if role is None else one.role for one in scenario.posts if not one.operation}
        raise BadInputError([Problem(option, str(value), f"one of {', '.join(sorted(known))}")])
    return found


def seats_of(scenario: Scenario, posts: Sequence[Post], away: Away | None = None, contract: str | None = None) -> Seats:
    """Return seats to be filled by people who are alike.

    Parameters
    ----------
    away
        How long each is away; None is as long as those who hold a role of these posts are, on average, rounded up.
    contract
        Contract they are all on; None is the first, of those who hold a role first, that could fill every post.

    Raises
    ------
    BadInputError
        If nobody's contract and unit could fill every post.
    """
    alone = harm_alone(seats_alone(scenario, posts))
    if not any(row.minimum for row in alone.cover):
        names = ", ".join(post.post for post in posts)
        raise BadInputError([Problem("cover", names, wrong=f"no minimum is stated for {names}: nobody is wanted")])
    like = _like(scenario, alone, posts, contract)
    roles = dict.fromkeys(
        role for post in posts for role in (post.role, post.driver_role, post.supervisor_role) if role
    )
    return Seats(of_officers(alone, ()), tuple(posts), like, tuple(roles), away or usual_absence(alone))


def harm_alone(scenario: Scenario) -> Scenario:
    """Return the scenario in which nothing counts but duties below their minimum: no pence, no targets."""
    return replace(without_prices(scenario), cover=tuple(replace(row, target=row.minimum) for row in scenario.cover))


def usual_absence(alone: Scenario) -> Away:
    """Return how many planned days those who are there are away altogether, on average, rounded up."""
    return Away(_mean_days(alone, "leave"), _mean_days(alone, "training"))


def _mean_days(alone: Scenario, kind: str) -> int:
    own = {officer.officer for officer in alone.officers if officer.offer is None}
    days = {
        (row.officer, day)
        for row in alone.abstractions
        if row.officer in own and row.kind == kind and row.stops == "everything"
        for day in range(max(row.from_day, alone.horizon.first_day), min(row.until_day, alone.horizon.until_day))
    }
    return -(-len(days) // len(own)) if own else 0


def _like(scenario: Scenario, alone: Scenario, posts: Sequence[Post], contract: str | None) -> Officer:
    """Return the officer everybody will be like: in a unit, and on a contract, that can fill every post."""
    tours = {one.contract: set(one.tours) for one in scenario.contracts}
    able = [
        one
        for one in kinds_of(scenario, alone)
        if all(
            tours[one.contract].intersection(post.tours) and one.unit in (post.units or (one.unit,)) for post in posts
        )
    ]
    found = next((one for one in able if contract in (None, one.contract)), None)
    if found is None:
        names = ", ".join(post.post for post in posts)
        expected = f"a contract of {', '.join(dict.fromkeys(one.contract for one in able)) or 'none'}"
        if contract and able:
            raise BadInputError([Problem("--contract", contract, expected)])
        wrong = f"no unit and contract of an officer can fill all of {names}; name one with --post"
        raise BadInputError([Problem("--role", posts[0].role, wrong=wrong)])
    return replace(found, team=None, home_post=None, offer=None)


def _absences(scenario: Scenario, officer: str, at: int, away: Away) -> list[Abstraction]:
    """Return the leave of a person in one block, and the training in another, each where the person's number puts it.

    A block that would go beyond the last planned day goes on at the first, so that as many are away on each day.
    """
    days, first = len(scenario.horizon.days), scenario.horizon.first_day
    taken: set[int] = set()
    found = []
    step, of = _FRACTION
    around = at * step % of
    # Training begins on the other side of the circle.
    for kind, length, place in (("leave", away.leave, around), ("training", away.training, (around + of // 2) % of)):
        block = _block(place * days // of, days, length, taken)
        taken |= block
        for begin in sorted(day for day in block if day - 1 not in block):
            end = next(day for day in range(begin + 1, days + 1) if day not in block)
            found.append(Abstraction(officer, kind, "everything", first + begin, first + end))
    return found


def _block(wanted: int, days: int, length: int, taken: set[int]) -> set[int]:
    """Return so many days in a row around the circle: the first that are free from a day on, or else any that are free."""
    for more in range(days):
        block = {(wanted + more + day) % days for day in range(min(length, days))}
        if taken.isdisjoint(block):
            return block
    return set(sorted(set(range(days)) - taken)[:length])
