"""A tiny scenario that every room's tests can start from and change by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.people import Authorisation, Contract, Force, Officer, Pattern, Role, Team, Unit
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Cover, Horizon, Post, Tour, Vehicle

FIRST_DAY = 739901
"""Monday 12 October 2026."""
ZONE = "Europe/London"
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def hhmm(text: str) -> int:
    """Return minutes after midnight of a clock time, ``31:00`` being 07:00 on the next day."""
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def tour(code: str, kind: Any, start: str, end: str, **more: Any) -> Tour:
    """Return a tour from clock times."""
    return Tour(code, kind, hhmm(start), hhmm(end), **more)


def cover_tour(post: str, code: str, minimum: int, target: int, **more: Any) -> Cover:
    """Return a cover row on a tour, every day unless told otherwise."""
    return Cover(
        post,
        code,
        0,
        0,
        **{"weekdays": EVERY_DAY, "from_day": 0, "until_day": 10**7, **more},
        minimum=minimum,
        target=target,
    )


def cover_span(post: str, start: str, end: str, minimum: int, target: int, **more: Any) -> Cover:
    """Return a cover row on a span of clock minutes, every day unless told otherwise."""
    where = {"weekdays": EVERY_DAY, "from_day": 0, "until_day": 10**7, **more}
    return Cover(post, None, hhmm(start), hhmm(end), **where, minimum=minimum, target=target)


def authorised(officer: str, role: str, from_day: int = 700000, until_day: int = 800000) -> Authorisation:
    """Return an authorisation over force days, from midnight to midnight."""
    return Authorisation(officer, role, instant(from_day, 0, ZONE), instant(until_day, 0, ZONE))


def crew_officers(n: int, contract: str = "crews", unit: str = "armed") -> tuple[Officer, ...]:
    """Return officers ``a1``, ``a2`` and so on."""
    return tuple(Officer(f"a{number}", "north", unit, contract, "PC") for number in range(1, n + 1))


def tiny_scenario(**overrides: Any) -> Scenario:
    """Return a valid scenario of three days and no tail, with any field replaced by name.

    Four armed officers ``a1`` to ``a4`` (all authorised ``arv``, ``a1`` and ``a2`` also ``driver``, ``a1`` also
    ``supervisor``) work early, late and night at the base ``ARV`` (crews of two, pool ``cars`` with vehicles ``v1`` and
    ``v2``; one car of each tour, at least none short); one commander ``c1`` stands on call for the seat ``SFC`` beside
    the day job. ``days`` and ``tail_days`` set the horizon's length.
    """
    officers = (*crew_officers(4), Officer("c1", "north", "command", "commanders", "Supt"))
    scenario = Scenario(
        name="tiny",
        horizon=Horizon(FIRST_DAY, overrides.pop("days", 3), ZONE, overrides.pop("tail_days", 0), 28, FIRST_DAY),
        marking="OFFICIAL",
        seed=1,
        forces=(Force("north", "Northland Police", hhmm("07:00"), "england_and_wales"),),
        units=(Unit("armed", "north", "Armed response", True), Unit("command", "north", "Command", False)),
        roles=(
            Role("arv", "Armed response officer", armed=True),
            Role("driver", "Armed response driver", driving=True),
            Role("supervisor", "Armed response supervisor", supervising=True),
            Role("sfc", "Strategic firearms commander", command=True),
        ),
        teams=(Team("A", "armed", "two-two-two", 0),),
        patterns=(Pattern("two-two-two", ("E", "E", "L", "L", "rest", "rest"), FIRST_DAY),),
        contracts=(
            Contract("crews", ("rest", "E", "L", "N"), 2400, "crews"),
            Contract("commanders", ("rest", "D", "OC", "D+OC"), 2400, "commanders"),
        ),
        tours=(
            tour("E", "early", "07:00", "16:00"),
            tour("L", "late", "14:00", "23:00"),
            tour("N", "night", "22:00", "31:00"),
            tour("D", "day", "08:00", "16:00"),
            tour("OC", "on_call", "07:00", "31:00"),
        ),
        posts=(
            Post(
                "ARV", "Base", "north", "arv", ("E", "L", "N"), ("armed",), 2, "driver", "supervisor", 3, "cars", 1, 500
            ),
            Post("SFC", "Strategic firearms commander", "north", "sfc", ("OC",), priority=2),
        ),
        cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "N", 1, 1), cover_tour("SFC", "OC", 1, 1)),
        officers=officers,
        authorisations=(
            *(authorised(officer.officer, "arv") for officer in officers[:4]),
            *(authorised(officer.officer, "driver") for officer in officers[:2]),
            authorised("a1", "supervisor"),
            authorised("c1", "sfc"),
        ),
        vehicles=(Vehicle("v1", "cars"), Vehicle("v2", "cars")),
        combinations=(("D", "OC"),),
        rules=(RuleLimits("crews", "england_and_wales"), RuleLimits("commanders", "england_and_wales")),
    )
    return replace(scenario, **overrides)
