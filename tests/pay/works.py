"""One officer's work made by hand, and small rotas of the tiny scenario, for the rules of pay to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.pay import PaySettings
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import day_of
from scheduler.domain.work import Horizon, Tour
from tests.worlds import ZONE, tiny_scenario, tour

TOURS: Mapping[str, Tour] = {
    item.tour: item
    for item in (
        tour("E", "early", "07:00", "16:30"),
        tour("N", "night", "22:00", "31:30"),
        tour("LD", "day", "07:00", "19:00"),
        tour("S", "day", "08:00", "11:00"),
        tour("OC", "on_call", "07:00", "31:00"),
        tour("ON", "on_call", "19:00", "31:00"),
    )
}


def on(year: int, month: int, day: int) -> int:
    """Return a force day from its date."""
    return day_of(date(year, month, day))


MONDAY = on(2026, 10, 12)
AUTUMN, SPRING = on(2026, 10, 24), on(2027, 3, 27)
"""Saturdays in whose nights the clock goes back and forward."""


def held(officer: str, code: str, day: int) -> Assignment:
    """Return an officer's assignment on a planned day."""
    item = TOURS[code]
    return Assignment(officer, day, code, item.start_at(day, ZONE), item.end_at(day, ZONE), "north")


def world(rank: str = "constable", *, first_day: int = MONDAY, days: int = 14, **more: Any) -> Scenario:
    """Return a scenario of one officer ``a1`` of a rank, in a team that works E on six days and rests on four.

    An hour's basic pay is 20 pounds of a constable, 24 of a sergeant, 28 of an inspector, 30 of a chief inspector.
    """
    tiny = tiny_scenario()
    return replace(
        tiny,
        **{
            "horizon": Horizon(first_day, days, ZONE, 0, 28, first_day),
            "tours": tuple(TOURS.values()),
            "patterns": (replace(tiny.patterns[0], cycle=("E",) * 6 + ("rest",) * 4, anchor=first_day),),
            "contracts": (replace(tiny.contracts[0], options=("rest", *TOURS)),),
            "officers": (Officer("a1", "north", "armed", "crews", rank, "A"),),
            "rules": (RuleLimits("crews", "england_and_wales"),),
            "pay": PaySettings(None, None, 2_000, 2_400, 2_800, 3_000),
            **more,
        },
    )


def rota(*works: tuple[str, int]) -> Rota:
    """Return the rota of ``a1`` from tour codes and force days."""
    return Rota(tuple(held("a1", code, day) for code, day in works))
