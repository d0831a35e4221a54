"""Attempts at a better rota of one part, or at the proof that there is none.

An attempt leaves the part as it is, so that it can be made in another process, or two at once from the same rota.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from scheduler.engine.apart import better_apart
from scheduler.engine.branching import branch
from scheduler.engine.dive import SMALL
from scheduler.engine.draft import Exact, Settings, solved
from scheduler.engine.effort import Effort
from scheduler.engine.exact import Reach, Solve, affordable, over_paths, reaches
from scheduler.engine.highs import branch_and_cut
from scheduler.engine.neighbourhoods import KINDS, adapt, drawn, kind_to_try, within
from scheduler.engine.part import PENCE, Part, Proof, search_weights
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, option_prices
from scheduler.engine.program import LARGE, Line, Program, Weights
from scheduler.engine.small import settle
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

BRANCHING_STEPS = (12, 40)
"""Attempts at a small part that branch; the others free officers and solve exactly."""

BRANCHING_SHARE = 0.2

AT_ONCE = 80_000
"""Arcs up to which all that could be better is searched at once."""

MOST_LITERALS = 8_000
"""Arcs of a first search of what is near the bound, where there are more."""

MOST_SEARCHED, MOST_SEARCHED_FAR = AT_ONCE, 3 * MOST_LITERALS
"""Arcs beyond which nothing is searched, and where the bound is far away besides."""

NARROWEST, WIDEST = 2_000, 60_000
"""Arcs of a neighbourhood."""

NEIGHBOURHOOD_SECONDS, NEIGHBOURHOOD_SHARE = 20.0, 0.5
"""Time of a neighbourhood, and the share of the time left that it may take."""

NEIGHBOURHOOD_CLOSE = 0.02
"""Share of the distance to the bound that a neighbourhood's answer may be from its best: the last of it takes longest."""

PATIENCE = 0.7
"""Weight of what attempts had brought before the newest one."""

FIRST_WIDENING_STEP = 2
"""The attempt with which everything near the bound is searched for the first time: a first rota is often the best."""

WIDENING_SHARE = 0.7
"""Share of the time left that one such search may take."""

FAR = 0.05
"""Share of the price that a bound has to be away for a search of less than all to have no more time than a
neighbourhood."""

HOPE = 0.8
"""Share of a distance that was too much to which it has to come down before the next."""


@dataclass(frozen=True)
class Attempt:
    """What one attempt found.

    Attributes
    ----------
    solution
        None where it found none.
    exhausted
        Levels of which it found that no rota has less than the better of this one and the one it began with.
    kind
        The kind of neighbourhood tried, empty for none.
    seconds, ended
        What it took, and whether that came to its end in time.
    starved
        They were those at the least price alone.
    widened, searched
        It searched everything near the bound, up to this threshold.
    pool
        Lines known now, where they have become more.
    lines
        More lines worth knowing.
    """

    solution: Solution | None
    exhausted: frozenset[int] = frozenset()
    kind: str = ""
    seconds: float = 0.0
    ended: bool = True
    starved: bool = False
    widened: bool = False
    searched: int = 0
    pool: Pool | None = None
    lines: Sequence[Line] = ()


NOTHING = Attempt(None)


def attempted(part: Part, effort: Effort, settings: Settings, dice: random.Random) -> Attempt:
    """Make one attempt at a better rota of a part, or at the proof that there is none; ``part.steps`` counts it."""
    level = next((level for level in range(PENCE) if not part.closed(level)), None)
    if level is not None and level in part.proofs and part.steps % 2 and part.n_officers <= LARGE:
        return _close(part, level, effort.at_most(max(3.0, effort.seconds * 0.3)), settings)
    if part.n_officers <= SMALL and part.steps in BRANCHING_STEPS:
        return _branch(part, effort.at_most(max(3.0, effort.seconds * BRANCHING_SHARE)), settings)
    if PENCE not in part.proofs:
        return NOTHING
    return _neighbours(
        part, effort.at_most(max(3.0, min(NEIGHBOURHOOD_SECONDS, effort.seconds * NEIGHBOURHOOD_SHARE))), settings, dice
    )


def take(part: Part, attempt: Attempt, base: Solution) -> bool:
    """Keep what an attempt brought; say whether the rota is better.

    Parameters
    ----------
    base
        The rota the attempt began with. Where the part has a better one by now, both changes are kept if they fit.
    """
    found, before = attempt.solution, _combined(part)
    better = part.accept(found)
    if found is not None and not better and part.solution is not base:
        better = part.accept(merged(part.program, part.solution, base, found))
    gained = before - _combined(part)
    part.expected = gained if part.expected is None else PATIENCE * part.expected + (1 - PATIENCE) * gained
    for level in attempt.exhausted & part.proofs.keys():
        part.proofs[level] = replace(part.proofs[level], by_search=True)
    if attempt.pool is not None:
        part.pool = attempt.pool
    part.pool.add_all(attempt.lines)
    if attempt.kind:
        adapt(part, attempt.kind, gained, attempt.seconds, ended=attempt.ended, starved=attempt.starved)
        if not KINDS[attempt.kind].by_themselves:
            _widen(part, better=better, ended=attempt.ended)
    if attempt.widened:
        part.widening = False
        _search_known(part, attempt, base)
    return better


