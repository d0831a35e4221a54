"""How few duties must stay uncovered, and nothing else: what studies ask of thousands of problems like one another.

With nothing but cover in the objective the linear program is solved in a few rounds, and the lines it meets are mostly
enough to choose from: whether any rota covers everything is so settled long before the best one is known. Where that
leaves something open, a few officers are searched as any others, and many on some days at a time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scheduler.domain.price import N_LEVELS
from scheduler.engine.before import Before
from scheduler.engine.beginning import FINE, begin
from scheduler.engine.components import Component, components
from scheduler.engine.dive import SMALL
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.exact import over_paths, over_pool, reaches
from scheduler.engine.full_cover.abreast import MOST_ABREAST
from scheduler.engine.full_cover.settled import full_cover
from scheduler.engine.neighbourhoods import short_days, within
from scheduler.engine.outcome import Outcome, outcome_of
from scheduler.engine.part import DUTY_LEVELS, Part, Proof
from scheduler.engine.pricing import option_prices
from scheduler.engine.program import Program, Weights
from scheduler.engine.relaxation import relax
from scheduler.engine.small import settle

SETTINGS = Settings(1, 1, reproducible=True)

Settled = Literal["stands", "cover", "search", "open"]
"""What settled how many duties stay uncovered: lines known before, cover alone, a search; or nothing did."""

STEPS: tuple[Settled, ...] = ("stands", "cover", "search", "open")

FEWEST_DAYS, MOST_DAYS = 1, 8
"""Days on which duties are uncovered, with those around them, on which a part too large to be searched is freed."""

OF_LINES, OF_CHOICE = 0.6, 0.4
"""Shares of the work on cover alone that its linear program, and choosing among its lines, may take."""


@dataclass(frozen=True)
class CoverEffort:
    """How hard to try, in seconds of work (`WorkClock`) for each part, so that the answer is the same everywhere.

    Attributes
    ----------
    cover
        Of cover alone.
    search
        Of a search where that leaves something open; in a part of many officers, of some days at a time.
    """

    cover: float = 5.0
    search: float = 2.0


@dataclass(frozen=True)
class LeastUncovered:
    """A rota that leaves few duties uncovered, and how far it is proved that none leaves fewer.

    Attributes
    ----------
    settled
        The last step that one of the parts needed.
    outcome
        Its bounds are those of the two levels that count duties; whatever else it says is not looked at.
    """

    settled: Settled
    outcome: Outcome


def least_uncovered(program: Program, before: Before, effort: CoverEffort) -> LeastUncovered:
    """Return a rota of a program that leaves as few duties uncovered as could be found, command duties first.

    Parameters
    ----------
    before
        What a search of a program like this one left.
    """
    parts, steps = [], list[Settled]()
    for component in components(program):
        part, settled = _settle(component, before, effort)
        parts.append(part)
        steps.append(settled)
    return LeastUncovered(max(steps, key=STEPS.index, default="stands"), outcome_of(program, parts, own_least_pence=0))


def _settle(component: Component, before: Before, allowed: CoverEffort) -> tuple[Part, Settled]:
    """Return one part and the step that settled it; each level is tried only until it is closed."""
    part = begin(component, SETTINGS, before)
    if _closed(part):
        return part, "stands"
    clock = WorkClock()
    _cover_alone(part, allowed.cover, clock)
    if _closed(part):
        return part, "cover"
    effort = Effort(clock.now() + allowed.search, clock=clock)
    if part.n_officers <= SMALL:
        _search(part, effort)
        if not _closed(part) and part.n_officers <= MOST_ABREAST:
            _side_by_side(part, Effort(clock.now() + allowed.search, clock=clock))
    else:
        _mend(part, effort)
    return part, "search" if _closed(part) else "open"


def _search(part: Part, effort: Effort) -> None:
    """Search everything near the bound of each level that is open."""
    for level in (level for level in range(DUTY_LEVELS) if not part.closed(level)):
        proof = part.proofs[level]
        found = settle(part.program, part.solution, proof.bound, effort, SETTINGS)
        least = (found.solution or part.solution).price(part.program)[level]
        part.accept(found.solution)
        if found.exhausted and part.price[level] == least:
            part.proofs[level] = replace(proof, by_search=True)


def _side_by_side(part: Part, effort: Effort) -> None:
    """Take a few officers through the days side by side, for a rota that covers everything or the proof that there is none."""
    found = full_cover(part.program, effort, SETTINGS.seed)
    part.accept(found.solution)
    for level in range(DUTY_LEVELS):
        if part.price[level] and part.price[level] == found.at_least[level]:
            part.proofs[level] = replace(part.proofs[level], by_search=True)


def _mend(part: Part, effort: Effort) -> None:
    """Free everybody around days on which duties are uncovered, more days each time that is in vain."""
    dice, weights = random.Random(part.n_officers), _level_by_level(part)
    unpriced, _ = option_prices(part.program, np.zeros(part.program.n_rows, dtype=np.int64), 0)
    size = FEWEST_DAYS
    while effort.seconds > 0 and size <= MOST_DAYS and not _closed(part):
        freedom = short_days(part, size, dice)
        free = frozenset(np.flatnonzero(freedom.any(axis=1)).tolist())
        reach = reaches(part.program, free, within(part, unpriced, freedom), 0)
        found = over_paths(part.program, reach, part.solution, weights, 0, 0, effort, SETTINGS)
        size = size if part.accept(found.solution) else size + 1


def _closed(part: Part) -> bool:
    return all(part.closed(level) for level in range(DUTY_LEVELS))


def _cover_alone(part: Part, seconds: float, clock: WorkClock) -> None:
    """Bound each level of duties by itself, and choose among all lines known by then the rota that leaves fewest."""
    levels = [level for level in range(DUTY_LEVELS) if part.program.prices[:, level].any()]
    for level in levels:
        weights = Weights(tuple(FINE * (number == level) for number in range(N_LEVELS)))
        effort = Effort(clock.now() + seconds * OF_LINES / len(levels), clock=clock)
        found = relax(part.program, part.pool, weights, {}, effort)
        part.proofs[level] = Proof(level, found.bound, {}, part.program)
    _choose(part, _level_by_level(part), Effort(clock.now() + seconds * OF_CHOICE, clock=clock))


def _level_by_level(part: Part) -> Weights:
    """Return weights that put command duties above crews, and count nothing else."""
    by_level = [0] * N_LEVELS
    for place, level in enumerate(
        level for level in reversed(range(DUTY_LEVELS)) if part.program.prices[:, level].any()
    ):
        by_level[level] = FINE**place
    return Weights(tuple(by_level))


def _choose(part: Part, weights: Weights, effort: Effort) -> None:
    """Choose one of the lines of each officer, beginning with those in the rota; keep what leaves fewer uncovered."""
    pool, held = part.pool, part.held()
    numbers = sorted({*held, *(number for number in range(len(pool)) if pool.keeps_sums(number))})
    part.accept(over_pool(part.program, pool, weights, effort, SETTINGS, numbers, held).solution)
