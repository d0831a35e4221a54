"""The twelve recommendations on a date: figures, how they stand, and how many more people a seat wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.commitments import Due
from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Abstraction, Contract, Officer
from scheduler.domain.rota import CrewSeat
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Vehicle
from scheduler.readiness import Line, Seats, command_seats, readiness, recommendations
from scheduler.readiness.closing import alone_of, people_wanted, plan_alone
from tests.cli.conftest import tiny
from tests.engine.worlds import commanders
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_tour

NO_SEATS = Seats(True, (), {})
SECONDS = 20.0


def line(number: int, scenario: Scenario, day: int = FIRST_DAY, seats: Seats = NO_SEATS) -> Line:
    """Return the line of one recommendation."""
    return readiness(scenario, day, seats)[number - 1]


def told(found: Line) -> tuple[int, int, str]:
    """Return a line's figure and how it stands."""
    return found.figure.met, found.figure.of, found.standing


def at(day: int) -> int:
    """Return the midnight of a day counted from the first planned one."""
    return instant(FIRST_DAY + day, 0, ZONE)


def short(*days: int) -> Scenario:
    """Return the tiny scenario with its one commander away on these days."""
    away = (Abstraction("c1", "leave", "everything", FIRST_DAY + day, FIRST_DAY + day + 1) for day in days)
    return replace(tiny(), abstractions=tuple(away))


def test_there_are_twelve_with_their_deadlines_and_what_is_not_held_says_so() -> None:
    """Seven are for forces; the text of the five others is not held, nor is their deadline known."""
    each = recommendations().each
    assert [one.number for one in each] == list(range(1, 13))
    assert [one.number for one in each if not one.national] == [2, 3, 5, 6, 8, 10, 12]
    assert all((one.text == "not held") == one.national for one in each)
    assert [one.number for one in each if one.deadline is None] == [1, 4, 7, 9, 11]
    assert each[1].deadline == date(2024, 7, 31).toordinal()


def test_a_seat_without_its_commander_on_a_day_wants_one_more_proved() -> None:
    """Two of three days are covered; nobody more is proved too few, one more covers the third."""
    seats = command_seats(short(1), None, SECONDS)
    (seat,) = seats.hours
    assert (seat.post, seat.wanted, seat.covered) == ("SFC", 3 * 1440, 2 * 1440)
    closing = seats.closings["sfc"]
    assert (closing.more, closing.contracts, closing.refuted) == (1, ("commanders",), True)
    assert told(line(2, short(1), seats=seats)) == (0, 1, "overdue")


def test_three_at_once_want_three_more_on_a_day_without_anybody() -> None:
    """The only commander is away on a day that asks for three; two more are proved too few."""
    scenario = short(1)
    cover = tuple(replace(row, minimum=3, target=3) if row.post == "SFC" else row for row in scenario.cover)
    scenario = replace(scenario, cover=cover)
    closing = people_wanted(scenario, "sfc", SECONDS, plan_alone(scenario, "sfc", SECONDS))
    assert (closing.more, closing.refuted) == (3, True)


def test_more_people_meet_the_gates_of_the_role() -> None:
    """A role that asks for a course every ten days is covered by people who go to it."""
    gate = Gate("course", "course", "", ("sfc",), 10, "gate", at(-99), at(99))
    course = Event("c1", "course", "command", at(-1))
    scenario = replace(short(1), gates=(gate,), events=(course,))
    closing = people_wanted(scenario, "sfc", SECONDS, plan_alone(scenario, "sfc", SECONDS))
    assert closing.more == 1


def test_no_time_is_told_as_not_found() -> None:
    """Never as a number."""
    scenario = short(1)
    closing = people_wanted(scenario, "sfc", 0.0, plan_alone(scenario, "sfc", SECONDS))
    assert (closing.more, closing.refuted, closing.seconds) == (None, False, 0.0)


