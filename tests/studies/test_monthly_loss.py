"""How long a seat stands at a monthly loss."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scheduler.domain.turnover import months_after
from scheduler.studies import attrition
from scheduler.studies.alike import posts_named
from scheduler.studies.leavers import model_of
from scheduler.studies.monthly_loss import Attrition, Courses, Loss, worn
from scheduler.studies.sustained import Effort
from tests.engine.worlds import commanders
from tests.worlds import FIRST_DAY

EFFORT = Effort(5.0)


def lost(a_month: str, courses: Courses = Courses(), months: int = 6, **more: bool) -> Attrition:  # noqa: B008
    """Return how a seat that wants three of five people stands."""
    scenario = commanders(5)
    loss = Loss(Fraction(a_month), model_of("uniform"), 1)
    return worn(scenario, posts_named(scenario, "sfc", None), loss, courses, months, EFFORT, **more)


def test_a_seat_falls_when_fewer_are_left_than_it_wants() -> None:
    """Five, four and three people fill three tours a day; two, in the third month, do not."""
    found = lost("1")
    assert [(one.month, one.left, one.people) for one in found.months] == [(0, 0, 5), (1, 1, 4), (2, 2, 3), (3, 3, 2)]
    assert (found.stands, found.falls) == (2, 3)
    assert found.months[-1].point.standing == "proved"


def test_half_a_person_a_month_is_one_every_two() -> None:
    """Nobody has left after a month, one after two; five months leave three."""
    assert [one.people for one in lost("0.5", months=5).months] == [5, 5, 4, 4, 3, 3]


def test_courses_bring_people_once_they_are_over() -> None:
    """One person every second month, after 4 weeks: in the first month, the third, the fifth; the seat stands longer."""
    found = lost("1", Courses(places=1, weeks=4, every_months=2), months=8)
    assert [(one.left, one.joined, one.people) for one in found.months][:4] == [
        (0, 0, 5),
        (1, 1, 5),
        (2, 1, 4),
        (3, 2, 4),
    ]
    assert found.falls == 6
    assert [one.people for one in found.months] == [5, 5, 4, 4, 3, 3, 2]


def test_the_months_after_a_fall_are_looked_at_where_asked() -> None:
    """The seat falls, stands again once three have been trained, and falls; with nobody left every day is empty."""
    courses = Courses(places=3, weeks=10, every_months=12, first_month=2)
    found = lost("1", courses, months=6, to_the_end=True)
    # The course begins on 12 December and lasts 70 days, to 20 February: month 5 (12 March) is the first to have it.
    assert [one.people for one in found.months] == [5, 4, 3, 2, 1, 3, 2]
    assert [one.point.answer for one in found.months] == [
        *["sustained"] * 3,
        *["too few"] * 2,
        "sustained",
        "too few",
    ]
    assert (found.stands, found.falls) == (2, 3)
    nobody = lost("5", months=2, to_the_end=True).months[1]
    assert (nobody.people, nobody.point.uncovered, nobody.point.standing) == (0, 3, "proved")


@pytest.mark.parametrize(("by", "expected"), [(69, 0), (70, 2), (153, 2), (154, 2), (162, 4)])
def test_a_course_counts_from_its_last_day(by: int, expected: int) -> None:
    """Ten weeks from 12 October end on day 70; the next begins three months later, on day 92, and ends on day 162."""
    assert months_after(FIRST_DAY, 3) - FIRST_DAY == 92
    assert Courses(places=2, weeks=10, every_months=3).done(FIRST_DAY, FIRST_DAY + by) == expected


def test_the_frame_has_a_row_a_month() -> None:
    """With the first day of each as a date."""
    found = attrition(commanders(5), 1, role="sfc", months=1, seconds=5.0)
    assert list(found["people"]) == [5, 4]
    assert [str(day.date()) for day in found["first_day"]] == ["2026-10-12", "2026-11-12"]
    assert found["answer"].tolist() == ["sustained", "sustained"]
