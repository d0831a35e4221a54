"""What is proved of one part while it is worked on."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scheduler.audit import check_proof
from scheduler.domain.price import Price
from scheduler.engine import beginning, search
from scheduler.engine.beginning import begin, tighten
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.part import PENCE, Part, Proof, search_weights
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, own_least_pence, priced
from scheduler.engine.relaxation import Relaxation, relax
from scheduler.planning.plan import PlanOptions, plan
from tests.engine.exhaustive import Exhaustive
from tests.engine.programs import SMALL, known, program_of, row_prices
from tests.engine.test_bounds import effort
from tests.engine.worlds import WORLDS, crews


def begun() -> Part:
    """Return a part nobody has searched yet."""
    (component, *_) = components(program_of(crews(2, days=3)))
    return begin(component, Settings(1, 1, reproducible=True))


def relaxation(part: Part, combined: int) -> Relaxation:
    """Return what is said to prove a combined price, whether its row prices do or not."""
    program = part.program
    bound = Bound(combined * SCALE, np.zeros(program.n_rows, dtype=np.int64), search_weights(program))
    return Relaxation(None, bound, {}, False, program)


@pytest.mark.parametrize("name", SMALL)
def test_going_on_with_a_bound_raises_it_to_what_line_generation_proves(name: str) -> None:
    """From no row prices at all; it is never above the best rota."""
    program, rotas = known(name)
    for component in components(program):
        part = begin(component, Settings(1, 1, reproducible=True))
        weights = search_weights(part.program)
        first, _ = priced(part.program, np.zeros(part.program.n_rows, dtype=np.int64), weights)
        part.keep(Relaxation(None, first, {}, False, part.program), {})
        part.loose = True
        tighten(part, effort())
        proof = part.proofs[PENCE]
        assert not part.loose
        assert proof.bound.whole >= first.whole
        if len(component.officers) == len(program.officers):
            assert proof.bound.whole <= rotas.least(weights.by_level)
            alone = relax(program, Pool(program), weights, {}, effort())
            assert proof.bound.whole >= 0.999 * alone.bound.whole


@pytest.mark.parametrize(
    "name", ["three officers, five days, earlies and nights", "two cars wanted, one supervisor to a car"]
)
def test_a_large_part_whose_bound_ended_with_its_time_is_gone_on_with(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its rota is put together; the plan is as good and as well proved as any."""
    scenario = WORLDS[name]()
    gone_on_with = []

    def cut_short(*arguments: Any) -> Relaxation:
        return replace(relax(*arguments), converged=False)

    def noted(part: Part, effort: Effort) -> None:
        gone_on_with.append(part.n_officers)
        tighten(part, effort)

    for limit in ("LARGE", "SMALL"):
        monkeypatch.setattr(beginning, limit, 0)
    monkeypatch.setattr(beginning, "relax", cut_short)
    monkeypatch.setattr(search, "tighten", noted)
    found = plan(scenario, PlanOptions(20, workers=1, reproducible=True))
    assert gone_on_with
    assert found.plan.price == Exhaustive(scenario).optimum()
    assert found.plan.status == "optimal"
    assert all(level.stands for level in check_proof(scenario, found.proof))


def test_of_two_bounds_that_prove_nothing_the_higher_is_kept() -> None:
    """Duties uncovered take both to nought; neighbourhoods live by the row prices of the one that is kept."""
    part = begun()
    for combined, kept in ((10, 10), (30, 30), (20, 30)):
        part.keep(relaxation(part, combined), {})
        assert part.proofs[PENCE].rank(part.price)[0] == 0
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
    for combined, least in ((above - 1, 0), (above + 7, 7), (above + 3, 7)):
        part.keep(relaxation(part, combined), {})
        assert part.proofs[PENCE].rank(part.price)[0] == least


@pytest.mark.parametrize("name", SMALL)
def test_what_is_certified_of_a_rota_is_never_above_the_cheapest_with_as_much_uncovered(name: str) -> None:
    """Whatever the row prices; and a proof document says the weights it is certified at."""
    program, rotas = known(name)
    dice = random.Random(name)
    optimum = rotas.optimum()
    for _ in range(12):
        weights = search_weights(program)
        bound, _ = priced(program, row_prices(program, weights, dice), weights)
        proof = Proof(PENCE, bound, {}, program)
        assert proof.certified(optimum) <= optimum[PENCE]
        assert proof.certified(optimum) >= proof.rank(optimum)[0]
        assert proof.given(optimum).certified(optimum) == proof.certified(optimum)
