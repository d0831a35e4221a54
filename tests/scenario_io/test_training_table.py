"""The table of training: what a row may say, and what each mistake is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.training import Course
from scheduler.scenario_io import load, tables_of, write_folder
from scheduler.scenario_io.columns import LATEST_DAY
from tests.scenario_io.small import FILES, messages, write

HEADER = "course,roles,tour,event,subject,interval_days,times,places,from,until\n"
DAY = 739901
"""Monday 12 October 2026."""


def training(*rows: str) -> dict[str, str]:
    """Return the table with these rows, and a training tour for the contract."""
    return {
        "training.csv": HEADER + "".join(f"{row}\n" for row in rows),
        "tours.csv": FILES["tours.csv"] + "T,training,08:00,16:00,0,0,no\nU,training,08:00,16:00,0,0,no\n",
        "contracts.csv": "contract,options,hours_per_week,rules\nC,E|N|D|OC|D+OC|T,40,crews\n",
    }


def test_a_course_is_read_and_written(tmp_path: Path) -> None:
    """What is empty is one day a time, without a limit of places, held for ever, and recorded by the course's name."""
    rows = ("CPD,TFC,T,training_day,commander-days,365,2,4,2026-10-14,2026-12-31", "REF,ARO|DRV,U,,,42,,,,")
    scenario = load(write(tmp_path / "s", training(*rows))).scenario
    first, second = scenario.training
    until = DAY + 81
    assert first == Course(
        "CPD", ("TFC",), "T", "training_day", "commander-days", 365, 2, 4, DAY + 2, until, "training.csv:2"
    )
    assert second == Course("REF", ("ARO", "DRV"), "U", "course", "REF", 42, source="training.csv:3")
    assert (second.times, second.places, second.until_day) == (1, 0, LATEST_DAY)
    write_folder(tmp_path / "t", *tables_of(scenario))
    assert load(tmp_path / "t").scenario.training == scenario.training


def test_without_the_table_nothing_is_due(tmp_path: Path) -> None:
    """Scenarios written before there was one are read as they were."""
    assert load(write(tmp_path / "s")).scenario.training == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("CPD,TFC,E,,,365,,,,", "training.csv:2:tour: 'E': expected a tour of kind training"),
        ("CPD,TFC,V,,,365,,,,", "training.csv:2:tour: 'V': unknown tour"),
        ("CPD,TFX,T,,,365,,,,", "training.csv:2:roles: 'TFX': unknown role; did you mean 'TFC'?"),
        ("CPD,TFC,T,party,,365,,,,", "training.csv:2:event: 'party': expected one of course, training_day, exercise"),
        ("CPD,TFC,T,,,0,,,,", "training.csv:2:interval_days: '0': expected a whole number from 1 to 36500"),
        ("CPD,TFC,T,,,,,,,", "training.csv:2:interval_days"),
        ("CPD,TFC,T,,,365,0,,,", "training.csv:2:times: '0': expected a whole number from 1 to 10"),
        ("CPD,TFC,T,,,1,2,,,", "training.csv:2:times: '2': expected no more than the days of the interval"),
        ("CPD,TFC,T,,,365,,-1,,", "training.csv:2:places: '-1': expected a whole number from 0 to 10000"),
        ("CPD,TFC,T,,,365,,,2026-10-14,2026-10-13", "training.csv:2:until: '2026-10-13': expected a date not before from"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row and column, what it says and what it should."""
    (told,) = messages(write(tmp_path / "s", training(row)))
    assert expected in told


def test_roles_that_need_a_course_at_other_intervals_have_a_row_each(tmp_path: Path) -> None:
    """What the course is, is the same in both; how often it is needed need not be."""
    rows = ("CPD,TFC,T,training_day,,365,2,4,,", "CPD,ARO|DRV,T,training_day,,42,,4,,")
    read = load(write(tmp_path / "s", training(*rows))).scenario
    assert [(row.roles, row.interval_days, row.times) for row in read.training] == [
        (("TFC",), 365, 2),
        (("ARO", "DRV"), 42, 1),
    ]
    write_folder(tmp_path / "t", *tables_of(read))
    assert load(tmp_path / "t").scenario.training == read.training


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("CPD,ARO|TFC,T,training_day,,42,,4,,", "roles: 'TFC': expected a role that is not in"),
        ("CPD,ARO,U,training_day,,42,,4,,", "tour: 'U': expected T as in"),
        ("CPD,ARO,T,course,,42,,4,,", "event: 'course': expected training_day as in"),
        ("CPD,ARO,T,training_day,other,42,,4,,", "subject: 'other': expected CPD as in"),
        ("CPD,ARO,T,training_day,,42,,3,,", "places: '3': expected 4 as in"),
        ("CPD,ARO,T,training_day,,42,,4,2026-10-14,", "from: '2026-10-14': expected the same days as in"),
        ("CPD,ARO,T,training_day,,42,,4,,2026-10-14", "until: '2026-10-14': expected the same days as in"),
    ],
)  # fmt: skip
def test_rows_of_one_course_that_disagree_are_named(tmp_path: Path, row: str, expected: str) -> None:
    """The later row, its column, and the row it contradicts."""
    told = messages(write(tmp_path / "s", training("CPD,TFC,T,training_day,,365,2,4,,", row)))
    assert told == [f"training.csv:3:{expected} row 2, the same course"]


def test_one_course_and_one_tour_at_a_time(tmp_path: Path) -> None:
    """The same course twice, or two courses on one tour, on the same days, or one after the other in one rota's days."""
    rows = ("CPD,TFC,T,,,365,,,,2026-10-20", "CPD,TFC,U,,,365,,,2026-10-20,", "REF,ARO,T,,,42,,,2026-10-15,")
    told = messages(write(tmp_path / "s", training(*rows)))
    assert told == [
        "training.csv:3:roles: 'TFC': expected a role that is not in row 2, the same course",
        "training.csv:3:tour: 'U': expected T as in row 2, the same course",
        "training.csv:3:from: '2026-10-20': expected the same days as in row 2, the same course",
        "training.csv:3:until: '9999-12-30': expected the same days as in row 2, the same course",
        "training.csv:4:tour: 'T': expected no overlap with row 2, the same tour",
    ]
    one_rota = ("CPD,TFC,T,,,365,,,,2026-10-12", "CPD,TFC,T,,,365,,,2026-10-13,")
    assert messages(write(tmp_path / "t", training(*one_rota))) == [
        "training.csv:3:from: '2026-10-13': expected a row outside the days to be planned, since row 2 has the same course "
        "within them",
        "training.csv:3:from: '2026-10-13': expected a row outside the days to be planned, since row 2 has the same tour "
        "within them",
    ]
    before = ("CPD,TFC,T,,,365,,,,2026-10-11", "CPD,TFC,T,,,365,,,2026-10-12,")
    assert len(load(write(tmp_path / "u", training(*before))).scenario.training) == 2


def test_officers_without_the_tour_are_told(tmp_path: Path) -> None:
    """Two need it, and their contract has no such tour; that keeps nobody from planning."""
    (told,) = [
        str(problem)
        for problem in load(write(tmp_path / "s", training("REF,ARO,U,,,42,,,,"))).warnings
        if "training.csv" in problem.place
    ]
    assert "2 officers need it whose contract has no tour U, such as P001" in told
