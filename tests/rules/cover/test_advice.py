"""What is told and refuses nothing: armed vehicles without the asset tracker, and cars taken home on call."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.audit import audit
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.people import Officer
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.vehicles import ArmedTime, armed_times, asked_for
from scheduler.domain.work import Horizon, Vehicle
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.cover.asset_tracker import AssetTracker
from scheduler.rules.cover.on_call_cars import OnCallCars
from scheduler.scenario_io import load
from tests.rules.cover.enumeration import assignment
from tests.scenario_io.small import messages, write
from tests.worlds import FIRST_DAY, ZONE, cover_tour, tiny_scenario

AUTUMN = 739913
"""Saturday 24 October 2026: its night is an hour longer."""


def seats(day: int, tour: str, vehicle: str) -> tuple[CrewSeat, ...]:
    """Return a crew of two."""
    return tuple(CrewSeat("ARV", day, tour, vehicle, "crew", officer) for officer in ("a1", "a2"))


def test_vehicle_hours_are_elapsed_ones_of_each_car() -> None:
    """v1 on early (9 h) and v2, untracked, on the night of the clock change (22:00 to 07:00 is 10 h)."""
    scenario = tiny_scenario(
        horizon=Horizon(AUTUMN, 1, ZONE, 1, 28, AUTUMN),
        vehicles=(Vehicle("v1", "cars"), Vehicle("v2", "cars", tracked=False)),
    )
    crews = (*seats(AUTUMN, "E", "v1"), *seats(AUTUMN, "N", "v2"), *seats(AUTUMN + 1, "E", "v2"))
    assert armed_times(scenario, crews) == (
        ArmedTime("cars", AUTUMN, 1140, 540),
        ArmedTime("cars", AUTUMN + 1, 540, 0),
    )
    assert asked_for(scenario, crews) == (540, 1140)  # the second day is provisional
    (first, second) = AssetTracker().findings(scenario, Rota((), crews))
    assert (first.grade, first.subject, first.excess, first.pence) == ("advice", "cars", 600, 0)
    assert first.message == "10.0 of 19.0 armed vehicle-hours of pool cars on 2026-10-24 without the asset tracker"
    assert second.day == AUTUMN + 1


def test_a_car_that_is_not_armed_does_not_count() -> None:
    """Where the post's role is unarmed, nothing is told of its cars."""
    plain = tiny_scenario(vehicles=(Vehicle("v1", "cars", tracked=False),))
    scenario = replace(plain, roles=(replace(plain.roles[0], armed=False), *plain.roles[1:]))
    assert armed_times(plain, seats(FIRST_DAY, "E", "v1"))
    assert not armed_times(scenario, seats(FIRST_DAY, "E", "v1"))


def test_no_car_is_taken_off_the_road_for_want_of_a_tracker() -> None:
    """With no tracked car at all every crew is still planned, at the same price; the plan only says so."""
    cover = (cover_tour("ARV", "E", 1, 1),)
    options = PlanOptions(seconds=20.0, workers=1, reproducible=True)
    seen = plan(tiny_scenario(cover=cover), options).plan
    cars = tuple(Vehicle(name, "cars", tracked=False) for name in ("v1", "v2"))
    unseen = plan(tiny_scenario(cover=cover, vehicles=cars), options).plan
    assert unseen.price == seen.price
    assert len(unseen.rota.crews) == len(seen.rota.crews) > 0
    assert [found.rule for found in unseen.findings if found.grade == "advice"] == ["asset_tracker"] * 3
    assert not [found for found in seen.findings if found.grade == "advice"]


def on_call(rank: str, *cars: OnCallCar, profile: str = "england_and_wales") -> list[str]:
    """Return what is told of three days on call of an officer of a rank, the second without a tour."""
    plain: Scenario = tiny_scenario(officers=(Officer("c1", "north", "command", "commanders", rank),))
    rules = tuple(replace(group, profile=profile) for group in plain.rules)
    scenario = replace(plain, on_call_cars=cars, rules=rules)
    rota = Rota(tuple(assignment(scenario, "c1", "OC", FIRST_DAY + day, "SFC") for day in (0, 2)))
    found = [finding for finding in audit(scenario, rota).findings if finding.grade == "advice"]
    assert {finding.rule for finding in found} <= {OnCallCars.code}
    assert all(finding.pence == 0 and finding.subject == "c1" for finding in found)
    return [finding.message for finding in found]


ALLOWED = OnCallCar("c1", FIRST_DAY, FIRST_DAY + 3, False, "REF-1", "head of firearms", 0, 10**7)


