"""A good rota of cover and crews, and for each rule one corruption that raises that rule's code alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.domain.people import Abstraction, Stops
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Vehicle
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.cover.one_person_one_seat import OnePersonOneSeat
from scheduler.rules.cover.vehicles_available import VehiclesAvailable
from scheduler.rules.crew import CREW_RULES
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_tour, tiny_scenario, tour


def world() -> Scenario:
    """Return one day with one early car at the minimum, and one commander on call; a4 too may drive."""
    scenario = tiny_scenario(days=1)
    return replace(
        scenario,
        cover=(cover_tour("ARV", "E", 1, 1), cover_tour("SFC", "OC", 1, 1)),
        authorisations=(*scenario.authorisations, authorised("a4", "driver")),
        vehicles=(*scenario.vehicles, Vehicle("v3", "cars", ((FIRST_DAY, FIRST_DAY + 1),)), Vehicle("x1", "other")),
    )


def good() -> Rota:
    """Return a rota that covers the world: a1 drives and supervises, a3 sits beside; c1 is on call beside the day."""
    scenario = world()
    return Rota(
        (
            assignment(scenario, "a1", "E", FIRST_DAY, "ARV"),
            assignment(scenario, "a3", "E", FIRST_DAY, "ARV"),
            assignment(scenario, "c1", "D", FIRST_DAY),
            assignment(scenario, "c1", "OC", FIRST_DAY, "SFC"),
        ),
        (
            CrewSeat("ARV", FIRST_DAY, "E", "v1", "driver", "a1"),
            CrewSeat("ARV", FIRST_DAY, "E", "v1", "crew", "a3"),
        ),
    )


def codes(rota: Rota, grades: tuple[str, ...] = ("breach", "uncovered")) -> list[str]:
    """Return the codes of what cover and crew rules find."""
    rules = (*COVER_RULES, *CREW_RULES)
    return [found.rule for rule in rules for found in rule().findings(world(), rota) if found.grade in grades]


def without_commander(rota: Rota) -> Rota:
    """Take the commander off call."""
    return replace(rota, assignments=rota.assignments[:3])


def second_car_without_vehicle(rota: Rota) -> Rota:
    """Crew the same vehicle late, while it is still out early."""
    scenario = world()
    late = tuple(assignment(scenario, officer, "L", FIRST_DAY, "ARV") for officer in ("a2", "a4"))
    seats = tuple(CrewSeat("ARV", FIRST_DAY, "L", "v1", "crew", officer) for officer in ("a2", "a4"))
    roles = (*rota.crews, *seats)
    return Rota((*rota.assignments, *late), roles)


def on_vehicle(rota: Rota, vehicle: str) -> Rota:
    """Crew another vehicle."""
    return replace(rota, crews=tuple(replace(seat, vehicle=vehicle) for seat in rota.crews))


def twice(rota: Rota) -> Rota:
    """Give the commander an early tour at the base beside the day job."""
    return replace(rota, assignments=(*rota.assignments, assignment(world(), "c1", "E", FIRST_DAY)))


def two_seats(rota: Rota) -> Rota:
    """Let an officer hold the same tour twice, once without a post."""
    return replace(rota, assignments=(*rota.assignments, assignment(world(), "a1", "E", FIRST_DAY)))


def half_crew(rota: Rota) -> Rota:
    """Name a second vehicle with a driver alone."""
    scenario = world()
    return Rota(
        (*rota.assignments, assignment(scenario, "a2", "E", FIRST_DAY, "ARV")),
        (*rota.crews, CrewSeat("ARV", FIRST_DAY, "E", "v2", "driver", "a2")),
    )


def test_the_good_rota_is_good() -> None:
    """Nothing is found on the good rota."""
    assert codes(good(), ("breach", "uncovered", "shortfall")) == []


@pytest.mark.parametrize(
    ("corrupt", "code"),
    [
        (without_commander, "seats"),
        (lambda rota: on_vehicle(rota, "v3"), "vehicles_available"),
        (lambda rota: on_vehicle(rota, "x1"), "vehicles_available"),
        (lambda rota: on_vehicle(rota, "nobody's"), "vehicles_available"),
        (twice, "one_person_one_seat"),
        (two_seats, "one_person_one_seat"),
        (half_crew, "crew_size"),
    ],
)
def test_a_corruption_raises_its_own_rule_alone(corrupt: Callable[[Rota], Rota], code: str) -> None:
    """Each corruption is found by its rule, and by no other."""
    assert set(codes(corrupt(good()))) == {code}


def test_a_vehicle_out_twice_at_once_is_found() -> None:
    """v1 is out early until 16:00 and late from 14:00; the late crew has no supervisor either."""
    assert set(codes(second_car_without_vehicle(good()))) == {"vehicles_available", "supervisors"}


def test_a_car_without_a_driver_is_no_car() -> None:
    """a3 and a supervisor who may not drive are a crew without a driver, and the duty is uncovered."""
    scenario = world()
    rota = good()
    kept = tuple(row for row in scenario.authorisations if (row.officer, row.role) != ("a1", "driver"))
    scenario = replace(scenario, authorisations=kept)
    found = [item.rule for rule in (*COVER_RULES, *CREW_RULES) for item in rule().findings(scenario, rota)]
    assert found == ["cars", "drivers"]


def test_a_car_without_a_supervisor_on_the_tour_is_no_car() -> None:
    """Without a supervisor among those placed, no car of the tour counts."""
    scenario = world()
    kept = tuple(row for row in scenario.authorisations if row.role != "supervisor")
    scenario = replace(scenario, authorisations=kept)
    found = [item.rule for rule in (*COVER_RULES, *CREW_RULES) for item in rule().findings(scenario, good())]
    assert found == ["cars", "supervisors"]


@pytest.mark.parametrize("named", [True, False])
def test_a_vehicle_is_back_on_the_first_day_after_its_absence(named: bool) -> None:
    """The only vehicle was off the road until the day before: nothing is found, and no row keeps the car at home."""
    rota = good() if named else replace(good(), crews=())
    back = replace(world(), vehicles=(Vehicle("v1", "cars", ((FIRST_DAY - 3, FIRST_DAY),)),))
    assert [item.rule for rule in (*COVER_RULES, *CREW_RULES) for item in rule().findings(back, rota)] == []
    assert VehiclesAvailable().require(back).rows == ()
    away = replace(back, vehicles=(Vehicle("v1", "cars", ((FIRST_DAY - 3, FIRST_DAY + 1),)),))
    found = [item.rule for rule in (*COVER_RULES, *CREW_RULES) for item in rule().findings(away, rota)]
    assert found == ["vehicles_available"]
    assert [row.at_least for row in VehiclesAvailable().require(away).rows] == [0]


@pytest.mark.parametrize(
    ("officer", "stops", "codes_found"),
    [
        ("a1", "driving", ["cars", "drivers"]),
        # Without a3 the named crew is too small, and its car is none.
        ("a3", "armed", ["cars", "crew_size"]),
        ("c1", "command", ["seats"]),
        ("a1", "command", []),
    ],
)
def test_a_restricted_officer_does_not_count_as_what_is_stopped(
    officer: str, stops: Stops, codes_found: list[str]
) -> None:
    """On the day of a restriction its holder is no driver, no armed officer or no commander, and on other days is."""
    for day, expected in ((FIRST_DAY, codes_found), (FIRST_DAY - 1, []), (FIRST_DAY + 1, [])):
        scenario = replace(world(), abstractions=(Abstraction(officer, "restricted", stops, day, day + 1),))
        found = [item.rule for rule in (*COVER_RULES, *CREW_RULES) for item in rule().findings(scenario, good())]
        assert found == expected


def back_to_back() -> tuple[Scenario, Rota]:
    """Return early and late tours that touch at 15:00, a car on each, and one vehicle for both; a2 supervises late."""
    plain = world()
    touching = (tour("E", "early", "07:00", "15:00"), tour("L", "late", "15:00", "23:00"))
    scenario = replace(
        plain,
        tours=(*touching, *plain.tours[2:]),
        cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "L", 1, 1), cover_tour("SFC", "OC", 1, 1)),
        authorisations=(*plain.authorisations, authorised("a2", "supervisor")),
        vehicles=(Vehicle("v1", "cars"),),
    )
    placed = (("a1", "E"), ("a3", "E"), ("a2", "L"), ("a4", "L"))
    held = [assignment(scenario, officer, code, FIRST_DAY, "ARV") for officer, code in placed]
    seats = tuple(CrewSeat("ARV", FIRST_DAY, code, "v1", "crew", officer) for officer, code in placed)
    return scenario, Rota((*held, assignment(scenario, "c1", "OC", FIRST_DAY, "SFC")), seats)


@pytest.mark.parametrize("named", [True, False])
def test_a_vehicle_may_go_out_as_it_comes_in(named: bool) -> None:
    """One vehicle serves tours that touch; a minute of overlap is a breach, and one row says so."""
    scenario, rota = back_to_back()
    rota = rota if named else replace(rota, crews=())
    assert VehiclesAvailable().findings(scenario, rota) == []
    assert VehiclesAvailable().require(scenario).rows == ()
    early = tour("E", "early", "07:00", "15:01")
    overlapping = replace(scenario, tours=(early, *scenario.tours[1:]))
    assert [found.excess for found in VehiclesAvailable().findings(overlapping, rota)] == [1]
    assert [row.at_least for row in VehiclesAvailable().require(overlapping).rows] == [-1]


@pytest.mark.parametrize("named", [True, False])
def test_a_vehicle_is_out_while_its_crew_gets_ready(named: bool) -> None:
    """A late tour from 14:45 that is ready at 15:00 hands the seat over sharp, but one vehicle is wanted twice."""
    scenario, rota = back_to_back()
    late = tour("L", "late", "14:45", "23:00", ready=15)
    scenario = replace(scenario, tours=(scenario.tours[0], late, *scenario.tours[2:]))
    rota = rota if named else replace(rota, crews=())
    assert [found.excess for found in VehiclesAvailable().findings(scenario, rota)] == [1]
    assert [row.at_least for row in VehiclesAvailable().require(scenario).rows] == [-1]


def test_two_tours_that_touch_do_not_overlap() -> None:
    """Early and late of one officer as an allowed pair stand where they touch, and not where they overlap by a minute."""
    scenario, _ = back_to_back()
    scenario = replace(scenario, combinations=(("E", "L"),))
    pair = Rota(tuple(assignment(scenario, "a1", code, FIRST_DAY, "ARV") for code in ("E", "L")))
    assert OnePersonOneSeat().findings(scenario, pair) == []
    late = tour("L", "late", "14:59", "23:00")
    scenario = replace(scenario, tours=(scenario.tours[0], late, *scenario.tours[2:]))
    pair = Rota(tuple(assignment(scenario, "a1", code, FIRST_DAY, "ARV") for code in ("E", "L")))
    assert [found.excess for found in OnePersonOneSeat().findings(scenario, pair)] == [1]


def test_a_tour_into_the_next_force_day_leaves_no_room_for_one_that_begins_in_it() -> None:
    """A night until 07:00 and a tour of the next force day from 06:00 overlap for an hour."""
    plain = tiny_scenario(days=2)
    scenario = replace(plain, tours=(tour("E", "early", "06:00", "14:00"), *plain.tours[1:]))
    held = (assignment(scenario, "a1", "N", FIRST_DAY, "ARV"), assignment(scenario, "a1", "E", FIRST_DAY + 1, "ARV"))
    (found,) = OnePersonOneSeat().findings(scenario, Rota(held))
    assert (found.day, found.excess) == (FIRST_DAY + 1, 1)


def test_a_seat_of_somebody_who_stands_elsewhere_is_empty() -> None:
    """a3 sits in v1 on paper but is placed on the late tour: the named crew is one short and the car is none.

    A driver of another tour does not make up for a missing one either.
    """
    scenario, rota = world(), good()
    late = assignment(scenario, "a3", "L", FIRST_DAY, "ARV")
    moved = replace(rota, assignments=(rota.assignments[0], late, *rota.assignments[2:]))
    assert set(codes(moved)) == {"cars", "crew_size"}
    late = assignment(scenario, "a1", "L", FIRST_DAY, "ARV")
    moved = replace(rota, assignments=(late, *rota.assignments[1:]))
    assert set(codes(moved)) == {"cars", "crew_size", "drivers", "supervisors"}
