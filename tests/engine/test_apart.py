"""Some officers by themselves: what they are given is a rota of everybody, the best one where everybody is among them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from scheduler.engine import apart as module
from scheduler.engine.apart import Tried, alone, better_apart
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.part import Part, search_weights
from scheduler.engine.pool import Pool
from scheduler.engine.relaxation import relax
from tests.engine.programs import SMALL, known
from tests.engine.test_in_turn import SETTINGS
from tests.engine.test_widening import part_of

AGES = Effort(1e9, clock=WorkClock())


def a_part(name: str) -> Part:
    """Return a tiny world as a part in which nobody thinks of the others, with the bound of its linear program."""
    program, _ = known(name)
    return part_of(program, relax(program, Pool(program), search_weights(program), {}, AGES).bound)


def tried(part: Part, officers: Sequence[int]) -> Tried:
    """Let some officers of a part look for something better."""
    weights, bound = search_weights(part.program), part.last_bound
    assert bound is not None
    numbers = np.array(sorted(officers), dtype=np.int64)
    return better_apart(part.program, part.solution, part.pool, bound.duals, weights, numbers, AGES, SETTINGS)


@pytest.mark.parametrize("arcs", [module.MOST_ARCS, 0], ids=["searched", "lines alone"])
@pytest.mark.parametrize("name", SMALL)
def test_everybody_apart_is_the_whole(name: str, arcs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is near the bound is searched the rota found is the best of all; by lines alone never a better one."""
    monkeypatch.setattr(module, "MOST_ARCS", arcs)
    (_, every), part = known(name), a_part(name)
    found = tried(part, range(part.n_officers))
    part.accept(found.solution)
    if arcs:
        assert found.ended
        assert part.price == every.optimum()
    else:
        assert part.price >= every.optimum()


@pytest.mark.parametrize("name", SMALL)
def test_all_others_hold_their_lines(name: str) -> None:
    """Of two officers drawn at a time: a rota that keeps every row, costs less, and changes nobody else."""
    dice, part = random.Random(name), a_part(name)
    for _ in range(4):
        officers = dice.sample(range(part.n_officers), min(2, part.n_officers))
        before, price = part.solution, part.price
        found = tried(part, officers)
        if found.solution is None:
            continue
        assert found.solution.keeps_rows(part.program)
        assert part.accept(found.solution)
        assert part.price < price
        others = [officer for officer in range(part.n_officers) if officer not in officers]
        assert (part.solution.choice[others] == before.choice[others]).all()
        assert [part.solution.seats[one] for one in others] == [before.seats[one] for one in others]


@pytest.mark.parametrize("name", SMALL)
def test_what_is_held_apart_is_what_was_held(name: str) -> None:
    """Put back among the others the same lines are the same rota, and they keep the rows the others leave."""
    part = a_part(name)
    for officer in range(part.n_officers):
        by_themselves = alone(part.program, part.solution, np.array([officer]))
        assert by_themselves.solution.keeps_rows(by_themselves.program)
        again = by_themselves.whole(by_themselves.solution, part.solution)
        assert (again.choice == part.solution.choice).all()
        assert again.seats == part.solution.seats
        assert (again.amounts == part.solution.amounts).all()


def test_the_lines_told_are_lines_of_those_officers() -> None:
    """The pool of the whole knows them from then on; a part without time is told nothing, and its rota stands."""
    part = a_part(SMALL[0])
    found = tried(part, [0, 1])
    assert found.lines
    assert {officer for officer, _, _ in found.lines} <= {0, 1}
    numbers = [part.pool.add(*line) for line in found.lines]
    assert len(set(numbers)) == len(numbers)


def test_without_time_nothing_is_found() -> None:
    """No line is generated, nobody's is changed, and it is said to have had no time."""
    part, weights = a_part(SMALL[0]), search_weights(known(SMALL[0])[0])
    bound = part.last_bound
    assert bound is not None
    over = better_apart(
        part.program, part.solution, part.pool, bound.duals, weights, np.array([0]), Effort(0.0), SETTINGS
    )
    assert not over.ended
