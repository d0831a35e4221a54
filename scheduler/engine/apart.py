"""Some officers by themselves, while all others hold their lines.

The row prices of the whole say little about a few officers over all days: where everybody else stands, what a row is still
short of is worth something else, and thousands of lines cost the same. Lines generated for those officers alone bring row
prices of their own within seconds, and a bound: where it leaves nothing to gain, nothing is searched. Else one of those
lines is chosen for each of them, exactly, and what is near their bound is searched where it is not too much.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from scheduler.engine.components import Component, restricted
from scheduler.engine.draft import Exact, Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import affordable, over_paths, over_pool, reaches
from scheduler.engine.highs import branch_and_cut
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, option_prices
from scheduler.engine.program import Ints, Line, Program, Weights
from scheduler.engine.relaxation import SHARES_FOR_LARGE, Relaxation, relax
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

BOUND_SHARE = 0.5
"""Share of the time that their bound may take."""

CHOOSING_SHARE = 0.5
"""Share of the time left that choosing among their lines may take."""

MOST_ARCS = 12_000
"""Arcs near their bound that are searched; where there are more, their lines have to do."""

MOST_KNOWN = 25
"""Lines known of each officer that their linear program begins with, those that cost least under the row prices of the whole."""

CLOSE = 2e-3
"""Share of their linear program's price that the bound may miss it by: of a search that takes seconds its last tenth of a
percent takes half."""

USED = 1e-6
"""Share in the linear program from which a line is told to the whole."""


@dataclass(frozen=True)
class Alone:
    """A program of some officers, in which all others hold their lines, and what those officers hold.

    Attributes
    ----------
    component
        What the rows of its program ask for is what the others leave them short.
    """

    component: Component
    solution: Solution

    @property
    def program(self) -> Program:
        """That of these officers."""
        return self.component.program

    def whole(self, found: Solution, around: Solution) -> Solution:
        """Return the rota in which these officers hold other lines and all others what they held."""
        choice, seats, amounts = around.choice.copy(), list(around.seats), around.amounts.copy()
        for number, officer in enumerate(self.component.officers.tolist()):
            choice[officer] = found.choice[number]
            seats[officer] = tuple(self.component.seats[list(found.seats[number])].tolist())
        amounts[self.component.amounts] = found.amounts
        return Solution(choice, tuple(seats), amounts)


@dataclass(frozen=True)
class Tried:
    """What was found of some officers by themselves.

    Attributes
    ----------
    solution
        A better rota of everybody; None where none was found.
    ended
        It came to its end in time.
    lines
        Lines of these officers that their linear program used.
    """

    solution: Solution | None
    ended: bool
    lines: Sequence[Line] = ()


def alone(program: Program, held: Solution, officers: Ints) -> Alone:
    """Return some officers, numbers in order, as a program of their own."""
    openings, tallies, terms = program.openings, program.tallies, program.terms
    mine = np.zeros(len(program.officers), dtype=bool)
    mine[officers] = True
    reached = np.zeros(program.n_rows, dtype=bool)
    reached[openings.supply.columns[mine[openings.officer_of_seat[openings.supply.row_of]]]] = True
    reached[tallies.row[mine[tallies.officer]]] = True
    free, known = np.zeros(len(program.upper), dtype=bool), -1
    while known < reached.sum():
        known = int(reached.sum())
        free[terms.row_of[reached[terms.columns]]] = True
        reached[terms.columns[free[terms.row_of]]] = True
    supplied = held.supplied(program, frozenset(officers.tolist()))
    np.add.at(supplied, terms.columns, terms.values * np.where(free, 0, held.amounts)[terms.row_of])
    component = restricted(
        replace(program, at_least=program.at_least - supplied),
        officers.astype(np.int32),
        np.flatnonzero(reached).astype(np.int32),
        np.flatnonzero(free).astype(np.int32),
    )
    number = _numbers(component, len(openings.pence))
    seats = tuple(tuple(number[list(held.seats[officer])].tolist()) for officer in officers.tolist())
    return Alone(component, Solution(held.choice[officers], seats, held.amounts[component.amounts]))


def better_apart(
    program: Program,
    held: Solution,
    pool: Pool,
    duals: Ints,
    weights: Weights,
    officers: Ints,
    effort: Effort,
    settings: Settings,
) -> Tried:
    """Look for a better rota in which some officers alone hold other lines.

    Parameters
    ----------
    pool
        Lines known of everybody.
    duals
        Row prices of the whole to begin with, one a row, times ``SCALE``.
    """
    by_themselves = alone(program, held, officers)
    own, grain = by_themselves.program, program.grain(weights)
    lines = Pool(own)
    standing = lines.add_all(by_themselves.solution.lines)
    _know(lines, pool, by_themselves.component, duals, weights, len(program.openings.pence))
    row_of = {key: row for row, key in enumerate(program.row_keys)}
    start = duals[[row_of[key] for key in own.row_keys]]
    in_time = effort.at_most(effort.seconds * BOUND_SHARE)
    relaxation = relax(own, lines, weights, {}, in_time, start, close=CLOSE, shares=SHARES_FOR_LARGE)
    best, ended = by_themselves.solution, relaxation.converged
    if _distance(best, own, weights, grain, relaxation) >= 0:
        numbers = sorted({*standing, *(number for number in range(len(lines)) if lines.keeps_sums(number))})
        in_time = effort.at_most(effort.seconds * CHOOSING_SHARE)
        chosen = over_pool(own, lines, weights, in_time, settings, numbers, standing)
        best, ended = _better(best, chosen, own, weights), ended and chosen.optimal
        distance = _distance(best, own, weights, grain, relaxation)
        if distance >= 0 and effort.seconds > 0:
            near = _near(own, best, relaxation, weights, distance, grain, effort, settings)
            best, ended = (best, ended) if near is None else (_better(best, near, own, weights), near.optimal)
    gained = by_themselves.solution.combined(own, weights) - best.combined(own, weights)
    logger.debug(
        "%d of %d officers apart: bound %d, gained %d, %s",
        len(officers),
        len(program.officers),
        relaxation.bound.whole,
        gained,
        "ended" if ended else "time",
    )
    used = _used(lines, relaxation, by_themselves.component)
    return Tried(by_themselves.whole(best, held) if gained > 0 else None, ended, used)


def _numbers(component: Component, n_seats: int) -> Ints:
    """Return the number each seat of the whole has in a component."""
    number = np.full(n_seats, -1, dtype=np.int64)
    number[component.seats] = np.arange(len(component.seats))
    return number


def _know(lines: Pool, pool: Pool, component: Component, duals: Ints, weights: Weights, n_seats: int) -> None:
    """Let some officers' own pool know the best lines that are known of them."""
    number = _numbers(component, n_seats)
    place = {officer: place for place, officer in enumerate(component.officers.tolist())}
    left = dict.fromkeys(place, MOST_KNOWN)
    reduced = np.array(pool.pence, dtype=np.int64) * weights.pence * SCALE - pool.worth(duals)
    known = list[Line]()
    for line in np.argsort(reduced, kind="stable").tolist():
        officer = pool.officer[line]
        if left.get(officer):
            left[officer] -= 1
            known.append((place[officer], pool.choice[line], tuple(number[list(pool.seats[line])].tolist())))
    lines.add_all(known)


