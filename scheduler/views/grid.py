"""The rota as a grid: one row an officer, one column a force day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from scheduler.domain.time import date_of, weekday
from scheduler.domain.work import Tour, TourKind
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import MONTHS, WEEKDAYS

KIND_CLASSES: dict[TourKind, str] = {
    "early": "e",
    "day": "d",
    "late": "l",
    "night": "n",
    "on_call": "c",
    "other": "o",
    "training": "t",
}
"""Tour kind -> class of its cell; short, because a page has a hundred thousand cells."""
KIND_WORDS: dict[TourKind, str] = {
    "early": "early",
    "day": "day",
    "late": "late",
    "night": "night",
    "on_call": "on call",
    "other": "other duty",
    "training": "training",
}


_Held = tuple[tuple[str, str], ...]
"""Tours of one force day with their posts, in order of time."""


@dataclass(frozen=True, slots=True)
class Column:
    """A force day as the head of a column."""

    day: int
    number: int
    letter: str
    css: str


class Cell(NamedTuple):
    """What an officer does on a force day.

    Attributes
    ----------
    css
        Classes; empty for a rest day.
    text
        Tour codes; the officer is *not available* where the class is ``x``, whatever the reason.
    post
        Post, for those who point at the cell.
    """

    css: str = ""
    text: str = ""
    post: str = ""


REST = Cell()
NOT_AVAILABLE = Cell("x", "", "not available")


def columns(planned: PlannedRun) -> tuple[Column, ...]:
    """Return the heads of the columns, the provisional days included."""
    horizon = planned.scenario.horizon
    return tuple(
        Column(
            day,
            date_of(day).day,
            WEEKDAYS[weekday(day)][0],
            " ".join(name for name, held in (("we", weekday(day) >= 5), ("pr", horizon.provisional(day))) if held),
        )
        for day in horizon.days
    )


def months(planned: PlannedRun) -> tuple[tuple[str, int], ...]:
    """Return each month of the columns with the number of its days."""
    found: list[tuple[str, int]] = []
    for day in planned.scenario.horizon.days:
        on = date_of(day)
        name = f"{MONTHS[on.month - 1]} {on.year}"
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + 1)
        else:
            found.append((name, 1))
    return tuple(found)


def cells_of(planned: PlannedRun) -> Callable[[str], list[Cell]]:
    """Return what gives an officer's row; of the many days on which the same is held there is one cell."""
    days = planned.scenario.horizon.days
    cell = cache(lambda held: _cell(planned, held))

    def row(officer: str) -> list[Cell]:
        held: dict[int, _Held] = {}
        for item in planned.by_officer.get(officer, ()):
            held[item.day] = (*held.get(item.day, ()), (item.tour, item.post))
        away = planned.not_available.get(officer, frozenset())
        return [cell(held[day]) if day in held else NOT_AVAILABLE if day in away else REST for day in days]

    return row


def _cell(planned: PlannedRun, held: _Held) -> Cell:
    """Return the cell of a day with tours: the attended one gives the colour, on call beside it an edge."""
    tours = [planned.tours[tour] for tour, _ in held]
    attended = [tour for tour in tours if not tour.on_call]
    standby = [tour for tour in tours if tour.on_call]
    shown = (attended or standby)[0]
    css = KIND_CLASSES[shown.kind] + (" b" if attended and standby else "")
    text = "+".join(tour.tour for tour in (*attended, *standby))
    return Cell(css, text, ", ".join(sorted({post for _, post in held if post})))


def legend(planned: PlannedRun) -> tuple[Tour, ...]:
    """Return the tours somebody holds, in the scenario's order."""
    held = {item.tour for item in planned.plan.rota.assignments}
    return tuple(tour for tour in planned.scenario.tours if tour.tour in held)
