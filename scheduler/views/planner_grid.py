"""How the planner's grid lies on its sheet: what stands in which row and column, for writing it and for reading it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day
from scheduler.views.planned_run import PlannedRun
from scheduler.views.tallies import units

FORMAT = "rota-grid/1"
SHEET = "rota"
ABOUT = "about"
"""Sheet that says which run the grid is of: a key and its value in each row."""
FACTS = ("officer", "unit", "team", "contract", "home_post")
"""Heads of the columns before the days; all but the first are there to be read alone."""
HEAD_ROW = 5
"""Row of the heads, as a spreadsheet numbers it."""
NO_DUTY = ("", "rest", "leave")
"""What a cell without duty may hold: a rest day, or an absence that the scenario states."""
SEAT = "@"
"""Stands between a tour and the post where it is spent, in a cell that says so."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row below the heads: an officer, or the name of those who follow.

    Attributes
    ----------
    number
        As a spreadsheet numbers it.
    """

    number: int
    name: str
    officer: Officer | None


def rows(planned: PlannedRun) -> Iterator[GridRow]:
    """Yield the rows below the heads: each team's name, then its officers."""
    number = HEAD_ROW
    for unit in units(planned):
        for group in unit.groups:
            number += 1
            yield GridRow(number, f"{unit.name}: {group.name}", None)
            for officer in group.officers:
                number += 1
                yield GridRow(number, officer.officer, officer)


def heads(planned: PlannedRun) -> tuple[str, ...]:
    """Return the heads of all columns; the officer stands in the last one again, so that a torn row is noticed."""
    return (*FACTS, *(iso_day(day) for day in planned.scenario.horizon.days), FACTS[0])


def held_on(planned: PlannedRun, officer: str) -> dict[int, list[Assignment]]:
    """Return an officer's assignments by force day, attended tours first."""
    held: dict[int, list[Assignment]] = {}
    for item in planned.by_officer.get(officer, ()):
        held.setdefault(item.day, []).append(item)
    for items in held.values():
        items.sort(key=lambda item: (planned.tours[item.tour].on_call, item.start_at, item.tour))
    return held


def code(items: list[Assignment]) -> str:
    """Return what the cell of these assignments says: their tours joined by ``+``."""
    return "+".join(item.tour for item in items)
