"""The tables of a study by seat, tour, force day and step of the ladder, of points put together by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from scheduler.domain.time import iso_day
from scheduler.studies.handing_in.point import Fallen, Point
from scheduler.studies.handing_in.report import over_days
from scheduler.studies.handing_in.report.charts import ladder
from scheduler.studies.handing_in.report.files import TABLES
from scheduler.studies.handing_in.settings import WORDS
from scheduler.studies.handing_in.taken import Taken, Use
from tests.worlds import FIRST_DAY

DAYS = [iso_day(FIRST_DAY + day) for day in range(3)]
SHARE = {"response": "free_replan", "share": 0.5}
NOTHING = Fallen(0, 0, 0, None, None, "", None, {}, {})
TAKEN = Taken(told=2, pence=10_000, law=0, aid_days=1, uses=(), armed={FIRST_DAY: (30, 40)})
POINT = Point("free_replan", "1/2", 0, 3, "proved", "cover", 0, 0, 0, 0, NOTHING, TAKEN)


def fallen(minutes: Mapping[tuple[str, int], int], recovery_day: int | None = None) -> Point:
    """Return a point with so many minutes short by seat and day, the first of them two hours after the beginning."""
    cars = {"N": len(minutes)}
    return replace(
        POINT, crews=2, fallen=Fallen(0, 2, sum(minutes.values()), 120, 120, "ARV", recovery_day, minutes, cars)
    )


def used(*uses: Use) -> Point:
    """Return a point whose rota makes some uses."""
    return replace(POINT, taken=replace(TAKEN, uses=uses))


def test_hours_of_a_seat_are_the_mean_of_all_samples() -> None:
    """One in which nothing falls counts as nought; one that is not known officer by officer is counted too."""
    points = [fallen({("ARV", FIRST_DAY): 90, ("ARV", FIRST_DAY + 1): 30}), fallen({("ARV", FIRST_DAY): 60}), POINT]
    assert over_days.seats(points) == [
        {**SHARE, "seat": "ARV", "force_day": DAYS[0], "mean_hours": round(150 / 3 / 60, 3)},
        {**SHARE, "seat": "ARV", "force_day": DAYS[1], "mean_hours": round(30 / 3 / 60, 3)},
    ]
    assert over_days.cars(points) == [{**SHARE, "tour": "N", "mean_cars": 1.0}]


def test_a_step_is_told_by_the_samples_that_use_it() -> None:
    """From the first day of use in the earliest to that in the latest, of the two in the middle the earlier."""
    points = [
        used(Use("lever", "recall", FIRST_DAY + 2, 4)),
        used(Use("lever", "recall", FIRST_DAY, 1), Use("rung", "region", FIRST_DAY + 1, 5)),
        POINT,
    ]
    dated = {"earliest": DAYS[0], "middle": DAYS[0], "latest": DAYS[2]}
    region = dict.fromkeys(("earliest", "middle", "latest"), DAYS[1])
    assert over_days.ladder(points) == [
        {**SHARE, "kind": "lever", "step": "recall", "samples": 3, "used_in": 2, "mean_officer_days": 2.5, **dated},
        {**SHARE, "kind": "rung", "step": "region", "samples": 3, "used_in": 1, "mean_officer_days": 5, **region},
    ]


def test_the_own_part_is_of_the_hours_of_all_samples() -> None:
    """Hours are added up before they are divided, so that a sample with few of them does not count as much as one with many."""
    little = replace(POINT, taken=replace(TAKEN, armed={FIRST_DAY: (0, 10), FIRST_DAY + 1: (0, 0)}))
    assert over_days.own_share([POINT, little]) == [{**SHARE, "force_day": DAYS[0], "own_share": 0.6}]


def test_what_a_response_takes_is_of_the_middle_sample() -> None:
    """Of two in the middle the lower; recovery is counted of the samples that fail alone."""
    points = [fallen({("ARV", FIRST_DAY): 90}, FIRST_DAY + 1), fallen({("ARV", FIRST_DAY): 60}), POINT]
    (row,) = over_days.takes(points)
    assert (row["samples"], row["failing"], row["recovered"], row["recovery_day"]) == (3, 2, 1, DAYS[1])
    assert (row["hours_to_failure"], row["hours_uncovered"], row["cars_not_crewed"]) == (2.0, 1.0, 1)
    assert (row["people_told"], row["aid_officer_days"], row["own_share"], row["pounds"]) == (2, 1, 0.75, 100.0)


def test_nothing_known_is_nothing_told() -> None:
    """A point of which no rota is known has no figures, instead of noughts."""
    (row,) = over_days.takes([replace(POINT, fallen=None, taken=None)])
    assert {name for name, value in row.items() if value is None} == {
        *("hours_to_failure", "recovery_day", "hours_uncovered", "cars_not_crewed"),
        *("people_told", "aid_officer_days", "own_share", "pounds"),
    }


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_columns_they_promise(name: str) -> None:
    """In that order, so that a file without a row has them too."""
    points = [fallen({("ARV", FIRST_DAY): 90}), used(Use("lever", "recall", FIRST_DAY, 4))]
    for row in getattr(over_days, name)(points):
        assert tuple(row) == TABLES[name]


def test_the_ladder_is_drawn_from_the_tables() -> None:
    """A line of text for each step with the samples that use it, and a day for each mark; nothing where nothing is used."""
    points = [used(Use("lever", "rest_day_working", FIRST_DAY, 4)), POINT]
    drawn = ladder(over_days.ladder(points), over_days.own_share(points), WORDS, DAYS)
    assert drawn is not None
    words = [element.text for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert "rest day working: 1 of 2" in words
    assert DAYS[0] in words
    assert ladder([], over_days.own_share(points), WORDS, DAYS) is None
