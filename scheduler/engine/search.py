"""The way from a program to a proved answer: bound, first rota, better rotas, proof."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scheduler.diagram.paths import cheapest_lines
from scheduler.domain.price import N_LEVELS, Price
from scheduler.engine.ascent import ascend
from scheduler.engine.branching import branch
from scheduler.engine.components import Component, components
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.dive import SMALL, dive
from scheduler.engine.exact import Reach, Settings, over_paths, over_pool, reaches
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, option_prices, own_least_pence, priced
from scheduler.engine.program import Ints, Program, Weights
from scheduler.engine.relaxation import Effort, Relaxation, relax
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

PENCE = N_LEVELS - 1
PENCE_PER_DUTY = 2_000_000
"""What one uncovered duty counts in search, in pence; bounds never rest on it."""

FINE = 1_000
"""Weight of a level bounded by itself, so that row prices of minutes are not lost in rounding."""

STEP_BETWEEN_LEVELS = 1_000
"""How much one unit of a level above outweighs one of the next in search."""

ASCENT_STEPS = 200
LINES_KEPT = 12
MILD_PENCE_PER_DUTY = 60_000
"""A price of an uncovered duty that is of the size of real trade-offs, for row prices to begin with."""

SMALLEST_NEIGHBOURHOOD = 25
BRANCHING_STEPS = (1, 4, 10)
"""Attempts at a small part that branch; the others free officers and solve exactly."""

MOST_LITERALS = 6_000


@dataclass(frozen=True)
class Proof:
    """Row prices that prove one level's bound in one component.

    Attributes
    ----------
    level
        From 0.
    held
        Level -> value it is held at in the bound.
    by_search
        The bound was closed by exhausting what the row prices leave open, beyond what they prove themselves.
    """

    level: int
    bound: Bound
    held: dict[int, int]
    program: Program
    by_search: bool = False

    def certified(self, price: Price) -> int:
        """Return the least price of the level that the row prices leave to a rota whose levels above are these."""
        weights = self.bound.weights.by_level
        above = sum(weights[level] * price[level] for level in range(self.level))
        return max(0, -(-(self.bound.scaled - above * SCALE) // (SCALE * weights[self.level])))


@dataclass
class Progress:
    """Where the search stands; one is reported at each step.

    Attributes
    ----------
    stage
        What is being done, in words.
    price
        Best price so far in each level over all components, None before the first rota.
    bound_pence
        Proved bound on the last level.
    """

    stage: str
    price: Price | None = None
    bound_pence: int | None = None


@dataclass
class Part:
    """One component while it is worked on."""

    component: Component
    program: Program
    pool: Pool
    solution: Solution
    price: Price
    proofs: dict[int, Proof] = field(default_factory=dict)
    relaxation: Relaxation | None = None
    size: int = 0
    wide: int = 0
    misses: int = 0
    steps: int = 0

    @property
    def bounds(self) -> list[int]:
        """Proved bound of each level; 0 where nothing better is known, since no price is negative."""
        return [
            self.price[level]
            if self.closed(level)
            else (self.proofs[level].certified(self.price) if level in self.proofs else 0)
            for level in range(N_LEVELS)
        ]

    def closed(self, level: int) -> bool:
        """Say whether a level is proved exact."""
        if self.price[level] == 0:
            return True
        proof = self.proofs.get(level)
        return proof is not None and (proof.by_search or proof.certified(self.price) >= self.price[level])

    @property
    def optimal(self) -> bool:
        """Whether every level is proved exact."""
        return all(self.closed(level) for level in range(N_LEVELS))


@dataclass(frozen=True)
class Outcome:
    """What the search ended with, over the whole program.

    Attributes
    ----------
    proofs
        Each part's proofs, with the part's own price.
    """

    solution: Solution
    price: Price
    bounds: tuple[int, ...]
    own_least_pence: int
    proofs: tuple[tuple[Proof, Price], ...]
    n_lines: int


Report = Callable[[Progress], None]


class Search:
    """Searches a program part by part.

    Parameters
    ----------
    gap
        Stop once the last level's distance to the bound is at most this share.
    """

    def __init__(self, program: Program, effort: Effort, settings: Settings, gap: float, report: Report) -> None:
        self.program = program
        self.effort = effort
        self.settings = settings
        self.gap = gap
        self.report = report
        self.random = random.Random(settings.seed)
        self.least = own_least_pence(program)

    def run(self) -> Outcome:
        """Return the best answer found and what is proved about it."""
        self.report(Progress("first rota"))
        parts = [self._begin(component) for component in components(self.program)]
        for number, part in enumerate(parts):
            left = sum(len(other.program.officers) for other in parts[number:])
            share = max(0.25, len(part.program.officers) / left) if left else 1.0
            self._first(part, self.effort.at_most(self.effort.seconds * 0.8 * share), parts)
        for part in parts:
            self._prove_levels(part, self.effort.at_most(self.effort.seconds * 0.25))
        while self.effort.seconds > 0 and not self._good_enough(parts):
            part = max((part for part in parts if not part.optimal), key=self._promise)
            self._tell("better rotas", parts)
            above = part.price[:PENCE]
            self._step(part)
            if part.price[:PENCE] != above:
                self._prove_levels(part, self.effort.at_most(self.effort.seconds * 0.25))
        for part in parts:
            self._tidy(part)
        return self._outcome(parts)

    def _tidy(self, part: Part) -> None:
        """Take each amount at its least under the lines chosen; a search cut short may have left some higher."""
        chosen = [
            part.pool.add(officer, choice, part.solution.seats[officer])
            for officer, choice in enumerate(part.solution.choice)
        ]
        weights = self._weights(part.program)
        found = over_pool(part.program, part.pool, weights, Effort(float("inf")), self.settings, chosen)
        self._accept(part, found.solution)

    @staticmethod
    def _promise(part: Part) -> float:
        """Return how much a part still has open, less for each step it has been given."""
        weights = Search._weights(part.program)
        bounds = part.bounds
        open_price = sum(
            weight * (price - bound) for weight, price, bound in zip(weights.by_level, part.price, bounds, strict=True)
        )
        return float(open_price / (1 + part.steps) ** 1.5)

    def _begin(self, component: Component) -> Part:
        """Give every officer the line they would choose, and see what that covers."""
        program = component.program
        pool = Pool(program)
        _, lines = priced(program, _hard_row_prices(program), Weights((0, 0, 0, 0, 0, 1)))
        numbers = pool.add_lines(lines, range(len(program.officers)))
        found = over_pool(program, pool, self._weights(program), Effort(float("inf")), self.settings, numbers)
        if found.solution is None:
            message = "the officers' own lines leave no whole-number amounts"
            raise ValueError(message)
        return Part(component, program, pool, found.solution, found.solution.price(program))

    @staticmethod
    def _weights(program: Program) -> Weights:
        """Return weights that put each level present far above the next."""
        weights, step = [0] * N_LEVELS, PENCE_PER_DUTY
        weights[PENCE] = 1
        for level in range(PENCE - 1, -1, -1):
            if program.prices[:, level].any():
                weights[level] = step
                step *= STEP_BETWEEN_LEVELS
        return Weights(tuple(weights))

    def _first(self, part: Part, effort: Effort, parts: Sequence[Part]) -> None:
        """Bound one part and dive."""
        if part.optimal and part.price[PENCE] == 0:
            return
        weights = self._weights(part.program)
        self._tell("bound", parts)
        self._bound(part, weights, {}, effort.at_most(effort.seconds * 0.6))
        self._tell("dive", parts)
        self._accept(part, dive(part.program, part.pool, weights, effort, self.settings))

    def _start(self, part: Part, weights: Weights, effort: Effort) -> Ints:
        """Return row prices to begin with: first what duties short of target are worth, then those below minimum."""
        milder = tuple(min(weight, MILD_PENCE_PER_DUTY) for weight in weights.by_level)
        start = np.zeros(part.program.n_rows, dtype=np.int64)
        if len(part.program.officers) <= SMALL:
            return start
        for by_level in dict.fromkeys(((0,) * PENCE + (weights.pence,), milder)):
            mild = Weights(by_level)
            target = part.solution.combined(part.program, mild)
            found = ascend(part.program, mild, target, ASCENT_STEPS, effort, start)
            start = found.bound.duals
            for lines in found.lines[-LINES_KEPT:]:
                part.pool.add_lines(lines, range(len(part.program.officers)))
        return start

    def _bound(self, part: Part, weights: Weights, held: dict[int, int], effort: Effort) -> None:
        """Bound all levels at once; what that leaves for the last level is kept."""
        start = self._start(part, weights, effort.at_most(effort.seconds * 0.3))
        part.relaxation = self._generate(part, weights, held, effort, start)
        self._keep(part, part.relaxation, held)

    def _generate(
        self, part: Part, weights: Weights, held: dict[int, int], effort: Effort, start: Ints | None
    ) -> Relaxation:
        """Generate lines and cuts until neither helps."""
        found = relax(part.program, part.pool, weights, held, effort, start, violated_cuts)
        part.program = found.program
        return found

    @staticmethod
    def _keep(part: Part, found: Relaxation, held: dict[int, int]) -> None:
        """Keep the better of two bounds on the last level."""
        proof = Proof(PENCE, found.bound, held, part.program)
        known = part.proofs.get(PENCE)
        if known is None or proof.certified(part.price) > known.certified(part.price):
            part.proofs[PENCE] = proof

    def _prove_levels(self, part: Part, effort: Effort) -> None:
        """Prove each level that is not nought, those above held; then bound the last one under them."""
        for level in range(PENCE):
            if part.closed(level):
                continue
            held = {above: part.price[above] for above in range(level) if part.program.prices[:, above].any()}
            weights = Weights(tuple(FINE * (number == level) for number in range(N_LEVELS)))
            found = self._generate(part, weights, held, effort.at_most(effort.seconds * 0.4), None)
            part.proofs[level] = Proof(level, found.bound, held, part.program)
        held = {level: part.price[level] for level in range(PENCE) if part.program.prices[:, level].any()}
        known = part.proofs.get(PENCE)
        if any(held.values()) and (known is None or known.held != held):
            weights = Weights((0, 0, 0, 0, 0, 1))
            start = None if known is None else self._duals(part, known)
            self._keep(part, self._generate(part, weights, held, effort.at_most(effort.seconds * 0.6), start), held)

    def _accept(self, part: Part, solution: Solution | None) -> bool:
        """Keep a solution if it is better, level by level."""
        if solution is None:
            return False
        price = solution.price(part.program)
        if price >= part.price:
            return False
        if price[:PENCE] != part.price[:PENCE]:
            part.proofs = {level: replace(proof, by_search=False) for level, proof in part.proofs.items()}
        part.solution, part.price = solution, price
        return True

    def _distance(self, part: Part) -> int:
        """Return how much above its least any better rota's officer may be, times ``SCALE``."""
        proof = part.proofs[PENCE]
        weights = proof.bound.weights
        return (
            weights.pence * SCALE * part.price[PENCE]
            + SCALE * sum(weights.by_level[level] * part.price[level] for level in range(PENCE))
            - proof.bound.scaled
        )

    def _step(self, part: Part) -> None:
        """Make one attempt at a better rota of a part, or at the proof that there is none."""
        part.steps += 1
        level = next((level for level in range(PENCE) if not part.closed(level)), None)
        if level is not None and level in part.proofs and part.steps % 2:
            self._close(part, level, self.effort.at_most(max(3.0, self.effort.seconds * 0.3)))
            return
        limit = self.effort.at_most(max(3.0, min(15.0, self.effort.seconds * 0.25)))
        n_officers = len(part.program.officers)
        if n_officers <= SMALL and part.steps in BRANCHING_STEPS:
            share = 0.2 if part.steps == BRANCHING_STEPS[0] else 0.4
            self._branch(part, self.effort.at_most(max(3.0, self.effort.seconds * share)))
        elif PENCE in part.proofs:
            self._neighbours(part, limit)

    def _close(self, part: Part, level: int, effort: Effort) -> None:
        """Find a rota with less in a level, those above no worse, or exhaust the level."""
        proof = part.proofs[level]
        weights = proof.bound.weights
        above = sum(weights.by_level[number] * part.price[number] for number in range(level))
        least_better = above + weights.by_level[level] * (part.price[level] - 1)
        distance = max(0, least_better * SCALE - proof.bound.scaled)
        prices, _ = option_prices(part.program, self._duals(part, proof), weights.pence)
        everyone = frozenset(range(len(part.program.officers)))
        reach = reaches(part.program, everyone, prices, weights.pence)
        if sum(one.kept(distance) for one in reach) > 10 * MOST_LITERALS:
            return
        ceilings = {number: part.price[number] for number in range(level) if part.program.prices[:, number].any()}
        ceilings[level] = part.price[level] - 1
        objective = self._weights(part.program)
        found = over_paths(part.program, reach, part.solution, objective, distance, 0, effort, self.settings, ceilings)
        if not self._accept(part, found.solution) and found.optimal:
            part.proofs[level] = replace(proof, by_search=True)

    def _branch(self, part: Part, effort: Effort) -> None:
        """Search one part decision by decision, for the answer at all levels at once."""
        if part.relaxation is None:
            return
        weights = self._weights(part.program)
        bound = part.relaxation.bound
        start = np.concatenate([bound.duals, np.zeros(part.program.n_rows - len(bound.duals), dtype=np.int64)])
        best = part.solution.combined(part.program, weights)
        found = branch(part.program, part.pool, weights, effort, self.settings, best, start, bound.whole)
        self._accept(part, found.solution)
        if found.exhausted and PENCE in part.proofs:
            part.proofs[PENCE] = replace(part.proofs[PENCE], by_search=True)

    def _neighbours(self, part: Part, effort: Effort) -> None:
        """Free some officers, solve exactly, accept; all of them are freed once little enough is left open."""
        weights, n_officers = self._weights(part.program), len(part.program.officers)
        part.size = part.size or min(SMALLEST_NEIGHBOURHOOD, max(3, n_officers // 2))
        part.wide = part.wide or MOST_LITERALS
        proof = part.proofs[PENCE]
        prices, _ = option_prices(part.program, self._duals(part, proof), proof.bound.weights.pence)
        distance = max(0, self._distance(part))
        reach = reaches(part.program, self._neighbourhood(part, prices, part.size), prices, proof.bound.weights.pence)
        threshold = _affordable(reach, distance, part.wide)
        everyone = len(reach) == n_officers and threshold == distance
        floor = self._floor(part, weights)
        found = over_paths(part.program, reach, part.solution, weights, threshold, floor, effort, self.settings)
        better = self._accept(part, found.solution)
        logger.debug(
            "free %d of %d, threshold %d of %d: %d literals, %s, price %s",
            len(reach),
            n_officers,
            threshold // SCALE,
            distance // SCALE,
            found.n_literals,
            "exhausted" if found.optimal else "time",
            tuple(part.price),
        )
        if everyone and found.optimal:
            part.proofs[PENCE] = replace(part.proofs[PENCE], by_search=True)
        part.misses = 0 if better else part.misses + 1
        if not found.optimal:
            part.size, part.wide = max(3, part.size * 3 // 4), max(MOST_LITERALS // 4, part.wide * 3 // 4)
        elif part.misses >= 2:
            part.size, part.wide = min(n_officers, part.size * 3 // 2 + 1), part.wide * 3 // 2
            part.misses = 0

    @staticmethod
    def _duals(part: Part, proof: Proof) -> Ints:
        """Return a proof's row prices for the program as it is now: cuts found since are free."""
        return np.concatenate(
            [proof.bound.duals, np.zeros(part.program.n_rows - len(proof.bound.duals), dtype=np.int64)]
        )

    @staticmethod
    def _floor(part: Part, weights: Weights) -> int:
        """Return a combined price no rota better than this one can be below."""
        bounds = part.bounds
        if any(part.price[level] != bounds[level] for level in range(PENCE)):
            return 0
        return sum(weight * bound for weight, bound in zip(weights.by_level, bounds, strict=True))

    def _neighbourhood(self, part: Part, prices: list[Ints], size: int) -> frozenset[int]:
        """Return officers to free, those whose lines cost most above their least being the likeliest."""
        n_officers = len(part.program.officers)
        if size >= n_officers:
            return frozenset(range(n_officers))
        regret = np.maximum(0, self._regret(part, prices)) / SCALE
        chance = regret + 0.15 * max(1.0, float(regret.mean()))
        drawn = np.array([self.random.random() for _ in range(n_officers)]) ** (1.0 / chance)
        return frozenset(np.argsort(-drawn)[:size].tolist())

    @staticmethod
    def _regret(part: Part, prices: list[Ints]) -> Ints:
        """Return how much each officer's line costs above the officer's cheapest, times ``SCALE``."""
        proof = part.proofs[PENCE]
        scale = proof.bound.weights.pence * SCALE
        duals = Search._duals(part, proof)
        openings, pence = part.program.openings, part.solution.line_pence(part.program)
        supplied = openings.supply.times(duals)
        tallies = part.program.tallies
        held = part.solution.choice[tallies.officer, tallies.day] == tallies.option
        counted = np.zeros(len(part.program.officers), dtype=np.int64)
        np.add.at(counted, tallies.officer[held], (tallies.value * duals[tallies.row])[held])
        regret = np.zeros(len(part.program.officers), dtype=np.int64)
        for group, table in zip(part.program.groups, prices, strict=True):
            least = cheapest_lines(group.diagram, table, scale).price
            for place, officer in enumerate(group.members):
                gain = int(supplied[list(part.solution.seats[officer])].sum() + counted[officer])
                regret[officer] = pence[officer] * scale - gain - int(least[place])
        return regret

    def _good_enough(self, parts: Sequence[Part]) -> bool:
        """Say whether nothing is open any more, or less than the gap asked for."""
        if all(part.optimal for part in parts):
            return True
        price = sum(part.price[PENCE] for part in parts)
        bound = sum(part.bounds[PENCE] for part in parts)
        levels_closed = all(part.closed(level) for part in parts for level in range(PENCE))
        return self.gap > 0 and levels_closed and price - bound <= self.gap * (price - int(self.least.sum()))

    def _tell(self, stage: str, parts: Sequence[Part]) -> None:
        total = Price()
        for part in parts:
            total = total.plus(part.price)
        self.report(Progress(stage, total, sum(part.bounds[PENCE] for part in parts)))

    def _outcome(self, parts: Sequence[Part]) -> Outcome:
        choice = np.zeros((len(self.program.officers), self.program.n_days), dtype=np.int8)
        seats: list[tuple[int, ...]] = [()] * len(self.program.officers)
        amounts = np.zeros(len(self.program.amount_keys), dtype=np.int64)
        price, bounds = Price(), [0] * N_LEVELS
        for part in parts:
            if len(part.component.officers):
                choice[part.component.officers] = part.solution.choice
            amounts[part.component.amounts] = part.solution.amounts
            for officer, taken in zip(part.component.officers, part.solution.seats, strict=True):
                seats[officer] = tuple(int(part.component.seats[seat]) for seat in taken)
            price = price.plus(part.price)
            bounds = [total + bound for total, bound in zip(bounds, part.bounds, strict=True)]
        proofs = tuple((proof, part.price) for part in parts for proof in part.proofs.values())
        return Outcome(
            Solution(choice, tuple(seats), amounts),
            price,
            tuple(bounds),
            int(self.least.sum()),
            proofs,
            sum(len(part.pool) for part in parts),
        )


def _affordable(reach: Sequence[Reach], distance: int, most: int) -> int:
    """Return the widest threshold, halving from the distance, that keeps the model within its size."""
    threshold = distance
    while threshold > SCALE and sum(one.kept(threshold) for one in reach) > most:
        threshold //= 2
    return threshold


def _hard_row_prices(program: Program) -> Ints:
    """Return row prices that keep each officer's own line within the sums that nothing may exceed."""
    prices = np.zeros(program.n_rows, dtype=np.int64)
    prices[program.hard_sums] = PENCE_PER_DUTY * SCALE
    return prices
