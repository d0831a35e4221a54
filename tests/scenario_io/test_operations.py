"""The table of operations: what a row may say, and what each mistake is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.operations import Operation
from scheduler.domain.time import instant
from scheduler.scenario_io import load
from tests.scenario_io.small import FILES, messages, problems_of, write

HEADER = "operation,name,role,force,from,until,minimum,tours,units,excluded\n"
ZONE = "Europe/London"
DAY = 739901
"""Monday 12 October 2026."""


def operations(*rows: str) -> dict[str, str]:
    """Return the table with these rows."""
    return {"operations.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def test_an_operation_is_read_on_real_instants_and_has_a_post(tmp_path: Path) -> None:
    """09:00 in October's summer time is 08:00Z; a date as an end is until its 24:00; empty tours are the post's."""
    rows = (
        "LANTERN,Operation Lantern,TFC,F,2026-10-13 09:00,2026-10-14,,,,P001|P002",
        "LANTERN,,ARO,F,2026-10-13T08:00Z,2026-10-13T16:00Z,2,D|E,U,",
    )
    scenario = load(write(tmp_path / "s", operations(*rows))).scenario
    assert scenario.operations == (
        Operation(
            "LANTERN",
            "TFC",
            "F",
            instant(DAY + 1, 540, ZONE),
            instant(DAY + 3, 0, ZONE),
            1,
            excluded=("P001", "P002"),
            name="Operation Lantern",
            source="operations.csv:2",
        ),
        Operation(
            "LANTERN",
            "ARO",
            "F",
            instant(DAY + 1, 540, ZONE),
            instant(DAY + 1, 1020, ZONE),
            2,
            ("D", "E"),
            ("U",),
            source="operations.csv:3",
        ),
    )
    seats = [(post.post, post.name, post.tours, post.units) for post in scenario.posts if post.operation == "LANTERN"]
    assert seats == [
        ("LANTERN.TFC", "Operation Lantern: Tactical firearms commander", ("OC",), ()),
        ("LANTERN.ARO", "LANTERN: Armed response officer", ("D", "E"), ("U",)),
    ]


def test_without_the_table_nothing_is_wanted(tmp_path: Path) -> None:
    """Scenarios written before there was one are read as they were."""
    scenario = load(write(tmp_path / "s")).scenario
    assert (scenario.operations, len(scenario.posts)) == ((), 2)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("L,,SFC,F,2026-10-13,2026-10-13,,,,", "operations.csv:2:role: 'SFC': unknown role; did you mean 'TFC'?"),
        ("L,,TFC,G,2026-10-13,2026-10-13,,,,", "operations.csv:2:force: 'G': unknown force"),
        ("L,,TFC,F,2026-10-13,2026-10-12,,,,", "operations.csv:2:until: '2026-10-12': expected a minute after from"),
        ("L,,TFC,F,2026-10-13 10:00,2026-10-13 10:00,,,,", "expected a minute after from"),
        ("L,,TFC,F,2026-10-13 10:00,2026-10-13T10:30Z,,,,", "expected a minute on the clock of from"),
        ("L,,TFC,F,2026-10-13,2026-10-13,0,,,", "operations.csv:2:minimum: '0': expected a whole number from 1 to 100"),
        ("L,,TFC,F,2026-10-13,2026-10-13,,X,,", "operations.csv:2:tours: 'X': unknown tour"),
        ("L,,TFC,F,2026-10-13,2026-10-13,,,V,", "operations.csv:2:units: 'V': unknown unit"),
        ("L,,TFC,F,2026-10-13,2026-10-13,,,,P0O1", "operations.csv:2:excluded: 'P0O1': unknown officer; did you mean 'P001'?"),
        ("L,,DRV,F,2026-10-13,2026-10-13,,,,", "operations.csv:2:tours: expected tours, since no post has the role DRV"),
        ("L,,TFC,F,2027-10-13,2027-10-13,,,,", "operations.csv:2:from: 'L': expected a time within the planned days, 2026-10-12 to 2026-11-01"),
        ("L,,TFC,F,2026-10-01,2026-10-11,,,,", "expected a time within the planned days"),
        (f"{'L' * 61},,TFC,F,2026-10-13,2026-10-13,,,,", "expected an id that has at most 63 characters together with the role's"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row and column, what it says and what it should."""
    (told,) = messages(write(tmp_path / "s", operations(row)))
    assert expected in told


def test_a_role_wanted_twice_and_a_post_there_is_already_are_refused(tmp_path: Path) -> None:
    """Each operation and role has one row, and its post an id that nothing else has."""
    row = "L,,TFC,F,2026-10-13,2026-10-13,,,,"
    (told,) = messages(write(tmp_path / "s", operations(row, row)))
    assert "operations.csv:3:operation: 'L TFC': expected each operation + role once; row 2 has it already" in told
    changes = {**operations(row), "posts.csv": FILES["posts.csv"] + "L.TFC,Other,F,TFC,OC,,,,,,,5,\n"}
    (told,) = messages(write(tmp_path / "t", changes))
    assert "expected an operation and a role that do not make the post L.TFC of" in told


def test_why_somebody_is_excluded_has_no_column(tmp_path: Path) -> None:
    """As for absences: a column for the reason is refused."""
    changes = {
        "operations.csv": HEADER.replace("excluded", "excluded,reason") + "L,,TFC,F,2026-10-13,2026-10-13,,,,,x\n"
    }
    assert any("no column for a reason" in str(problem) for problem in problems_of(write(tmp_path / "s", changes)))


def test_fewer_days_than_the_scenario_plans_are_no_mistake(tmp_path: Path) -> None:
    """An operation of the second week is read, and wants nothing, where three days are planned."""
    folder = write(tmp_path / "s", operations("L,,TFC,F,2026-10-23,2026-10-23,,,,"))
    assert load(folder, days=3).scenario.operations
