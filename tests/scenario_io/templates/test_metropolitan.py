"""The metropolitan template."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.scenario_io.templates import template
from scheduler.scenario_io.templates.tables import Settings, Tables
from tests.scenario_io.templates.supply import cars_against_cover


@pytest.fixture(scope="module")
def made() -> tuple[Settings, Tables]:
    """Settings and tables as committed."""
    return template("metropolitan", None, None, None)


def test_it_has_the_public_number_of_authorised_firearms_officers(made: tuple[Settings, Tables]) -> None:
    """2,595 in April 2023; each of them is authorised once, and nobody else is."""
    _, tables = made
    authorised = [row["officer"] for row in tables["authorisations"] if row["role"] == "AFO"]
    assert len(authorised) == len(set(authorised)) == 2595


def test_commanders_come_on_top(made: tuple[Settings, Tables]) -> None:
    """69 commanders: 15 in the control room, 16 strategic, 26 cadre tactical, 12 post-incident managers."""
    _, tables = made
    assert len(tables["officers"]) == 2595 + 15 + 16 + 26 + 12


def test_it_begins_on_a_monday(made: tuple[Settings, Tables]) -> None:
    """18 September 2023 is a Monday."""
    settings, _ = made
    first = settings["scenario"]["first_day"]
    assert first == date(2023, 9, 18)
    assert first.weekday() == 0


def test_tactical_advisers_are_drawn_from_the_crews(made: tuple[Settings, Tables]) -> None:
    """Every adviser belongs to an armed response unit, one to each of five teams at five bases."""
    _, tables = made
    units = {row["officer"]: row["unit"] for row in tables["officers"]}
    advisers = [units[row["officer"]] for row in tables["authorisations"] if row["role"] == "TACAD"]
    assert len(advisers) == 25
    assert all(unit.startswith("ARV-") for unit in advisers)


def test_each_pool_of_cars_is_shared_and_too_small_for_the_targets(made: tuple[Settings, Tables]) -> None:
    """From 22:00 to 00:30 late and night cars are out together; their targets are above the cars of the pool."""
    _, tables = made
    bases: dict[str, list[str]] = {}
    for row in tables["posts"]:
        if row["vehicle_pool"] and row["post"].startswith("ARV-"):
            bases.setdefault(row["vehicle_pool"], []).append(row["post"])
    for pool, posts in bases.items():
        cars = sum(row["pool"] == pool for row in tables["vehicles"])
        wanted = sum(
            int(row["target"]) for row in tables["cover"] if row["post"] in posts and row["tour"] in ("L", "N")
        )
        assert len(posts) > 1
        assert wanted > cars


def test_a_tenth_of_the_car_tours_is_below_target_on_pattern(made: tuple[Settings, Tables]) -> None:
    """Before any exception, and before the pools bind, patterns leave at least one car-tour in ten short."""
    found = cars_against_cover(*made)
    assert sum(row.below_target for row in found) >= 0.1 * sum(row.target for row in found)


def test_minima_of_cars_are_nearly_met_on_pattern(made: tuple[Settings, Tables]) -> None:
    """The shortage is one of targets: fewer than one car-tour in twenty is below its minimum."""
    found = cars_against_cover(*made)
    assert sum(row.below_minimum for row in found) < 0.05 * sum(row.target for row in found)


def test_deployable_share_is_the_national_one(made: tuple[Settings, Tables]) -> None:
    """Sickness (3 %) and restriction (6.5 %) leave 90.5 %, within a point and a half, over the planned days."""
    settings, tables = made
    first = settings["scenario"]["first_day"].toordinal()
    planned = range(first, first + 35)
    officers = {row["officer"] for row in tables["authorisations"] if row["role"] == "AFO"}
    lost = {
        (row["officer"], day)
        for row in tables["abstractions"]
        if row["kind"] in ("sickness", "restricted") and row["officer"] in officers
        for day in range(date.fromisoformat(row["from"]).toordinal(), date.fromisoformat(row["until"]).toordinal() + 1)
        if day in planned
    }
    assert abs(1 - len(lost) / (len(officers) * 35) - 0.905) < 0.015


@pytest.mark.parametrize("officers", [500, 1000, 5000])
def test_officers_asked_for_are_there_exactly(officers: int) -> None:
    """`--officers` counts authorised firearms officers."""
    _, tables = template("metropolitan", None, officers, None)
    assert sum(row["role"] == "AFO" for row in tables["authorisations"]) == officers


def test_cover_grows_with_the_officers() -> None:
    """Ten times as many officers (500 and 5,000) want ten times the cars and seats, within a fifth for rounding."""
    wanted = []
    for officers in (500, 5000):
        _, tables = template("metropolitan", None, officers, None)
        commands = ("SFC", "CTFC", "PIM", "ITFC", "TACAD")
        wanted.append(sum(int(row["target"]) for row in tables["cover"] if row["post"] not in commands))
    assert 8 <= wanted[1] / wanted[0] <= 12
