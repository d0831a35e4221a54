"""How few duties must stay uncovered, and nothing else: what studies ask of thousands of problems like one another.

With nothing but cover in the objective the linear program is solved in a few rounds, and the lines it meets are mostly
enough to choose from: whether any rota covers everything is so settled long before the best one is known. Only where
that leaves something open of a few officers are they searched as any others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from scheduler.domain.price import N_LEVELS
from scheduler.engine.before import Before
from scheduler.engine.beginning import FINE, begin
from scheduler.engine.components import Component, components
from scheduler.engine.dive import SMALL
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.exact import over_pool
from scheduler.engine.outcome import Outcome, outcome_of
from scheduler.engine.part import DUTY_LEVELS, Part, Proof
from scheduler.engine.program import Program, Weights
from scheduler.engine.relaxation import relax
from scheduler.engine.small import settle

SETTINGS = Settings(1, 1, reproducible=True)

Settled = Literal["stands", "cover", "search", "open"]
"""What settled how many duties stay uncovered: lines known before, cover alone, a search; or nothing did."""

STEPS: tuple[Settled, ...] = ("stands", "cover", "search", "open")

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
        Of a search where that leaves something open; a part of many officers is not searched.
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
    if part.n_officers <= SMALL:
        _search(part, Effort(clock.now() + allowed.search, clock=clock))
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
    by_level = [0] * N_LEVELS
    for place, level in enumerate(reversed(levels)):
        by_level[level] = FINE**place
    _choose(part, Weights(tuple(by_level)), Effort(clock.now() + seconds * OF_CHOICE, clock=clock))


def _choose(part: Part, weights: Weights, effort: Effort) -> None:
    """Choose one of the lines of each officer, beginning with those in the rota; keep what leaves fewer uncovered."""
    pool, held = part.pool, part.held()
    numbers = sorted({*held, *(number for number in range(len(pool)) if pool.keeps_sums(number))})
    part.accept(over_pool(part.program, pool, weights, effort, SETTINGS, numbers, held).solution)
