"""Master problems of tiny scenarios, and row prices to try on them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import numpy as np

from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.price import N_LEVELS
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import options_of
from scheduler.engine.pricing import SCALE
from scheduler.engine.program import Cut, Ints, Program, Weights
from scheduler.planning.assemble import assemble
from tests.engine.exhaustive import Exhaustive
from tests.engine.worlds import WORLDS

SMALL = tuple(name for name in WORLDS if name not in {"one supervisor for earlies and nights"})
"""Worlds whose every rota is counted through in well under a second."""
LEVEL_BY_LEVEL = Weights((10**7, 10**6, 10**5, 10**5, 10**5, 1))
"""Weights that put levels well apart, and are still small enough for the linear program's floating point."""


def program_of(scenario: Scenario) -> Program:
    """Return the master problem of a scenario."""
    briefs = officer_briefs(scenario)
    return assemble(scenario, briefs, options_of(scenario, briefs).officers, requirements_of(scenario)).program


@cache
def known(name: str) -> tuple[Program, Exhaustive]:
    """Return a world's master problem, and every rota of it."""
    scenario = WORLDS[name]()
    return program_of(scenario), Exhaustive(scenario)


def weightings(dice: random.Random) -> Iterator[Weights]:
    """Yield weights of each level alone, of all together level by level, and two at random."""
    for level in (0, 1, N_LEVELS - 1):
        yield Weights(tuple(int(number == level) for number in range(N_LEVELS)))
    yield LEVEL_BY_LEVEL
    for _ in range(2):
        yield Weights((dice.randrange(10**5), dice.randrange(10**5), 0, 0, 0, dice.randrange(1, 4)))


def row_prices(program: Program, weights: Weights, dice: random.Random) -> Ints:
    """Return row prices of the size an amount is worth, some of them nought, negative, or far too high."""
    dearest = int(weights.of_amounts(program).max(initial=1)) or 1
    most = dice.choice((dearest // 8, dearest, dearest, 3 * dearest, 10**9)) * SCALE + 1
    share = dice.random()
    drawn = [0 if dice.random() < share else dice.randrange(-most // 8, most) for _ in range(program.n_rows)]
    return np.array(drawn, dtype=np.int64)


def random_cuts(program: Program, dice: random.Random, n: int) -> list[Cut]:
    """Return cuts over any officers who leave a crew open, whether a linear program breaks them or not."""
    found = []
    places = sorted(program.crews)
    for _ in range(n if places else 0):
        place = dice.choice(places)
        crews = program.crews[place]
        members = frozenset(dice.sample(range(len(program.officers)), dice.randint(1, len(program.officers))))
        drivers = crews.drivers >= 0 and dice.random() < 0.3
        whole, spare = (len(members), 0) if drivers else divmod(len(members), crews.size)
        if spare:
            found.append(Cut(place, members))
        if crews.led and whole % crews.led:
            found.append(Cut(place, members, drivers, supervised=True))
    return found
