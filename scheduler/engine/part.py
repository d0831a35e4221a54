"""One part of the problem while it is worked on: its best rota, and what is proved about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from scheduler.domain.price import N_LEVELS, Price
from scheduler.engine.components import Component
from scheduler.engine.draft import Settings
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, reweighted
from scheduler.engine.program import LARGE, Ints, Program, Weights
from scheduler.engine.relaxation import Relaxation
from scheduler.engine.solution import Solution

PENCE = N_LEVELS - 1
PENCE_PER_DUTY = 2_000_000
"""What one uncovered duty counts in search, in pence; bounds never rest on it."""

STEP_BETWEEN_LEVELS = 1_000
"""How much one unit of a level above outweighs one of the next in search."""

STEP_BETWEEN_AID = 10
"""The same between levels of aid, and ten times this between the dearest of them and duties; fewer than between duties,
so that prices stay within 64 bits."""

STEP_WITH_AID = 50
"""The same between levels of duties where there is aid."""

DUTY_LEVELS = 2
"""Levels that count duties; those between them and pence count officer-days of aid."""

SOLVED_ONCE = 2 * LARGE
"""Officers of a part beyond whom a linear program of them all takes too long to be solved again for its levels."""


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
    searched
        Everything whose lines each cost at most this above their least at these row prices, times ``SCALE``, was
        searched: what is cheaper than the best rota, if anything, costs more than that above the bound.
    """

    level: int
    bound: Bound
    held: dict[int, int]
    program: Program
    by_search: bool = False
    searched: int = 0
    _given: dict[tuple[int, ...], Bound] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Units of the levels above -> the bound by the weights that suit them, worked out once."""

    def given(self, price: Price) -> Proof:
        """Return the proof with the weights that prove most of a rota whose levels above are these."""
        above = tuple(price[: self.level])
        if not any(above):
            return self
        if above not in self._given:
            self._given[above] = reweighted(self.program, self.bound, above)
        return replace(self, bound=self._given[above])

    def certified(self, price: Price) -> int:
        """Return the least price of the level that the row prices leave to a rota whose levels above are these."""
        return _left(self.given(price).bound, self.level, price)

    def rank(self, price: Price) -> tuple[int, Fraction]:
        """Return what says which of two proofs is the better: what is known, then how far the row prices alone reach.

        Both at the weights it was found with: at those that suit a rota with much uncovered, row prices that cover nothing
        prove as much as any.
        """
        weights = self.bound.weights
        reach = self.bound.scaled - SCALE * weights.of(price[: self.level])
        return self._as_found(price), Fraction(reach, weights.by_level[self.level])

    def known(self, price: Price) -> int:
        """Return the least price of the level that is known, by the row prices and by search, given the best rota's."""
        return max(self._as_found(price), min(price[self.level], self.certified(price)))

    def _as_found(self, price: Price) -> int:
        """Return what is known at the weights the row prices were found with."""
        if self.by_search:
            return price[self.level]
        if not self.searched:
            return min(price[self.level], _left(self.bound, self.level, price))
        weights = self.bound.weights
        above, grain = weights.of(price[: self.level]), self.program.grain(weights)
        least = -(-(self.bound.scaled + self.searched + 1) // (SCALE * grain)) * grain
        return min(price[self.level], max(0, -(-(least - above) // weights.by_level[self.level])))


def _left(bound: Bound, level: int, price: Price) -> int:
    """Return what a bound leaves to a level, in whole units, once the levels above have had theirs."""
    left = bound.scaled - SCALE * bound.weights.of(price[:level])
    return max(0, -(-left // (SCALE * bound.weights.by_level[level])))


@dataclass(frozen=True)
class Trial:
    """What a kind of neighbourhood has brought so far.

    Attributes
    ----------
    size
        How much of it the next one frees, in officers or days.
    worth
        What it brought lately, in combined price for each second.
    in_vain
        Attempts in a row that brought nothing.
    """

    size: float
    worth: float = 0.0
    in_vain: int = 0


@dataclass
class Part:
    """One component while it is worked on.

    Attributes
    ----------
    program
        The component's program with the cuts found so far.
    start
        Row prices of the search before this one, times ``SCALE``; None for none.
    proofs
        Level -> the best proof of it.
    trials
        Kind of neighbourhood -> what it has brought.
    wide
        Arcs the next neighbourhood may have, beside those that stand.
    widening
        Somebody searches everything near the bound.
    hopeless
        Distance to the bound, times ``SCALE``, at which that was too much; 0 where it never was.
    steps
        Attempts made at a better rota.
    expected
        What an attempt may be expected to gain, in combined price, by what the last ones did; None before the first.
    pieced
        It is too large for one linear program and was solved in pieces.
    loose
        Its bound ended with its time, not with its linear program, and its rota is put together: the bound is what a large
        part has most open then.
    """

    component: Component
    program: Program
    pool: Pool
    solution: Solution
    price: Price
    start: Ints | None = None
    proofs: dict[int, Proof] = field(default_factory=dict)
    relaxation: Relaxation | None = None
    trials: dict[str, Trial] = field(default_factory=dict)
    wide: int = Settings().arcs_at_once
    widening: bool = False
    hopeless: int = 0
    steps: int = 0
    expected: float | None = None
    pieced: bool = False
    loose: bool = False

    @property
    def n_officers(self) -> int:
        """Officers of the part."""
        return len(self.program.officers)

    @property
    def bounds(self) -> list[int]:
        """Proved bound of each level; 0 where nothing better is known, since no price is negative."""
        return [
            self.price[level]
            if self.closed(level)
            else (self.proofs[level].known(self.price) if level in self.proofs else 0)
            for level in range(N_LEVELS)
        ]

    def closed(self, level: int) -> bool:
        """Say whether a level is proved exact."""
        if self.price[level] == 0:
            return True
        proof = self.proofs.get(level)
        return proof is not None and proof.known(self.price) >= self.price[level]

    @property
    def last_bound(self) -> Bound | None:
        """What bounds the last level, where anything does, with a row price for each row there is by now."""
        if PENCE not in self.proofs:
            return None
        bound = self.proofs[PENCE].bound
        return replace(bound, duals=self.duals(bound))

    @property
    def closed_above(self) -> bool:
        """Whether every level above the last is proved exact."""
        return all(self.closed(level) for level in range(PENCE))

    @property
    def optimal(self) -> bool:
        """Whether every level is proved exact."""
        return all(self.closed(level) for level in range(N_LEVELS))

    def within(self, share: float) -> bool:
        """Say whether the rota is within a share of its price of the bound, duties below the minimum included."""
        if PENCE not in self.proofs:
            return False
        bound = self.proofs[PENCE].bound
        price = bound.weights.of(self.price)
        return (price - bound.whole) <= share * price

    def held(self) -> list[int]:
        """Return the pool's number of each officer's line, which the pool knows from then on."""
        return self.pool.add_all(self.solution.lines)

    def accept(self, solution: Solution | None) -> bool:
        """Keep a solution if it is better, level by level."""
        if solution is None:
            return False
        price = solution.price(self.program)
        if price >= self.price:
            return False
        if price[:PENCE] != self.price[:PENCE]:
            self.proofs = {level: replace(proof, by_search=False, searched=0) for level, proof in self.proofs.items()}
        self.solution, self.price = solution, price
        return True

    def keep(self, found: Relaxation, held: dict[int, int]) -> None:
        """Keep the better of two bounds on the last level: of two that prove nothing yet, the higher."""
        proof = Proof(PENCE, found.bound, held, self.program)
        known = self.proofs.get(PENCE)
        if known is None or proof.rank(self.price) > known.rank(self.price):
            self.proofs[PENCE] = proof

    def duals(self, bound: Bound) -> Ints:
        """Return a bound's row prices for the program as it is now: cuts found since are free."""
        return np.concatenate([bound.duals, np.zeros(self.program.n_rows - len(bound.duals), dtype=np.int64)])


def search_weights(program: Program, pence_per_duty: int = PENCE_PER_DUTY) -> Weights:
    """Return weights that put each level present far above the next."""
    weights, step = [0] * N_LEVELS, pence_per_duty // STEP_BETWEEN_AID
    weights[PENCE] = 1
    for level in range(PENCE - 1, DUTY_LEVELS - 1, -1):
        if program.prices[:, level].any():
            weights[level] = step
            step *= STEP_BETWEEN_AID
    aided = any(weights[:PENCE])
    step = step * STEP_BETWEEN_AID if aided else pence_per_duty
    for level in range(DUTY_LEVELS - 1, -1, -1):
        if program.prices[:, level].any():
            weights[level] = step
            step *= STEP_WITH_AID if aided else STEP_BETWEEN_LEVELS
    return Weights(tuple(weights))
