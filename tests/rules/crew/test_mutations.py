"""A good rota of cover and crews, and for each rule one corruption that raises that rule's code alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Vehicle
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.crew import CREW_RULES
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_tour, tiny_scenario


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