def _distance(best: Solution, own: Program, weights: Weights, grain: int, relaxation: Relaxation) -> int:
    """Return how much above its least any better rota's officer may be, times ``SCALE``; negative if there is none."""
    return SCALE * (best.combined(own, weights) - grain) - relaxation.bound.scaled


def _better(best: Solution, found: Exact, own: Program, weights: Weights) -> Solution:
    if found.solution is None or found.solution.combined(own, weights) >= best.combined(own, weights):
        return best
    return found.solution


def _near(
    own: Program,
    best: Solution,
    relaxation: Relaxation,
    weights: Weights,
    distance: int,
    grain: int,
    effort: Effort,
    settings: Settings,
) -> Exact | None:
    """Search what could be better; None where that is too much."""
    prices, _ = option_prices(own, relaxation.bound.duals, weights.pence)
    reach = reaches(own, frozenset(range(len(own.officers))), prices, weights.pence)
    if affordable(reach, distance, MOST_ARCS) < distance:
        return None
    solve = partial(branch_and_cut, gap=grain - 1)
    return over_paths(own, reach, best, weights, distance, 0, effort, settings, solve=solve)


def _used(lines: Pool, relaxation: Relaxation, component: Component) -> list[Line]:
    """Return the lines that the linear program used, by numbers of the whole."""
    if relaxation.relaxed is None:
        return []
    return [
        (
            int(component.officers[lines.officer[number]]),
            lines.choice[number],
            tuple(component.seats[list(lines.seats[number])].tolist()),
        )
        for number in np.flatnonzero(relaxation.relaxed.lines > USED).tolist()
    ]
