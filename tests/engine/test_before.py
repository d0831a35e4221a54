"""A search that begins with what the one before it left."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import audit, check_proof
from scheduler.domain.events import Event
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.engine import beginning
from scheduler.engine.before import Before, KnownCut, KnownLine
from scheduler.engine.relaxation import Relaxation, relax
from scheduler.planning.plan import Planned, PlanOptions, plan
from tests.engine.exhaustive import Exhaustive
from tests.engine.worlds import WORLDS, crews, helped
from tests.worlds import FIRST_DAY, cover_tour

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


def test_a_large_part_that_is_known_well_is_not_bounded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row prices leave all of this world's 1,000 pence open: taken for little there is no linear program, else there is."""
    scenario = crews(5, days=6)
    first = plan(scenario, OPTIONS)
    programs = []

    def noted(*arguments: Any) -> Relaxation:
        programs.append(arguments)
        return relax(*arguments)

    monkeypatch.setattr(beginning, "LARGE", 0)
    monkeypatch.setattr(beginning, "WELL_KNOWN", 1.0)
    monkeypatch.setattr(beginning, "relax", noted)
    again = begun_with(scenario, first.left)
    assert again.plan.price == first.plan.price
    assert again.plan.status == "optimal"
    assert not programs
    monkeypatch.setattr(beginning, "WELL_KNOWN", 0.9)
    assert begun_with(scenario, first.left).plan.price == first.plan.price
    assert programs


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


def test_seats_held_before_beyond_what_an_offer_gives_now_are_left_empty() -> None:
    """Both officers lent crewed the first morning; one a day is lent now, which no price eases."""
    narrow = helped("region", most_a_day=1)
    left = plan(helped("region", most_a_day=2), OPTIONS).left
    both = {name: KnownLine(name, ("E", "rest"), (("ARV", "E", FIRST_DAY),)) for name in ("x1", "x2")}
    found = begun_with(narrow, replace(left, rota={**left.rota, **both}))
    assert found.plan.price == Exhaustive(narrow).optimum()


def test_a_line_held_before_that_breaks_a_sum_now_is_not_held() -> None:
    """Duty on every day, which sums that nothing eases refuse: whoever held it gets another line."""
    scenario = WORLDS["tallies that refuse"]()
    left = plan(scenario, OPTIONS).left
    always = {name: replace(line, codes=("E",) * len(line.codes), seats=()) for name, line in left.rota.items()}
    assert begun_with(scenario, replace(left, rota=always)).plan.price == plan(scenario, OPTIONS).plan.price


def test_cuts_of_what_cars_no_longer_need_are_left_out() -> None:
    """A cut that counts drivers holds only where cars need drivers; with it nobody could crew a second car."""
    scenario = crews(6, 1, 6, days=2, cover=(cover_tour("ARV", "E", 2, 2),))
    left = plan(scenario, OPTIONS).left
    places = {(place[0], place[1], place[2]) for line in left.lines for place in line.seats}
    cuts = [
        KnownCut(place, frozenset({"a1"}), drivers, not drivers, 0) for place in places for drivers in (True, False)
    ]
    free = replace(
        scenario,
        posts=tuple(
            replace(post, driver_role="", supervisor_role="", cars_per_supervisor=0) for post in scenario.posts
        ),
    )
    found = begun_with(free, replace(left, cuts=cuts)).plan
    assert found.price == plan(free, OPTIONS).plan.price
    assert found.price.crews == 0


def test_a_pool_from_anybody_claims_nothing() -> None:
    """Row prices beyond all measure prove nothing false, and one officer takes one seat of a tour however often told."""
    scenario = crews(3, days=3)
    first = plan(scenario, OPTIONS)
    mad = dict.fromkeys(first.left.row_prices, 1 << 58)
    twice = {name: replace(line, seats=line.seats * 2) for name, line in first.left.rota.items()}
    found = begun_with(scenario, replace(first.left, row_prices=mad, rota=twice), stopped=True)
    assert found.plan.price == first.plan.price
    assert all(level.bound <= level.price for level in found.plan.levels)
    assert check_proof(scenario, found.proof)
