"""Neighbourhoods of a rota: who is freed on which days while everything else stands.

A kind of neighbourhood is drawn the more often the more it has brought for its size lately. Freeing everybody on a few
days costs no more than freeing a few on all days, and finds what the others cannot: a round of officers who change
places at a weekend.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.diagram.paths import BARRED, cheapest_lines
from scheduler.engine.part import PENCE, Part, Trial, search_weights
from scheduler.engine.pricing import SCALE
from scheduler.engine.program import Ints

Freedom = NDArray[np.bool_]
"""Shape (officers, days): who may do something else than before on which day."""

FORTNIGHT = 14
MOST_OFFICERS = 600
"""Officers freed on some days at most."""

FOCUSED = 40
"""Officers above whom those to be freed are mostly drawn around a duty that is short."""

FOCUS_SHARE = 0.75
CURIOSITY = 0.15
"""Share of attempts that take any kind, whatever it has brought so far."""

NOVELTY = 0.25
"""Share of attempts that take a kind not tried yet while another pays."""

MEMORY = 0.5
"""Weight of what a kind had brought before the newest attempt."""

MOST_IN_VAIN = 3
"""Attempts in vain, one after the other, after which a kind no longer pays, whatever it brought before."""

LEAST_SECONDS = 0.1
"""Seconds that an attempt counts at least."""


def drawn(part: Part, prices: Sequence[Ints], kind: str, dice: random.Random) -> Freedom:
    """Return who is freed on which days.

    Parameters
    ----------
    prices
        Option prices of each group under the bound's row prices.
    kind
        One of :data:`KINDS`.
    """
    return KINDS[kind].draw(part, prices, _size(part, kind), dice)


def kind_to_try(part: Part, dice: random.Random) -> str:
    """Return the kind that has brought most for its size lately; now and then any other, first those not tried yet."""
    untried = [kind for kind in KINDS if kind not in part.trials]
    paying = any(trial.worth for trial in part.trials.values())
    if untried and (not paying or dice.random() < NOVELTY):
        return untried[0]
    if not paying or dice.random() < CURIOSITY:
        return dice.choice(list(KINDS))
    return max(part.trials, key=lambda kind: part.trials[kind].worth)


def adapt(part: Part, kind: str, gained: int, seconds: float, *, ended: bool, starved: bool) -> None:
    """Remember what a kind brought; free less where time ran out, more where nothing is found any longer.

    Parameters
    ----------
    starved
        There was room for arcs at the least price alone: fewer officers or days have room for dearer ones besides.
    """
    known = part.trials.get(kind, Trial(_size(part, kind)))
    size = known.size
    if not ended or (starved and not gained):
        size = max(1.0, size * 0.75)
    elif not gained:
        size = min(size * 1.25, KINDS[kind].most(part))
    worth = (1 - MEMORY) * gained / max(LEAST_SECONDS, seconds) + MEMORY * known.worth
    in_vain = 0 if gained else known.in_vain + 1
    part.trials[kind] = Trial(size, worth if in_vain < MOST_IN_VAIN else 0.0, in_vain)


def within(part: Part, prices: Sequence[Ints], freedom: Freedom) -> list[Ints]:
    """Return option prices that bar whatever an officer is not free to change to."""
    found = []
    for group, table in zip(part.program.groups, prices, strict=True):
        held = part.solution.choice[group.members].T[:, None, :] == np.arange(table.shape[1])[None, :, None]
        stands = ~freedom[group.members].T[:, None, :] & ~held
        found.append(np.where(stands, BARRED, table))
    return found


def _size(part: Part, kind: str) -> float:
    return part.trials[kind].size if kind in part.trials else min(KINDS[kind].first, KINDS[kind].most(part))


def _some_officers(part: Part, prices: Sequence[Ints], size: float, dice: random.Random) -> Freedom:
    """Free some officers on all days."""
    freedom = np.zeros(part.solution.choice.shape, dtype=bool)
    freedom[_likely(part, prices, min(int(size), part.n_officers), dice)] = True
    return freedom


def _some_days(part: Part, prices: Sequence[Ints], size: float, dice: random.Random) -> Freedom:
    """Free everybody on consecutive days."""
    n_days = part.program.n_days
    length = min(int(size), n_days)
    begin = dice.randrange(1 - length // 2, n_days - length // 2)
    return _on_days(part, prices, range(begin, begin + length), MOST_OFFICERS, dice)


def _short_days(part: Part, prices: Sequence[Ints], size: float, dice: random.Random) -> Freedom:
    """Free everybody around days on which duties are short."""
    return _on_days(part, prices, _around_short(part, int(size), dice), MOST_OFFICERS, dice)


def short_days(part: Part, size: int, dice: random.Random) -> Freedom:
    """Return everybody freed around some days on which duties are short, whatever is known of prices."""
    freedom = np.zeros(part.solution.choice.shape, dtype=bool)
    freedom[:, [day for day in _around_short(part, size, dice) if 0 <= day < part.program.n_days]] = True
    return freedom


def _around_short(part: Part, size: int, dice: random.Random) -> list[int]:
    """Return days around some on which duties are short, those that cost most being the likeliest."""
    cost = _short_by_day(part)
    cost += 0.1 * max(1.0, float(cost.mean()))
    luck = np.log([max(1e-300, dice.random()) for _ in cost]) / cost
    return sorted({day + off for day in np.argsort(-luck)[:size].tolist() for off in (-1, 0, 1, 2)})


def _fortnight(part: Part, prices: Sequence[Ints], size: float, dice: random.Random) -> Freedom:
    """Free some officers on fourteen days."""
    begin = dice.randrange(max(1, part.program.n_days - FORTNIGHT + 1))
    return _on_days(part, prices, range(begin, begin + FORTNIGHT), int(size), dice)


Draw = Callable[[Part, Sequence[Ints], float, random.Random], Freedom]


@dataclass(frozen=True)
class Kind:
    """A kind of neighbourhood.

    Attributes
    ----------
    first
        Its size to begin with, in officers or days.
    most
        The size beyond which it grows no more.
    by_themselves
        Whoever is freed gets row prices and a bound of their own (`scheduler.engine.apart`).
    """

    draw: Draw
    first: float
    most: Callable[[Part], float]
    by_themselves: bool = False


KINDS: dict[str, Kind] = {
    "window": Kind(_some_days, 7.0, lambda part: float(part.program.n_days)),
    "officers": Kind(_some_officers, 110.0, lambda part: part.n_officers / 2),
    "apart": Kind(_some_officers, 5.0, lambda part: part.n_officers / 2, by_themselves=True),
    "short": Kind(_short_days, 2.0, lambda _: 8.0),
    "fortnight": Kind(_fortnight, 110.0, lambda part: float(part.n_officers)),
}
"""Each kind by name."""


def _on_days(part: Part, prices: Sequence[Ints], days: Sequence[int], most: int, dice: random.Random) -> Freedom:
    freedom = np.zeros(part.solution.choice.shape, dtype=bool)
    inside = np.array([day for day in days if 0 <= day < part.program.n_days], dtype=np.int64)
    freedom[np.ix_(_likely(part, prices, min(most, part.n_officers), dice), inside)] = True
    return freedom


def _likely(part: Part, prices: Sequence[Ints], size: int, dice: random.Random) -> Ints:
    """Return officers to free, those whose lines cost most above their least being the likeliest.

    In a part of many officers most of them can fill a duty that is short, one drawn among those that cost most.
    """
    if size >= part.n_officers:
        return np.arange(part.n_officers)
    regret = np.maximum(0, _regret(part, prices)) / SCALE
    chance = regret + 0.15 * max(1.0, float(regret.mean()))
    if part.n_officers > FOCUSED and dice.random() < FOCUS_SHARE:
        near = _near_a_short_duty(part, dice)
        if len(near) > size:
            chance[np.setdiff1d(np.arange(part.n_officers), near)] *= 1e-3
    luck = np.log([max(1e-300, dice.random()) for _ in range(part.n_officers)]) / chance
    return np.argsort(-luck)[:size].astype(np.int64)


@dataclass(frozen=True)
class _Open:
    """Amounts of a rota that have a price and make up for what others' lines do not supply.

    Attributes
    ----------
    numbers, cost
        Shape (open amounts,).
    """

    numbers: Ints
    cost: Ints


def _open_amounts(part: Part) -> _Open:
    program = part.program
    cost = part.solution.amounts * search_weights(program).of_amounts(program)
    amount = program.terms.row_of
    own = np.zeros(len(program.upper), dtype=bool)
    own[amount[np.isin(program.terms.columns, program.tallies.row)]] = True
    numbers = np.flatnonzero((cost > 0) & ~own)
    return _Open(numbers, cost[numbers])


def _near_a_short_duty(part: Part, dice: random.Random) -> Ints:
    """Return the officers who can supply a row, or one tied to it by an amount, that a priced amount makes up for."""
    short = _open_amounts(part)
    if not len(short.numbers):
        return np.zeros(0, dtype=np.int64)
    drawn_one = int(dice.choices(short.numbers.tolist(), (short.cost**0.75).tolist())[0])
    entries, rows = _suppliers(part)
    return np.unique(entries[np.isin(rows, _tied_rows(part, drawn_one))]).astype(np.int64)


def _tied_rows(part: Part, number: int) -> Ints:
    """Return the rows of an amount and of the amounts that share a row with it."""
    program = part.program
    amount = program.terms.row_of
    rows = program.terms.columns
    near = np.isin(amount, amount[np.isin(rows, rows[amount == number])])
    return rows[near].astype(np.int64)


def _suppliers(part: Part) -> tuple[Ints, Ints]:
    """Return officer and row of every entry of the seats."""
    openings = part.program.openings
    return openings.officer_of_seat[openings.supply.row_of], openings.supply.columns.astype(np.int64)


def _short_by_day(part: Part) -> NDArray[np.float64]:
    """Return the root of what duties short cost, by the day whose officers could fill them: dear days draw, cheap ones too."""
    openings = part.program.openings
    days = openings.day_of_seat[openings.supply.row_of]
    day_of = np.full(part.program.n_rows, -1, dtype=np.int64)
    day_of[openings.supply.columns] = days
    cost = np.zeros(part.program.n_days)
    short = _open_amounts(part)
    for number, price in zip(short.numbers.tolist(), short.cost.tolist(), strict=True):
        known = day_of[_tied_rows(part, number)]
        known = known[known >= 0]
        if len(known):
            cost[int(np.median(known))] += price
    return cost**0.5


def _regret(part: Part, prices: Sequence[Ints]) -> Ints:
    """Return how much each officer's line costs above the officer's cheapest, times ``SCALE``."""
    bound = part.proofs[PENCE].bound
    scale, duals = bound.weights.pence * SCALE, part.duals(bound)
    openings, pence = part.program.openings, part.solution.line_pence(part.program)
    supplied = openings.supply.times(duals)
    tallies = part.program.tallies
    held = part.solution.choice[tallies.officer, tallies.day] == tallies.option
    counted = np.zeros(part.n_officers, dtype=np.int64)
    np.add.at(counted, tallies.officer[held], (tallies.value * duals[tallies.row])[held])
    regret = np.zeros(part.n_officers, dtype=np.int64)
    for group, table in zip(part.program.groups, prices, strict=True):
        least = cheapest_lines(group.diagram, table, scale).price
        for place, officer in enumerate(group.members):
            gain = int(supplied[list(part.solution.seats[officer])].sum() + counted[officer])
            regret[officer] = pence[officer] * scale - gain - int(least[place])
    return regret
