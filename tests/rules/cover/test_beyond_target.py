"""Prices of one officer too few and one too many on a tour: both faces, whatever seats are filled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.demand import requirements_of
from scheduler.domain.people import Preference, Unit
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.cover.beyond_target import BeyondTarget
from tests.rules.cover.enumeration import assignment, first_face, second_face
from tests.rules.cover.test_faces import rotas
from tests.worlds import FIRST_DAY, authorised, cover_tour, crew_officers, tiny_scenario

DESK = Post("DESK", "Desk", "north", "arv", ("E", "L"), ("armed",))


def desk(n_officers: int, target: int, days: int = 1, **prices: Any) -> Scenario:
    """Return a desk that wants so many officers on early tours, the last of whom is of another unit."""
    officers = crew_officers(n_officers)
    officers = (*officers[:-1], replace(officers[-1], unit="other"))
    return tiny_scenario(
        days=days,
        officers=officers,
        posts=(DESK,),
        cover=(replace(cover_tour("DESK", "E", 0, target), **prices),),
        authorisations=tuple(authorised(one.officer, "arv") for one in officers),
        vehicles=(),
        units=(*tiny_scenario().units, Unit("other", "north", "Other", True)),
    )


@pytest.mark.parametrize("target", [0, 1, 2])
def test_both_faces_agree_on_every_rota(target: int) -> None:
    """On all 256 rotas of four officers, at the desk or beside it, the price of both faces is the same."""
    scenario = desk(4, target, short_price=70, over_price=9)
    requirements = requirements_of(scenario)
    prices = set()
    for rota in rotas(scenario, [("DESK", "E"), ("", "E"), ("DESK", "L")]):
        price, _ = second_face(scenario, rota)
        assert first_face(scenario, rota, requirements) == price
        prices.add(price.pence)
    assert len(prices) > 2


def test_nobody_is_hidden_by_an_empty_seat_and_other_units_do_not_count() -> None:
    """Three of the desk's unit on a tour that wants one are two too many, seated or not; a4 of another unit is none."""
    scenario = desk(4, 1, over_price=50)
    held = (("a1", "DESK"), ("a2", ""), ("a3", ""), ("a4", ""))
    rota = Rota(tuple(assignment(scenario, name, "E", FIRST_DAY, post) for name, post in held))
    (found,) = BeyondTarget().findings(scenario, rota)
    assert (found.grade, found.subject, found.excess, found.pence) == ("cost", f"DESK/E/{found.subject[-10:]}", 2, 100)


def test_without_a_price_more_than_wanted_cost_nothing() -> None:
    """A row of cover without an over_price states no row."""
    assert BeyondTarget().require(desk(4, 1)).rows == ()


def test_a_duty_with_a_price_of_its_own_is_worth_that_much() -> None:
    """At 69 pence a place below target, a wish of 70 to rest is kept; at 71 the place is filled."""
    for price, pence in ((69, 69), (71, 70)):
        scenario = desk(2, 1, short_price=price)
        wishes = tuple(Preference(one.officer, "rest", True, False, 0, 10**7, (), 70) for one in scenario.officers)
        made = plan(replace(scenario, preferences=wishes), PlanOptions(20, workers=1, reproducible=True)).plan
        assert (made.status, made.price.pence) == ("optimal", pence)
