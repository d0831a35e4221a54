"""What is proved of one part while it is worked on."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from scheduler.audit import check_proof
from scheduler.domain.price import Price
from scheduler.engine.beginning import begin
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.part import PENCE, Part, search_weights
from scheduler.engine.pricing import SCALE, Bound, own_least_pence
from scheduler.engine.relaxation import Relaxation
from scheduler.planning.plan import PlanOptions, plan
from tests.engine.programs import program_of
from tests.engine.worlds import WORLDS, crews


def begun() -> Part:
    """Return a part nobody has searched yet."""
    (component, *_) = components(program_of(crews(2, days=3)))
    return begin(component, Settings(1, 1, reproducible=True))


def relaxation(part: Part, combined: int) -> Relaxation:
    """Return what proves a combined price."""
    program = part.program
    bound = Bound(combined * SCALE, np.zeros(program.n_rows, dtype=np.int64), search_weights(program))
    return Relaxation(None, bound, {}, False, program)


def test_of_two_bounds_that_prove_nothing_the_higher_is_kept() -> None:
    """Duties uncovered take both to nought; neighbourhoods live by the row prices of the one that is kept."""
    part = begun()
    for combined, kept in ((10, 10), (30, 30), (20, 30)):
        part.keep(relaxation(part, combined), {})
        assert part.proofs[PENCE].known(part.price) == 0
        assert part.proofs[PENCE].bound.whole == kept


@pytest.mark.parametrize("name", WORLDS)
def test_a_search_stopped_at_once_proves_what_officers_cost_of_themselves(name: str) -> None:
    """Its proof says so, and whoever checks it finds the same."""
    scenario, stop = WORLDS[name](), threading.Event()
    stop.set()
    found = plan(scenario, PlanOptions(workers=1, reproducible=True), stop=stop)
    checked = check_proof(scenario, found.proof)
    assert all(level.stands for level in checked)
    assert found.plan.levels[PENCE].bound == checked[PENCE].bound >= int(own_least_pence(program_of(scenario)).sum())


def test_a_bound_that_proves_something_is_kept_before_one_that_does_not() -> None:
    """It tells of the last level how much of a rota's price has to be."""
    part = begun()
    above = search_weights(part.program).of(part.price[:PENCE])
    part.price = part.price.plus(Price(pence=50))
    for combined, known in ((above - 1, 0), (above + 7, 7), (above + 3, 7)):
        part.keep(relaxation(part, combined), {})
        assert part.proofs[PENCE].known(part.price) == known