def test_a_car_with_its_authorisation_on_record_is_not_spoken_of() -> None:
    """An unmarked car, authorised for all days; nor is an officer without a car, or a day without a tour."""
    assert on_call("superintendent", ALLOWED) == []
    assert on_call("superintendent") == []
    assert on_call("superintendent", OnCallCar("c1", FIRST_DAY + 1, FIRST_DAY + 2)) == []


def test_a_car_without_an_authorisation_is_told_once_with_its_days() -> None:
    """Two of the three days are on call."""
    assert on_call("superintendent", OnCallCar("c1", FIRST_DAY, FIRST_DAY + 3)) == [
        "on call with a car from 2026-10-12, 2 of 2 days without a recorded authorisation"
    ]


def test_an_authorisation_holds_on_its_days_alone() -> None:
    """It ends after the first day; the third is outside."""
    short = replace(ALLOWED, authorised_until=FIRST_DAY + 1)
    assert on_call("superintendent", short) == [
        "on call with a car from 2026-10-14, 1 of 2 days outside the days of authorisation REF-1"
    ]


def test_a_car_is_unmarked_unless_the_authorisation_says_otherwise() -> None:
    """A marked car is told of, with or without an authorisation that is silent about it."""
    told = "on call with a car from 2026-10-12, 2 of 2 days in a marked car that no authorisation allows"
    assert on_call("superintendent", replace(ALLOWED, marked=True)) == [told]
    assert on_call("superintendent", replace(ALLOWED, marked=True, authorised_marked=True)) == []
    assert len(on_call("superintendent", OnCallCar("c1", FIRST_DAY, FIRST_DAY + 3, marked=True))) == 2


@pytest.mark.parametrize(
    ("rank", "profile", "n_told"),
    [
        ("Assistant chief constable", "england_and_wales", 0),
        ("commander", "england_and_wales", 0),
        ("chief superintendent", "england_and_wales", 1),
        ("commander", "scotland", 1),
        ("chief constable", "scotland", 0),
    ],
)
def test_chief_officers_are_outside_the_policy(rank: str, profile: str, n_told: int) -> None:
    """Which ranks are outside is the profile's; there is no commander in Scotland."""
    assert len(on_call(rank, OnCallCar("c1", FIRST_DAY, FIRST_DAY + 3), profile=profile)) == n_told


HEADER = "officer,from,until,marked,reference,authorised_by,authorised_from,authorised_until,authorised_marked\n"


def cars(*rows: str) -> dict[str, str]:
    """Return the table with these rows."""
    return {"on_call_cars.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def test_the_table_is_read_and_empty_without_one(tmp_path: Path) -> None:
    """Last dates count whole; an authorisation without dates is without end."""
    rows = ("P003,2026-10-12,2026-10-18,,,,,,", "P003,2026-10-19,2026-10-25,no,REF 7,chief inspector,2026-10-19,,no")
    first, second = load(write(tmp_path / "s", cars(*rows))).scenario.on_call_cars
    assert (first.from_day, first.until_day, first.reference) == (FIRST_DAY, FIRST_DAY + 7, "")
    assert (second.reference, second.authorised_by, second.authorised_from) == (
        "REF 7",
        "chief inspector",
        FIRST_DAY + 7,
    )
    assert second.authorised_until > FIRST_DAY + 10_000
    assert load(write(tmp_path / "t")).scenario.on_call_cars == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P03,2026-10-12,2026-10-18,,,,,,", "on_call_cars.csv:2:officer: 'P03': unknown officer"),
        ("P003,2026-10-12,2026-10-11,,,,,,", "on_call_cars.csv:2:until: '2026-10-11': expected a date not before from"),
        ("P003,2026-10-12,2026-10-18,,R,,,,", "on_call_cars.csv:2:authorised_by: expected the role or rank that authorised"),
        ("P003,2026-10-12,2026-10-18,,,ACC,,,", "on_call_cars.csv:2:reference: expected the reference of the authorisation"),
        ("P003,2026-10-12,2026-10-18,,,,,,yes", "on_call_cars.csv:2:reference: expected the reference of the authorisation"),
        ("P003,2026-10-12,2026-10-18,,R,ACC,2026-10-12,2026-10-11,", "on_call_cars.csv:2:authorised_until: '2026-10-11': expected a date not before authorised_from"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row and column, what it says and what it should."""
    (told,) = messages(write(tmp_path / "s", cars(row)))
    assert expected in told


def test_two_cars_at_a_time_are_refused(tmp_path: Path) -> None:
    """One officer, one car: the later row overlaps the earlier."""
    (told,) = messages(
        write(tmp_path / "s", cars("P003,2026-10-12,2026-10-18,,,,,,", "P003,2026-10-18,2026-10-20,,,,,,"))
    )
    assert "on_call_cars.csv:3:from: 'P003': expected no overlap with row 2" in told
