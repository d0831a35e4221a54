"""Demand: the requirements of all cover and crew rules, put together."""

from __future__ import annotations

from dataclasses import replace

from scheduler.demand import requirements_of
from scheduler.domain.work import Vehicle
from tests.worlds import FIRST_DAY, cover_span, cover_tour, tiny_scenario


def test_keys_are_unique_and_terms_and_supplies_name_what_is_there() -> None:
    """Every term joins a row and an amount of the scenario, every supply a row, and no key is there twice."""
    requirements = requirements_of(tiny_scenario(cover=(cover_span("ARV", "07:00", "31:00", 1, 2),)))
    rows = [row.key for row in requirements.rows]
    amounts = [amount.key for amount in requirements.amounts]
    assert len(set(rows)) == len(rows) > 0
    assert len(set(amounts)) == len(amounts) > 0
    assert {term.row for term in requirements.terms} | {supply.row for supply in requirements.supplies} <= set(rows)
    assert {term.amount for term in requirements.terms} <= set(amounts)


def test_the_crew_rows_of_a_tour() -> None:
    """Crews of two, a driver each, and a supervisor for the two cars there can be: -2, -1, -1 a car; 1, 1 and 2."""
    requirements = requirements_of(tiny_scenario(days=1, cover=(cover_tour("ARV", "E", 1, 2),)))
    place = "ARV/E/2026-10-12"
    terms = {(term.row, term.amount): term.coefficient for term in requirements.terms}
    assert terms["crew/" + place, "cars/" + place] == -2
    assert terms["drivers/" + place, "cars/" + place] == -1
    assert terms["supervisors/" + place, "cars/" + place] == -1
    supplies = {supply.row: (supply.coefficient, supply.role) for supply in requirements.supplies}
    assert supplies["crew/" + place] == (1, "")
    assert supplies["drivers/" + place] == (1, "driver")
    assert supplies["supervisors/" + place] == (2, "supervisor")
    (cars,) = [amount for amount in requirements.amounts if amount.key == "cars/" + place]
    assert cars.upper == 2


def test_tours_that_overlap_share_their_vehicles() -> None:
    """Early and late cars are out together from 14:00 to 16:00: one row over both, at most the two on the road."""
    scenario = tiny_scenario(days=1, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "L", 1, 2)))
    requirements = requirements_of(scenario)
    rows = {row.key: row.at_least for row in requirements.rows if row.key.startswith("vehicles/")}
    assert rows == {"vehicles/cars/2026-10-12/0": -2}  # early alone and late alone are implied
    members = {term.amount for term in requirements.terms if term.row in rows}
    assert members == {"cars/ARV/E/2026-10-12", "cars/ARV/L/2026-10-12"}


def test_a_vehicle_off_the_road_serves_no_tour_that_starts_that_day() -> None:
    """v2 off the road on the second day: the first night's and the second early's cars may use both, early's one."""
    off = Vehicle("v2", "cars", ((FIRST_DAY + 1, FIRST_DAY + 2),))
    scenario = tiny_scenario(days=2, cover=(cover_tour("ARV", "N", 1, 2), cover_tour("ARV", "E", 1, 2)))
    night = replace(scenario.tours_by_code["N"], end=31 * 60 + 30)
    tours = tuple(night if tour.tour == "N" else tour for tour in scenario.tours)
    scenario = replace(scenario, tours=tours, vehicles=(scenario.vehicles[0], off))
    requirements = requirements_of(scenario)
    at_most = {row.key: -row.at_least for row in requirements.rows if row.key.startswith("vehicles/")}
    cars = {key: {term.amount for term in requirements.terms if term.row == key} for key in at_most}
    stated = {frozenset(cars[key]): limit for key, limit in at_most.items()}
    assert stated == {
        frozenset({"cars/ARV/N/2026-10-12", "cars/ARV/E/2026-10-13"}): 2,
        frozenset({"cars/ARV/E/2026-10-13"}): 1,
        frozenset({"cars/ARV/N/2026-10-13"}): 1,
    }


def test_rows_that_cannot_bind_are_left_out() -> None:
    """One car of each of two overlapping tours and two vehicles: no vehicle row is needed."""
    scenario = tiny_scenario(days=1, cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "L", 1, 1)))
    assert not [row for row in requirements_of(scenario).rows if row.key.startswith("vehicles/")]
