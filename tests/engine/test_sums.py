"""Sums that nothing may break: as counters in the diagram or as rows of the officers' own, the rota costs the same."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.audit import check_proof
from scheduler.diagram import diagram
from scheduler.domain.people import Contract
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.work import Horizon, Post
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.tours_in_period import ToursInPeriod
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_tour, crew_officers, tiny_scenario

EXACT = PlanOptions(30, workers=1, reproducible=True)
LIMITS: dict[str, dict[str, Any]] = {
    "hours_in_period": {"least_minutes": 4 * 540, "most_minutes": 4 * 540, "pence": -1},
    "tours_in_period": {"most": "E=2|L=3", "pence": -1},
}


def week() -> Scenario:
    """Return a week of three officers who work four tours each, no more than two earlies and three lates."""
    off = {rule.code: {"applied": False} for rule in LINE_RULES}
    on = {code: {"applied": True, **limits} for code, limits in LIMITS.items()}
    officers = crew_officers(3)
    return tiny_scenario(
        horizon=Horizon(FIRST_DAY, 7, ZONE, 0, 7, FIRST_DAY),
        officers=officers,
        contracts=(Contract("crews", ("rest", "E", "L"), 2400, "crews"),),
        posts=(Post("DESK", "Desk", "north", "arv", ("E", "L")),),
        cover=(cover_tour("DESK", "E", 0, 1, short_price=100, over_price=30), cover_tour("DESK", "L", 0, 1)),
        authorisations=tuple(authorised(one.officer, "arv") for one in officers),
        vehicles=(),
        rules=(RuleLimits("crews", "england_and_wales", {**off, **on}),),
        sha256="ab" * 32,
    )


@pytest.mark.parametrize("room", [0, diagram.MOST_ARCS])
def test_rows_and_counters_end_at_the_same_price(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three officers with four tours each fill 12 of 14 places: the two left empty are earlies, which cost less."""
    monkeypatch.setattr(diagram, "MOST_ARCS", room)
    made = plan(week(), EXACT).plan
    tours = [held.tour for held in made.rota.assignments]
    assert (made.status, tours.count("E"), tours.count("L")) == ("optimal", 5, 7)
    assert made.price.pence == 200


@pytest.mark.parametrize("room", [0, diagram.MOST_ARCS])
def test_the_bound_is_proved_to_anybody(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof's row prices come to what it says by stepping the rules, whichever of the two they were."""
    monkeypatch.setattr(diagram, "MOST_ARCS", room)
    scenario = week()
    planned = plan(scenario, EXACT)
    levels = {level.level: level for level in check_proof(scenario, planned.proof)}
    assert (levels[6].price, levels[6].left_out) == (200, ())
    assert levels[6].proved == levels[6].claimed > 0


def test_a_rule_of_several_tours_is_one_rule_for_each() -> None:
    """The parts together name every limit, the fewest tours first, and an empty rule has none."""
    assert [part.most for part in ToursInPeriod("L=10|N=5").parts()] == ["N=5", "L=10"]
    assert list(ToursInPeriod().parts()) == []


def test_many_contracts_share_the_room() -> None:
    """Forty contracts have as much room each as one has; a hundred and twenty a third of that."""
    assert diagram.room_for(1) == diagram.room_for(40) == diagram.MOST_ARCS
    assert diagram.room_for(120) * 3 == diagram.MOST_ARCS
