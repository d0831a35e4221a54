"""A search that begins with what the one before it left."""

from __future__ import annotations

import threading

import pytest

from scheduler.audit import audit
from scheduler.domain.events import Event
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.engine.before import Before
from scheduler.planning.plan import Planned, PlanOptions, plan
from tests.engine.exhaustive import Exhaustive
from tests.engine.worlds import WORLDS, crews

OPTIONS = PlanOptions(seconds=20.0, workers=1, seed=1, reproducible=True)


def begun_with(scenario: Scenario, left: Before | None, *, stopped: bool = False) -> Planned:
    """Return the plan that begins with what another left, and ends there where the user has asked to stop."""
    stop = threading.Event()
    if stopped:
        stop.set()
    return plan(scenario, OPTIONS, stop=stop, before=left)


@pytest.mark.parametrize("name", WORLDS)
def test_it_ends_with_the_same_price_and_proof(name: str) -> None:
    """Whatever it began with, a plan is the best there is and says so."""
    scenario = WORLDS[name]()
    first = plan(scenario, OPTIONS)
    again = begun_with(scenario, first.left)
    assert again.plan.price == first.plan.price
    assert again.plan.status == "optimal"


def test_without_time_it_still_has_the_rota_it_began_with() -> None:
    """Cut short before it began, a search alone covers less."""
    scenario = crews(5, days=6)
    first = plan(scenario, OPTIONS)
    alone = begun_with(scenario, None, stopped=True)
    assert alone.plan.price > first.plan.price
    assert begun_with(scenario, first.left, stopped=True).plan.price == first.plan.price


def test_who_steps_back_is_out_and_the_others_stay() -> None:
    """Without time, lines that are still lawful stand, and the audit finds nothing against the rota."""
    scenario = crews(4, days=3)
    first = plan(scenario, OPTIONS)
    leaver = first.plan.rota.crews[0].officer
    at = instant(scenario.horizon.first_day + 1, 0, scenario.horizon.zone)
    changed = scenario.with_events([Event(leaver, "step_back", "", at, source="later.csv:2")])
    kept = begun_with(changed, first.left, stopped=True)
    assert not [found for found in audit(changed, kept.plan.rota).findings if found.grade in ("breach", "ineligible")]
    assert all(seat.officer != leaver or seat.day < scenario.horizon.first_day + 1 for seat in kept.plan.rota.crews)
    lines = {held for held in first.plan.rota.assignments if held.officer != leaver}
    assert {(held.officer, held.day, held.tour) for held in lines} <= {
        (held.officer, held.day, held.tour) for held in kept.plan.rota.assignments
    }
    proved = begun_with(changed, first.left)
    assert proved.plan.price == Exhaustive(changed).optimum()


def test_row_prices_go_over_to_the_next_search() -> None:
    """They are those of the last level's proof, by the names of the rows."""
    scenario = crews(2, days=3)
    first = plan(scenario, OPTIONS)
    assert any(key.startswith("crew/") for key in first.left.row_prices)
    assert min(first.left.row_prices.values()) > 0