def test_a_role_nobody_holds_is_covered_from_the_contracts_that_could() -> None:
    """Nobody is a commander, and one person on the commanders' contract would do; the crews' has no on-call tour."""
    scenario = tiny()
    kept = tuple(row for row in scenario.authorisations if row.role != "sfc")
    scenario = replace(scenario, authorisations=kept)
    assert alone_of(scenario, "sfc").officers == ()
    closing = people_wanted(scenario, "sfc", SECONDS, plan_alone(scenario, "sfc", SECONDS))
    assert (closing.more, closing.contracts, closing.refuted) == (1, ("commanders",), True)
    nobody = replace(scenario, officers=tuple(one for one in scenario.officers if one.contract == "crews"))
    closing = people_wanted(nobody, "sfc", SECONDS, plan_alone(nobody, "sfc", SECONDS))
    assert (closing.more, closing.contracts) == (None, ())


def test_the_smallest_number_is_found_over_mixtures_of_contracts() -> None:
    """An early and a night of one seat each day; one contract has earlies alone, another nights alone.

    However many there are on either, the other tour stays uncovered: one on each is the least.
    """
    contracts = (Contract("earlies", ("rest", "E"), 2400, "crews"), Contract("nights", ("rest", "N"), 2400, "crews"))
    officers = (Officer("d1", "north", "command", "earlies", "PC"), Officer("n1", "north", "command", "nights", "PC"))
    cover = (cover_tour("TFC", "E", 1, 1), cover_tour("TFC", "N", 1, 1))
    scenario = commanders(0, days=2, officers=officers, contracts=contracts, cover=cover, authorisations=())
    closing = people_wanted(scenario, "sfc", SECONDS, plan_alone(scenario, "sfc", SECONDS))
    assert (closing.more, closing.contracts, closing.refuted) == (2, ("earlies", "nights"), True)
    # Two earlies at once: two people more on their contract are wanted beside the one on nights.
    doubled = replace(scenario, cover=(cover_tour("TFC", "E", 2, 2), cover[1]))
    closing = people_wanted(doubled, "sfc", SECONDS, plan_alone(doubled, "sfc", SECONDS))
    assert (closing.more, closing.contracts, closing.refuted) == (3, ("earlies", "earlies", "nights"), True)


def test_a_run_that_left_a_seat_its_own_holders_could_fill_wants_nobody() -> None:
    """What is uncovered in the run is no lack of people."""
    uncovered = plan_alone(short(1), "sfc", SECONDS).uncovered
    seats = command_seats(tiny(), uncovered, SECONDS)
    assert seats.of_run
    assert seats.closings["sfc"].more == 0


def test_seats_that_are_always_covered_are_done() -> None:
    """And nobody is asked how many more."""
    seats = command_seats(tiny(), None, SECONDS)
    assert seats.closings == {}
    assert told(line(2, tiny(), seats=seats)) == (1, 1, "done")


@pytest.mark.parametrize(
    ("tracked", "on", "expected"),
    [
        ((True, True), date(2026, 10, 12), (2, 2, "done")),
        ((True, False), date(2026, 10, 12), (1, 2, "overdue")),
        ((True, False), date(2023, 10, 31), (1, 2, "in progress")),
        ((False, False), date(2023, 10, 31), (0, 2, "not yet due")),
        ((False, False), date(2023, 11, 1), (0, 2, "overdue")),
    ],
)
def test_a_line_stands_by_its_figure_and_its_deadline(
    tracked: tuple[bool, bool], on: date, expected: tuple[int, int, str]
) -> None:
    """Trackers were due on 31 October 2023; cars of pools that no armed post uses do not count."""
    cars = tuple(Vehicle(f"v{number}", "cars", (), seen) for number, seen in enumerate(tracked))
    scenario = replace(tiny(), vehicles=(*cars, Vehicle("w", "others", (), False)))
    assert told(line(3, scenario, on.toordinal())) == expected


