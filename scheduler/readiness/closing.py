"""How many more trained people would cover a command role's seats, found by planning them with ever more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from scheduler.domain.people import Officer
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.domain.turnover import with_officers
from scheduler.planning.alone import around, below_minimum, kinds_of, seats_alone, too_few
from scheduler.planning.plan import PlanOptions, plan

MOST_PEOPLE = 40
"""More people than this are not tried."""

_SHARE = 6
"""A plan may take this part of the time allowed, so that one that proves hard does not take all of it."""
_LEAST_SECONDS = 0.5


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


def alone_of(scenario: Scenario, role: str) -> Scenario:
    """Return the scenario with the posts of one role, but for those of operations, and the officers who hold it."""
    return seats_alone(scenario, [post for post in scenario.posts if post.role == role and not post.operation])


def plan_alone(scenario: Scenario, role: str, seconds: float) -> Plan:
    """Return a plan of the seats of one role alone, as good as the time allows on their cover."""
    return _planned(alone_of(scenario, role), seconds)


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
    alone = alone_of(scenario, role)
    search = _Search(alone, role, seconds, time.monotonic())
    kinds = kinds_of(scenario, alone)
    refuted = too_few(without)
    tried = 0
    try:
        for count in range(1, MOST_PEOPLE + 1) if kinds else ():
            fewer_refuted, refuted = refuted, True
            if len(kinds) > 1 and too_few(search.planned(kinds * count)):
                tried = count
                continue
            for mixture in _mixtures(kinds, count):
                made = search.planned(mixture)
                tried = count
                if not below_minimum(made):
                    contracts = tuple(sorted(like.contract for like in mixture))
                    return Closing(role, count, contracts, fewer_refuted, tried, seconds)
                refuted = refuted and too_few(made)
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


def _mixtures(kinds: Sequence[Officer], count: int) -> Iterator[tuple[Officer, ...]]:
    """Yield the ways to have so many people on these contracts, those that are all on one first."""
    yield from ((like,) * count for like in kinds)
    for mixture in combinations_with_replacement(kinds, count):
        if len({like.contract for like in mixture}) > 1:
            yield mixture


def _planned(scenario: Scenario, seconds: float) -> Plan:
    # A gap of 1 is content with any price in money once the uncovered duties are proved the fewest.
    return plan(scenario, PlanOptions(max(seconds, 0.1), gap=1.0, seed=scenario.seed, workers=1)).plan


def _with_more(alone: Scenario, role: str, people: Sequence[Officer]) -> Scenario:
    """Return the seats of a role with more officers, each on the contract of one of these people."""
    # No id of a scenario begins with a plus.
    come = [replace(like, officer=f"+{number}", source="") for number, like in enumerate(people, start=1)]
    return with_officers(alone, come, [role], *around(alone.horizon))
