"""The fewest people who sustain a seat: numbers that can be derived by hand, and the same on two runs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.people import Abstraction
from scheduler.domain.scenario import Scenario
from scheduler.studies import sizing
from scheduler.studies.alike import Away, posts_named, seats_of
from scheduler.studies.least_people import _doubled, _halved, sized
from scheduler.studies.sustained import Effort, Point
from tests.engine.worlds import commanders, crews, on_call
from tests.worlds import FIRST_DAY, cover_tour

EFFORT = Effort(5.0)
NOBODY_AWAY = Away(0, 0)


def test_three_tours_a_day_want_three_people() -> None:
    """Nobody works two tours a day, and each of three can keep to one; two leave one tour of each of three days empty."""
    scenario = commanders(1)
    found = sized(seats_of(scenario, posts_named(scenario, "sfc", None), NOBODY_AWAY), EFFORT)
    assert (found.people, found.refuted, found.proved) == (3, 2, True)
    two = next(one.point for one in found.tried if one.people == 2)
    # The post counts three times in L1: three empty tours are nine.
    assert (two.uncovered, two.command, two.command_bound, two.standing) == (3, 9, 9, "proved")


def test_leave_wants_more_people() -> None:
    """Leave of a day each puts the first five on leave on days 0, 1, 0, 2, 1: four leave two for day 0, five three."""
    scenario = commanders(1)
    seats = seats_of(scenario, posts_named(scenario, None, "TFC"), Away(1, 0))
    assert [row.from_day - FIRST_DAY for row in seats.filled(5).abstractions] == [0, 1, 0, 2, 1]
    found = sized(seats, EFFORT)
    assert (found.people, found.proved) == (5, True)


def test_cars_are_counted_by_people_who_hold_every_role() -> None:
    """A car of two by day and another by night: two and two, each of whom drives and supervises."""
    scenario = crews(1, 1, 1, days=2, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 2)))
    seats = seats_of(scenario, posts_named(scenario, None, "ARV"), NOBODY_AWAY)
    assert set(seats.roles) == {"arv", "driver", "supervisor"}
    found = sized(seats, EFFORT)
    assert (found.people, found.proved) == (4, True)
    three = next(one.point for one in found.tried if one.people == 3)
    assert (three.command, three.answer) == (0, "too few")
    assert three.crews_bound > 0


def test_people_are_away_as_those_who_hold_the_role() -> None:
    """Three days of leave between two holders are two each; what others take, and what stops less, does not count."""
    away = (
        Abstraction("c1", "leave", "everything", FIRST_DAY, FIRST_DAY + 2),
        Abstraction("c2", "leave", "everything", FIRST_DAY + 2, FIRST_DAY + 9),
        Abstraction("c1", "training", "command", FIRST_DAY + 2, FIRST_DAY + 3),
        Abstraction("x", "leave", "everything", FIRST_DAY, FIRST_DAY + 3),
    )
    scenario = replace(on_call(2), abstractions=away)
    assert seats_of(scenario, posts_named(scenario, "sfc", None)).away == Away(2, 0)


def test_absences_hang_on_the_person_alone_and_do_not_meet() -> None:
    """Who is third of three is third of ten; leave and training of one person never lie on the same day."""
    scenario = on_call(1, days=14)
    seats = seats_of(scenario, posts_named(scenario, "sfc", None), Away(5, 2))
    few, many = seats.filled(3).abstractions, seats.filled(10).abstractions
    assert many[: len(few)] == few
    for officer in {row.officer for row in many}:
        days = [day for row in many if row.officer == officer for day in range(row.from_day, row.until_day)]
        assert len(days) == len(set(days)) == 7
        assert set(days) <= set(scenario.horizon.days)
    on_leave = Counter(day for row in many if row.kind == "leave" for day in range(row.from_day, row.until_day))
    # Ten people with five days each over 14 days: three or four a day, give or take one.
    assert set(on_leave) == set(scenario.horizon.days)
    assert 2 <= min(on_leave.values()) <= max(on_leave.values()) <= 5


@pytest.mark.parametrize("least", range(1, 20))
def test_the_search_asks_for_the_least_and_one_fewer(least: int) -> None:
    """Whatever the number: it is asked, and so is the one before it, in few questions."""
    asked: list[int] = []

    def sustained(people: int) -> bool:
        asked.append(people)
        return people >= least

    def never() -> bool:
        return False

    found = _doubled(sustained, 64, never)
    assert least <= found < 2 * least or least == 1
    _halved(sustained, found, never)
    assert {least, least - 1} - {0} <= set(asked)
    assert len(asked) <= 12


def test_more_than_is_tried_is_not_found() -> None:
    """Two at most, where three are wanted: no number, and nothing claimed."""
    scenario = commanders(1)
    found = sized(seats_of(scenario, posts_named(scenario, "sfc", None), NOBODY_AWAY), EFFORT, most=2)
    assert (found.people, found.proved) == (None, False)


def test_the_user_can_stop_it() -> None:
    """Nothing is begun after the first number; that one cannot work three tours a day takes no search."""
    stop = threading.Event()
    stop.set()
    scenario = commanders(1)
    seats = seats_of(scenario, posts_named(scenario, "sfc", None), NOBODY_AWAY)
    found = sized(seats, Effort(5.0, stop=stop))
    assert (found.people, found.refuted) == (None, 1)
    assert [one.people for one in found.tried] == [1]


def test_the_frame_is_the_same_on_two_runs() -> None:
    """With the columns that are documented; effort is counted in work."""
    one, two = (sizing(commanders(1), role="sfc", away=NOBODY_AWAY, seconds=5.0) for _ in range(2))
    assert one.equals(two)
    assert one.set_index("people")["answer"].to_dict()[3] == "sustained"
    assert list(one.columns[:4]) == ["people", "answer", "standing", "uncovered"]


def with_minimum(scenario: Scenario) -> Scenario:
    """Return the scenario with nobody wanted."""
    return replace(scenario, cover=tuple(replace(row, minimum=0) for row in scenario.cover))


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda: posts_named(on_call(1), "tfc", None), "--role: 'tfc': expected one of sfc"),
        (lambda: posts_named(on_call(1), None, "X"), "--post: 'X': expected one of SFC"),
        (lambda: seats_of(on_call(1), posts_named(on_call(1), "sfc", None), contract="crews"), "--contract: 'crews'"),
        (lambda: seats_of(with_minimum(on_call(1)), on_call(1).posts), "no minimum is stated for SFC"),
        (
            lambda: seats_of(commanders(0), commanders(0).posts),
            "no unit and contract of an officer can fill all of TFC",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(ask: Callable[[], object], expected: str) -> None:
    """An unknown role, post or contract, a seat nobody is wanted in, one nobody could fill."""
    with pytest.raises(BadInputError) as refused:
        ask()
    assert expected in str(refused.value.problems[0])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0, 0, 0, 0, 0, False, False), ("sustained", "proved")),
        ((2, 2, 2, 0, 0, False, False), ("too few", "proved")),
        ((3, 3, 1, 0, 0, True, False), ("too few", "bounded")),
        ((3, 3, 0, 0, 0, True, False), ("open", "timed out")),
        ((3, 3, 0, 0, 0, True, True), ("open", "interrupted")),
        ((1, 0, 0, 1, 1, False, False), ("too few", "proved")),
        ((2, 1, 0, 1, 1, True, False), ("open", "timed out")),
    ],
)
def test_what_a_point_says(values: tuple[int, int, int, int, int, bool, bool], expected: tuple[str, str]) -> None:
    """Uncovered, L1 with its bound, L2 with its bound, conditional, interrupted: a conditional bound proves nothing."""
    point = Point(*values)
    assert (point.answer, point.standing) == expected
