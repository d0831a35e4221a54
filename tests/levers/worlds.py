"""One small world a lever: what it bends is what keeps a duty from being covered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.levers import Lever, LeverName
from scheduler.domain.people import Abstraction, Contract, Officer, Pattern, Team, Unit
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.work import Post
from scheduler.rules.line import LINE_RULES
from tests.engine.worlds import crews
from tests.worlds import FIRST_DAY, cover_span, cover_tour, tiny_scenario, tour

OWNER = "Head of operations"
DESK = Post("DESK", "Desk", "north", "arv", ("E",), ("armed",))


def lever(name: LeverName, **more: Any) -> Lever:
    """Return a lever the head of operations answers for."""
    return Lever(name, **{"order": 1, "owner": OWNER, **more})


def desk(*levers: Lever, **overrides: Any) -> Scenario:
    """Return one officer, ``a1``, at a desk by early tours on two days, with levers and no rule but those named.

    ``rules`` states the limits of rules; every other rule is off but ``lever_price``.
    """
    stated = {"lever_price": {}, **overrides.pop("rules", {})}
    limits = {rule.code: {"applied": False} for rule in LINE_RULES if rule.code not in stated} | stated
    values: dict[str, Any] = {
        "days": 2,
        "posts": (DESK,),
        "cover": (cover_tour("DESK", "E", 1, 1),),
        "contracts": (Contract("crews", ("rest", "E"), 2400, "crews"),),
        "rules": (RuleLimits("crews", "england_and_wales", limits),),
    }
    return replace(crews(1, **values | overrides), levers=levers)


def rest_days() -> Scenario:
    """Return the desk on three days of which the team's pattern has one of duty; one rest day of two may be worked."""
    return desk(
        lever("rest_days_worked", most=1, price=900),
        days=3,
        officers=(replace(crews(1).officers[0], team="A"),),
        teams=(Team("A", "armed", "early", 0),),
        patterns=(Pattern("early", ("E", "rest", "rest"), FIRST_DAY),),
        rules={"team_pattern": {"rest_day_worked_pence": -1}, "rest_days_worked": {}},
    )


def longer() -> Scenario:
    """Return the desk on a span that only a tour of twelve hours fills; the contract has none."""
    plain = tiny_scenario()
    return desk(
        lever("longer_tours", tours=("LD",), posts=("DESK",), price=700),
        tours=(*plain.tours, tour("LD", "day", "07:00", "19:00")),
        cover=(cover_span("DESK", "07:00", "19:00", 1, 1),),
    )


def attached() -> Scenario:
    """Return two desks for one officer, and two instructors of another unit of whom one may be attached."""
    plain = crews(3)
    school = Unit("school", "north", "Firearms training", True)
    return desk(
        lever("attached_officers", units=("school",), to_unit="armed", most=1, price=500),
        units=(*tiny_scenario().units, school),
        officers=(
            plain.officers[0],
            *(Officer(name, "north", "school", "teachers", "PC") for name in ("a2", "a3")),
        ),
        authorisations=plain.authorisations,
        contracts=(
            Contract("crews", ("rest", "E"), 2400, "crews"),
            Contract("teachers", ("rest", "D"), 2400, "crews"),
        ),
        cover=(cover_tour("DESK", "E", 2, 2),),
    )


def away(kind: str, name: LeverName) -> Scenario:
    """Return the desk whose officer is away on all three days, and may be called back on two."""
    return desk(
        lever(name, most=2, price=600),
        days=3,
        abstractions=(Abstraction("a1", kind, "everything", FIRST_DAY, FIRST_DAY + 3),),
        rules={"interval_between_rest_days": {}},
    )


def pressed() -> Scenario:
    """Return the desk by a late tour and an early one after it, eight hours apart."""
    return desk(
        lever("exigency", minutes=480, price=400),
        posts=(replace(DESK, tours=("E", "L")),),
        contracts=(Contract("crews", ("rest", "E", "L"), 2400, "crews"),),
        cover=(
            cover_tour("DESK", "L", 1, 1, until_day=FIRST_DAY + 1),
            cover_tour("DESK", "E", 1, 1, from_day=FIRST_DAY + 1),
        ),
        rules={"rest_between_tours": {}},
    )


WORLDS: dict[LeverName, tuple[Scenario, int, int, int, int]] = {
    # scenario; uncovered without and with the lever, uses, pence of the uses
    "rest_days_worked": (rest_days(), 2, 1, 1, 900),
    "longer_tours": (longer(), 2, 0, 2, 1400),
    "attached_officers": (attached(), 2, 0, 2, 1000),
    "training_recalled": (away("training", "training_recalled"), 3, 1, 2, 1200),
    "leave_recalled": (away("leave", "leave_recalled"), 3, 1, 2, 1200),
    "exigency": (pressed(), 1, 0, 1, 400),
}
