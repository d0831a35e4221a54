"""Levers as rows: what each needs, what it would not read, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.levers import Lever
from scheduler.scenario_io import load, tables_of, write_folder
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY
from tests.scenario_io.small import messages, write

HEADER = (
    "lever,order,allowed,owner,refused_by,price,most,minutes,groups,contracts,units,tours,posts,to_unit,from,until\n"
)


def levers(*rows: str) -> dict[str, str]:
    """Return the files of a scenario with these levers."""
    return {"levers.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def test_levers_are_read_with_their_dates_and_written_back(tmp_path: Path) -> None:
    """An open date is the first or the last there is; what is written reads the same."""
    rows = (
        "leave_recalled,2,yes,Head of operations,,40000,2,,,C,U,,,,2026-10-14,2026-10-20",
        "exigency,1,no,Head of operations,Branch board,,,540,crews,,,,,,,",
    )
    scenario = load(write(tmp_path / "s", levers(*rows))).scenario
    leave, exigency = scenario.levers
    assert (leave.order, leave.price, leave.most, leave.contracts, leave.units) == (2, 40_000, 2, ("C",), ("U",))
    assert leave.until_day - leave.from_day == 7
    assert (exigency.allowed, exigency.refused_by, exigency.minutes) == (False, "Branch board", 540)
    assert (exigency.from_day, exigency.until_day) == (EARLIEST_DAY, LATEST_DAY)
    assert Lever("exigency", 1, "Head").until_day == LATEST_DAY
    write_folder(tmp_path / "t", *tables_of(scenario))
    again = load(tmp_path / "t").scenario
    for one, other in zip(again.levers, scenario.levers, strict=True):
        names = [name for name in Lever.__slots__ if name != "source"]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("holidays,,,Head,,,,,,,,,,,,", "one of rest_days_worked, longer_tours"),
        ("exigency,,,,,,,540,,,,,,,,", "not an empty cell"),
        ("exigency,,,Head,,,,,,,,,,,,", "exigency needs one"),
        ("exigency,,,Head,,,2,540,,,,,,,,", "exigency does not read it"),
        (
            "exigency,,,Head,,,,540,,,U,,,,,",
            "levers.csv:2:units: 'U': expected an empty cell: exigency does not read it",
        ),
        ("rest_days_worked,,,Head,,,1,,,C,,,,,,", "rest_days_worked does not read it"),
        ("longer_tours,,,Head,,,,,,,U,LX,ARV,,,", "longer_tours does not read it"),
        ("exigency,,,Head,Branch board,,,540,,,,,,,,", "an empty cell, or allowed no"),
        ("exigency,,,Head,,,,540,crowds,,,,,,,", "unknown rule group"),
        ("leave_recalled,,,Head,,,6,,,,,,,,,", "from 1 to 5"),
        ("leave_recalled,,,Head,,,2,,,,,,,,2026-10-14,2026-10-13", "a date not before from"),
        ("longer_tours,,,Head,,,,,,,,LX,ARV,,,", "unknown tour"),
        ("attached_officers,,,Head,,,,,,,U,,,V,,", "unknown unit"),
    ],
)
def test_each_mistake_of_a_lever_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row."""
    (told,) = messages(write(tmp_path / "s", levers(row)))
    assert told.startswith("levers.csv:2:")
    assert expected in told


def test_a_lever_is_stated_once(tmp_path: Path) -> None:
    """The second row of one is refused."""
    row = "exigency,,,Head,,,,540,,,,,,,,"
    (told,) = messages(write(tmp_path / "s", levers(row, row)))
    assert told.startswith("levers.csv:3:")
