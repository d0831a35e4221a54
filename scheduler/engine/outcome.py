"""What a search ended with, its parts put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.domain.price import N_LEVELS, Price
from scheduler.engine.before import Before, left_by
from scheduler.engine.part import Part, Proof
from scheduler.engine.program import Program
from scheduler.engine.solution import Solution


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
    left: Before


def outcome_of(program: Program, parts: Sequence[Part], own_least_pence: int) -> Outcome:
    """Return the rotas of all parts as one, with the sums of their prices and bounds."""
    choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
    seats: list[tuple[int, ...]] = [()] * len(program.officers)
    amounts = np.zeros(len(program.amount_keys), dtype=np.int64)
    price, bounds = Price(), [0] * N_LEVELS
    for part in parts:
        component = part.component
        if len(component.officers):
            choice[component.officers] = part.solution.choice
        amounts[component.amounts] = part.solution.amounts
        for officer, taken in zip(component.officers, part.solution.seats, strict=True):
            seats[officer] = tuple(int(component.seats[seat]) for seat in taken)
        price = price.plus(part.price)
        bounds = [total + bound for total, bound in zip(bounds, part.bounds, strict=True)]
    return Outcome(
        Solution(choice, tuple(seats), amounts),
        price,
        tuple(bounds),
        own_least_pence,
        tuple((proof.given(part.price), part.price) for part in parts for proof in part.proofs.values()),
        sum(len(part.pool) for part in parts),
        left_by((part.program, part.solution, part.pool, part.last_bound) for part in parts),
    )
