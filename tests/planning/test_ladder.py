"""The ladder: help comes from further away only while a duty is below its minimum."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.aid import RUNGS, Relation
from scheduler.domain.people import Abstraction
from scheduler.domain.scenario import Scenario
from scheduler.planning import ladder
from scheduler.planning.ladder import Climbed, climb, rungs_of, steps_of
from scheduler.planning.plan import Planned, PlanOptions, plan
from tests.engine.worlds import helped
from tests.levers.worlds import WORLDS, lever
from tests.worlds import FIRST_DAY, authorised


def climbed(scenario: Scenario, highest: str = RUNGS[-1]) -> Climbed:
    """Climb with one process and more time than it takes."""
    return climb(scenario, PlanOptions(40, workers=1), lambda _: None, threading.Event(), highest)


def with_refusal(scenario: Scenario) -> Scenario:
    """Return the scenario with a neighbour who was asked and has refused."""
    asked = replace(scenario.offers[0], offer="N", relation="neighbour", officers=(), answer="refused")
    return scenario.with_offers([asked])


def test_it_stops_where_nothing_is_below_its_minimum() -> None:
    """With two supervisors of their own nobody is asked, though the region and the country offer."""
    scenario = helped("region")
    able = replace(
        scenario, authorisations=(*scenario.authorisations, authorised("a2", "supervisor"), authorised("a2", "driver"))
    )
    one_car = replace(able, cover=able.cover[:1])
    found = climbed(one_car)
    assert [step.rung for step in found.steps] == ["own"]
    assert found.steps[0].covered
    assert found.steps[0].help == ()


def test_it_climbs_to_the_help_that_is_needed_and_says_what_each_rung_left() -> None:
    """Nights stay uncovered without help and with a neighbour who refused; the region's two officers crew them."""
    found = climbed(with_refusal(helped("region")))
    assert [step.rung for step in found.steps] == ["own", "neighbour", "region"]
    own, neighbour, region = found.steps
    assert own.crews == neighbour.crews > region.crews
    assert own.levels[1].exact
    assert [(used.offer, used.answer, used.officers) for used in neighbour.help] == [("N", "refused", 0)]
    used = {one.offer: one.officer_days for one in region.help}
    assert used == {"X": found.planned.plan.price.neighbours, "N": 0}
    assert used["X"] > 0
    assert found.scenario.offers


def test_it_climbs_no_further_than_it_may() -> None:
    """The country offers; the ladder ends at the region, where nobody was asked."""
    assert rungs_of(helped("national"), "region") == ["own"]
    found = climbed(helped("national"), highest="region")
    assert [step.rung for step in found.steps] == ["own"]
    assert not found.steps[0].covered


def test_a_wish_to_stop_ends_the_climb_with_a_rota() -> None:
    """It is asked for before the first rung: that rung's rota stands, and it says it was interrupted."""
    stop = threading.Event()
    stop.set()
    found = climb(helped("region"), PlanOptions(40, workers=1), lambda _: None, stop)
    assert [(step.rung, step.interrupted) for step in found.steps] == [("own", True)]


def test_a_rung_that_ends_worse_does_not_replace_the_rota_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search cut short may leave more uncovered with help than without: the rota without stands, both are told."""

    def worse_with_help(scenario: Scenario, *arguments: Any) -> Planned:
        found = plan(scenario, *arguments)
        if not scenario.offers:
            return found
        return replace(found, plan=replace(found.plan, price=found.plan.price._replace(crews=99)))

    monkeypatch.setattr(ladder, "plan", worse_with_help)
    found = climbed(helped("region"))
    assert [step.rung for step in found.steps] == ["own", "region"]
    assert found.rung == "own"
    assert not found.scenario.offers
    assert found.planned.plan.price.crews < 99


def test_the_planned_rota_gets_a_good_part_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two fifths of forty seconds with three steps to go, then equal parts of what is left."""
    given = []

    def noted(scenario: Scenario, options: PlanOptions, *others: Any) -> Planned:
        given.append(options.seconds)
        return plan(scenario, options, *others)

    monkeypatch.setattr(ladder, "plan", noted)
    assert len(climbed(with_refusal(helped("region"))).steps) == 3
    assert given[0] == pytest.approx(16)
    assert 10 < given[1] < given[2] <= 40


def test_levers_are_steps_of_their_own_before_any_help() -> None:
    """Those allowed, each on top of the ones before, in order; the refused one is passed over; rungs keep them all."""
    levers = (
        lever("exigency", minutes=480),
        lever("training_recalled", order=2, most=1),
        lever("longer_tours", allowed=False, refused_by="Board", tours=("L",), posts=("ARV",)),
        lever("rest_days_worked", order=3, most=1),
    )
    trained = Abstraction("a1", "training", "everything", FIRST_DAY, FIRST_DAY + 1)
    scenario = replace(helped("region"), levers=levers, abstractions=(trained,))
    steps = steps_of(scenario)
    assert [(rung, name) for rung, name, _ in steps] == [
        ("own", ""),
        ("own", "exigency"),
        ("own", "training_recalled"),
        ("region", "training_recalled"),
    ]
    assert [[one.lever for one in bent.pulled] for _, _, bent in steps] == [
        [],
        ["exigency"],
        ["exigency", "training_recalled"],
        ["exigency", "training_recalled"],
    ]
    assert [bool(bent.offers) for _, _, bent in steps] == [False, False, False, True]
    assert [name for _, name, _ in steps_of(scenario, last="exigency")] == ["", "exigency"]
    assert [name for _, name, _ in steps_of(scenario, last="longer_tours")] == [""]


def test_a_lever_is_not_pulled_where_nothing_is_uncovered() -> None:
    """The planned rota covers everything: the ladder ends there, and the lever is told as not needed."""
    scenario, *_ = WORLDS["exigency"]
    found = climbed(replace(scenario, cover=scenario.cover[:1]))
    assert [(step.rung, step.lever) for step in found.steps] == [("own", "")]
    assert [(one.lever, one.standing, one.uses) for one in found.steps[0].levers] == [("exigency", "held_back", 0)]


def test_a_step_says_how_often_its_lever_is_used_and_how_much_that_is() -> None:
    """One rest of eight hours: three hours of compensatory rest owed."""
    found = climbed(WORLDS["exigency"][0])
    (used,) = found.steps[-1].levers
    assert (used.standing, used.uses, used.quantity, used.unit) == (
        "pulled",
        1,
        180,
        "minutes of compensatory rest owed",
    )
    assert (found.rung, found.lever) == ("own", "exigency")


def test_the_army_comes_last() -> None:
    """An offer of every kind: each is a rung, in order."""
    plain = helped("region")
    relations: tuple[Relation, ...] = ("military", "national", "neighbour")
    offers = [
        replace(plain.offers[0], offer=f"O{number}", relation=relation, officers=(), answer="refused")
        for number, relation in enumerate(relations)
    ]
    assert rungs_of(plain.with_offers(offers)) == ["own", "neighbour", "region", "national", "military"]