def test_a_run_counts_the_hours_of_tracked_vehicles() -> None:
    """Two cars out for nine hours each, one of them tracked; a run without cars knows nothing."""
    cars = (Vehicle("v1", "cars"), Vehicle("v2", "cars", tracked=False))
    scenario = replace(tiny(), vehicles=cars)
    crews = tuple(CrewSeat("ARV", FIRST_DAY, "E", car.vehicle, "crew", "a1") for car in cars)
    found = readiness(scenario, FIRST_DAY, NO_SEATS, crews)[2]
    assert told(found) == (540, 1080, "overdue")
    assert found.figure.told == "9.0 of 18.0 armed vehicle-hours tracked; use and training not held"
    assert told(readiness(scenario, FIRST_DAY, NO_SEATS, ())[2]) == (0, 0, "not held")


def test_commanders_have_observed_where_every_gate_of_the_date_is_met() -> None:
    """c1 observed in time, c2 never; without a gate in force nothing is known."""
    gate = Gate("breaching", "observation", "breaching", ("sfc",), 365, "gate", at(-100), at(100))
    base = tiny()
    second = replace(base.officers[-1], officer="c2")
    authorisations = (*base.authorisations, authorised("c2", "sfc", FIRST_DAY - 100, FIRST_DAY + 100))
    seen = Event("c1", "observation", "breaching", at(-50))
    scenario = replace(
        base, officers=(*base.officers, second), authorisations=authorisations, events=(seen,), gates=(gate,)
    )
    assert told(line(5, scenario)) == (1, 2, "overdue")
    assert told(line(5, scenario, FIRST_DAY - 60)) == (0, 2, "overdue")
    assert told(line(5, scenario, FIRST_DAY + 100)) == (0, 0, "not held")
    # Observations are the affair of 5 alone.
    assert told(line(6, scenario)) == (2, 2, "done")


def test_commanders_whose_authorisation_or_course_has_lapsed_are_not_in_date() -> None:
    """Authorised from 100 days before until 100 days after; the course is good for 30 days."""
    gate = Gate("course", "course", "", ("sfc",), 30, "gate", at(-100), at(1000))
    scenario = replace(tiny(), gates=(gate,), events=(Event("c1", "course", "command", at(-10)),))
    assert [told(line(6, scenario, FIRST_DAY + day))[:2] for day in (0, 20, 99)] == [(1, 1), (0, 1), (0, 1)]
    bare = tiny()
    assert [told(line(6, bare, FIRST_DAY + day))[:2] for day in (-101, 0, 100)] == [(0, 0), (1, 1), (0, 1)]


def due(kind: Any, day: int, **more: Any) -> Due:
    """Return something due on a day."""
    return Due(f"{kind}{day}", kind, at(day) + 600, at(day) + 720, "c1", **more)


def test_meetings_count_once_they_are_over() -> None:
    """One attended, one missed, one to come."""
    rows = (
        due("portfolio_meeting", -9, done=True),
        due("portfolio_meeting", -2),
        due("portfolio_meeting", 5),
        due("other", -9),
    )
    scenario = replace(tiny(), due=rows)
    found = line(8, scenario)
    assert (*told(found), found.figure.told) == (1, 2, "overdue", "1 of 2 portfolio meetings attended, 1 to come")
    assert told(line(8, replace(scenario, due=rows[:1]))) == (1, 1, "done")
    assert told(line(8, replace(scenario, due=rows[2:]))) == (0, 0, "not yet due")
    assert told(line(8, tiny())) == (0, 0, "not held")


def test_audits_are_in_date_until_a_year_after_the_last_one() -> None:
    """One is done, one was last done a year ago to the day, one a day before that."""
    rows = (
        due("armoury_audit", -9, done=True, interval_days=365),
        due("armoury_audit", 5, interval_days=365, last_done=FIRST_DAY - 365),
        due("armoury_audit", 6, interval_days=365, last_done=FIRST_DAY - 366),
    )
    scenario = replace(tiny(), due=rows)
    assert told(line(10, scenario)) == (2, 3, "overdue")
    assert told(line(10, replace(scenario, due=rows[:2]))) == (2, 2, "done")


def test_what_is_for_national_bodies_and_what_is_kept_elsewhere_is_not_held() -> None:
    """With the reason in words."""
    for number in (1, 4, 7, 9, 11, 12):
        found = line(number, tiny())
        assert found.standing == "not held"
        assert "not computed here" in found.figure.told or "kept elsewhere" in found.figure.told
