"""The row prices that prove a plan's bounds, as a file anyone can check without the engine."""

from __future__ import annotations

from scheduler.domain.price import Price
from scheduler.domain.scenario import Scenario
from scheduler.engine.outcome import Outcome
from scheduler.engine.part import Proof
from scheduler.engine.pricing import SCALE
from scheduler.engine.program import Cut


def proof_of(scenario: Scenario, outcome: Outcome) -> dict[str, object]:
    """Return the document ``rota audit --proof`` reads.

    Each entry proves, by its row prices alone, that one part of the problem cannot cost less than ``certified`` in its
    level while the levels above are held; ``raised_by_search`` says that the engine then searched everything near the
    bound, or all that those prices leave open, which the document itself does not prove.
    """
    return {
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "first_day": scenario.horizon.first_day,
        "n_days": scenario.horizon.n_days,
        "n_tail_days": scenario.horizon.n_tail_days,
        "scale": SCALE,
        "levels": [
            {"level": level + 1, "price": outcome.price[level], "bound": outcome.bounds[level]}
            for level in range(len(outcome.price))
        ],
        "parts": [_part(proof, price) for proof, price in outcome.proofs],
    }


def _part(proof: Proof, price: Price) -> dict[str, object]:
    program = proof.program
    n_stated = program.n_rows - len(program.cuts)
    priced = dict(zip(program.row_keys[:n_stated], proof.bound.duals[:n_stated].tolist(), strict=True))
    rounded = {one.key: one for one in program.rounded}
    return {
        "level": proof.level + 1,
        "weights": list(proof.bound.weights.by_level),
        "held": {str(level + 1): price[level] for level in range(proof.level) if proof.bound.weights.by_level[level]},
        "price": price[proof.level],
        "certified": proof.certified(price),
        "raised_by_search": proof.by_search or proof.searched > 0,
        "officers": list(program.officers),
        "rows": {key: dual for key, dual in priced.items() if key not in rounded},
        "rounded": [
            {
                "row": one.row,
                "divisor": one.divisor,
                "shifts": {str(day): shift for day, shift in one.shifts.items()},
                "dual": priced[key],
            }
            for key, one in rounded.items()
            if priced.get(key)
        ],
        "cuts": [
            _cut(proof, cut, int(dual))
            for cut, dual in zip(program.cuts, proof.bound.duals[n_stated:], strict=True)
            if dual
        ],
    }


def _cut(proof: Proof, cut: Cut, dual: int) -> dict[str, object]:
    post, tour, day = proof.program.places[cut.place]
    return {
        "post": post,
        "tour": tour,
        "day": day,
        "officers": sorted(proof.program.officers[officer] for officer in cut.officers),
        "drivers": cut.drivers,
        "supervised": cut.supervised,
        "dual": dual,
    }