def _search_known(part: Part, attempt: Attempt, base: Solution) -> None:
    """Remember how far everything near the bound was searched, or that it was too much."""
    proof = part.proofs[PENCE]
    if not attempt.ended:
        part.hopeless = max(1, _distance(part, proof))
    elif attempt.searched and base.price(part.program)[:PENCE] == part.price[:PENCE]:
        part.proofs[PENCE] = replace(proof, searched=max(proof.searched, attempt.searched))


def _combined(part: Part) -> int:
    return search_weights(part.program).of(part.price)


def _widen(part: Part, *, better: bool, ended: bool) -> None:
    """Allow fewer arcs where time ran out, more where nothing is found any longer."""
    if not ended:
        part.wide = max(NARROWEST, part.wide * 3 // 4)
    elif not better:
        part.wide = min(WIDEST, part.wide * 21 // 20)


def merged(program: Program, now: Solution, base: Solution, found: Solution) -> Solution | None:
    """Return the rota with two sets of changes to another, or None where they do not go together.

    Parameters
    ----------
    now, found
        Both came from ``base``.
    """
    ours, theirs = _changed(base, now), _changed(base, found)
    both = (now.amounts != base.amounts) & (found.amounts != base.amounts) & (now.amounts != found.amounts)
    if ours & theirs or both.any():
        return None
    choice, seats = now.choice.copy(), list(now.seats)
    for officer in theirs:
        choice[officer], seats[officer] = found.choice[officer], found.seats[officer]
    whole = Solution(choice, tuple(seats), np.where(found.amounts != base.amounts, found.amounts, now.amounts))
    return whole if whole.keeps_rows(program) else None


def _changed(base: Solution, other: Solution) -> set[int]:
    """Return the officers who have another line."""
    choice = set(np.flatnonzero((base.choice != other.choice).any(axis=1)).tolist())
    return choice | {officer for officer, seats in enumerate(base.seats) if seats != other.seats[officer]}


def _close(part: Part, level: int, effort: Effort, settings: Settings) -> Attempt:
    """Find a rota with less in a level, those above no worse, or exhaust the level."""
    proof = part.proofs[level]
    weights = proof.bound.weights
    if part.n_officers <= SMALL:
        bound = replace(proof.bound, duals=part.duals(proof.bound))
        settled = settle(part.program, part.solution, bound, effort.at_most(effort.seconds / 2), settings)
        if settled.exhausted and settled.solution is None:
            return Attempt(None, frozenset({level}))
        # At the bound's weights less of this level may have been bought with more of those above, which is no rota to take.
        if settled.solution is not None and settled.solution.price(part.program) < part.price:
            return Attempt(settled.solution)
    least_better = weights.of(part.price[:level]) + weights.by_level[level] * (part.price[level] - 1)
    distance = max(0, least_better * SCALE - proof.bound.scaled)
    prices, _ = option_prices(part.program, part.duals(proof.bound), weights.pence)
    everyone = frozenset(range(part.n_officers))
    reach = reaches(part.program, everyone, prices, weights.pence)
    if sum(one.kept(distance) for one in reach) > 10 * MOST_LITERALS:
        return NOTHING
    ceilings = {number: part.price[number] for number in range(level) if part.program.prices[:, number].any()}
    ceilings[level] = part.price[level] - 1
    objective = search_weights(part.program)
    found = over_paths(part.program, reach, part.solution, objective, distance, 0, effort, settings, ceilings)
    none_less = found.optimal and found.solution is None
    return Attempt(found.solution, frozenset({level}) if none_less else frozenset())


def _branch(part: Part, effort: Effort, settings: Settings) -> Attempt:
    """Search one part decision by decision, for the answer at all levels at once."""
    if part.relaxation is None:
        return NOTHING
    weights = search_weights(part.program)
    bound = part.relaxation.bound
    best, known = part.solution.combined(part.program, weights), len(part.pool)
    found = branch(part.program, part.pool, weights, effort, settings, best, part.duals(bound), bound.whole)
    more = part.pool if len(part.pool) > known else None
    return Attempt(found.solution, frozenset({PENCE}) if found.exhausted else frozenset(), pool=more)


def _neighbours(part: Part, effort: Effort, settings: Settings, dice: random.Random) -> Attempt:
    """Free some officers on some days and solve exactly."""
    proof, kind, began = part.proofs[PENCE], kind_to_try(part, dice), effort.clock.now()
    scale = proof.bound.weights.pence
    prices, _ = option_prices(part.program, part.duals(proof.bound), scale)
    freedom = drawn(part, prices, kind, dice)
    if KINDS[kind].by_themselves:
        officers, weights = np.flatnonzero(freedom.any(axis=1)), search_weights(part.program)
        duals = part.duals(proof.bound)
        tried = better_apart(part.program, part.solution, part.pool, duals, weights, officers, effort, settings)
        seconds = effort.clock.now() - began
        return Attempt(tried.solution, kind=kind, seconds=seconds, ended=tried.ended, lines=tried.lines)
    free = frozenset(np.flatnonzero(freedom.any(axis=1)).tolist())
    reach = reaches(part.program, free, within(part, prices, freedom), scale)
    distance = max(0, _distance(part, proof))
    standing = len(free) * part.program.n_days - int(freedom.sum())
    wide = standing + part.wide
    threshold = affordable(reach, distance, wide)
    reach = _fitting(reach, threshold, 2 * wide, dice)
    grain = part.program.grain(search_weights(part.program))
    solve = partial(branch_and_cut, gap=max(grain - 1, distance // SCALE * NEIGHBOURHOOD_CLOSE))
    found = _over(part, reach, threshold, effort, settings, solve=solve)
    _log(part, f"{int(freedom.any(axis=0).sum())} days, {kind}", len(reach), threshold, distance, found)
    starved = threshold == 0 < distance
    seconds = effort.clock.now() - began
    return Attempt(found.solution, kind=kind, seconds=seconds, ended=found.optimal, starved=starved)


def widening_due(part: Part) -> bool:
    """Say whether to search everything near the bound now: nobody does, and it has become less than was too much."""
    proof = part.proofs.get(PENCE)
    if part.widening or proof is None or part.n_officers > LARGE or part.steps < FIRST_WIDENING_STEP:
        return False
    if not all(part.closed(level) for level in range(PENCE)):
        return False
    return not part.hopeless or _distance(part, proof) < HOPE * part.hopeless


def widened(part: Part, effort: Effort, settings: Settings) -> Attempt:
    """Search all that could be better; where that is too much, what is within a threshold, twice the last one."""
    proof = part.proofs[PENCE]
    distance = _distance(part, proof)
    if distance < 0:
        return Attempt(None, frozenset({PENCE}), widened=True)
    prices, _ = option_prices(part.program, part.duals(proof.bound), proof.bound.weights.pence)
    reach = reaches(part.program, frozenset(range(part.n_officers)), prices, proof.bound.weights.pence)
    threshold = _next_threshold(reach, proof.searched, distance)
    far = threshold < distance and distance > FAR * SCALE * search_weights(part.program).pence * part.price[PENCE]
    if sum(one.kept(threshold) for one in reach) > (MOST_SEARCHED_FAR if far else MOST_SEARCHED):
        return Attempt(None, widened=True, ended=False)
    limit = min(effort.seconds * WIDENING_SHARE, NEIGHBOURHOOD_SECONDS if far else float("inf"))
    found = _over(part, reach, threshold, effort.at_most(limit), settings, below=_combined(part))
    _log(part, "all days, everyone", len(reach), threshold, distance, found)
    if not found.optimal:
        return Attempt(found.solution, widened=True, ended=False)
    everything = frozenset({PENCE}) if threshold == distance else frozenset[int]()
    return Attempt(found.solution, everything, widened=True, searched=threshold)


def _next_threshold(reach: Sequence[Reach], searched: int, distance: int) -> int:
    """Return the threshold to search next, at most the distance."""
    nearest = 2 * searched if searched else max(SCALE, affordable(reach, distance, MOST_LITERALS))
    whole = sum(one.kept(distance) for one in reach)
    return distance if whole <= AT_ONCE or 2 * nearest > distance else nearest


def _over(
    part: Part,
    reach: Sequence[Reach],
    threshold: int,
    effort: Effort,
    settings: Settings,
    below: int | None = None,
    solve: Solve = solved,
) -> Exact:
    weights = search_weights(part.program)
    floor = _floor(part, weights)
    return over_paths(
        part.program, reach, part.solution, weights, threshold, floor, effort, settings, below=below, solve=solve
    )


def _log(part: Part, what: str, n_free: int, threshold: int, distance: int, found: Exact) -> None:
    logger.debug(
        "free %d of %d on %s, threshold %d of %d: %d literals, %s, price was %s",
        n_free,
        part.n_officers,
        what,
        threshold // SCALE,
        distance // SCALE,
        found.n_literals,
        "exhausted" if found.optimal else "time",
        tuple(part.price),
    )


def _distance(part: Part, proof: Proof) -> int:
    """Return how much above its least any better rota's officer may be, times ``SCALE``; negative if there is none."""
    weights = proof.bound.weights
    return SCALE * (weights.of(part.price) - part.program.grain(weights)) - proof.bound.scaled


def _floor(part: Part, weights: Weights) -> int:
    """Return a combined price no rota better than this one can be below."""
    bounds = part.bounds
    if any(part.price[level] != bounds[level] for level in range(PENCE)):
        return 0
    return weights.of(bounds)


def _fitting(reach: Sequence[Reach], threshold: int, most: int, dice: random.Random) -> list[Reach]:
    """Return as many officers, drawn at random, as keep the model within a size whatever the threshold."""
    taken: list[Reach] = []
    for one in dice.sample(reach, len(reach)):
        most -= one.kept(threshold)
        if most < 0 and len(taken) > 1:
            break
        taken.append(one)
    return sorted(taken, key=lambda one: one.officer)
