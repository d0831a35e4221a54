"""Events and gates: what a row may say, what two rows may not both say, and a file laid over a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.availability import stopped
from scheduler.domain.errors import BadInputError
from scheduler.domain.events import Event, Gate
from scheduler.domain.time import instant
from scheduler.scenario_io import load, tables_of, with_step_backs, write_folder
from tests.scenario_io.small import messages, write

HEADER = "officer,event,subject,at,until,outcome,recorded\n"
ROLES = (
    "role,name,armed,command,driving,supervising,weapons\n"
    "ARO,Armed response officer,yes,no,no,no,carbine|taser\n"
    "DRV,Driver,yes,no,yes,no,\n"
    "TFC,Tactical firearms commander,no,yes,no,no,\n"
)
DAY = 739901
"""Monday 12 October 2026."""


def events(*rows: str) -> dict[str, str]:
    """Return the files of a scenario with these events."""
    return {"roles.csv": ROLES, "events.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def test_a_minute_is_local_or_utc_and_a_date_is_whole(tmp_path: Path) -> None:
    """In summer time 06:00 is 05:00Z; an end that is a date is 24:00 of it."""
    rows = ("P001,step_back,,2026-10-14 06:00,2026-10-16,,", "P002,step_back,,2026-10-14T05:00Z,,,2026-10-13")
    found = load(write(tmp_path / "s", events(*rows))).scenario.events
    at = instant(DAY + 2, 6 * 60, "Europe/London")
    assert [(event.officer, event.at, event.until, event.known_at) for event in found] == [
        ("P001", at, instant(DAY + 5, 0, "Europe/London"), at),
        ("P002", at, None, instant(DAY + 1, 0, "Europe/London")),
    ]


def test_on_the_night_the_clock_goes_back_absence_is_the_longer_of_the_two(tmp_path: Path) -> None:
    """01:30 of 25 October 2026 is there twice: from the first of them until the last."""
    row = "P001,step_back,,2026-10-25 01:30,2026-10-25 01:45,,"
    (found,) = load(write(tmp_path / "s", events(row))).scenario.events
    assert found.until is not None
    assert found.until - found.at == 75


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("P001,step_back,,2026-10-14,2026-10-13,,",), ["events.csv:2:until: '2026-10-13': expected a minute after at"]),
        (("P001,accreditation,,2026-10-14,,,",), ["events.csv:2:subject: expected what the accreditation is about"]),
        ((",step_back,,2026-10-14,,,",), ["events.csv:2:officer: expected an officer, or kit and no officer"]),
        (("P001,kit_introduced,X1,2026-10-14,,,",), ["events.csv:2:officer: 'P001': expected an officer, or kit and no officer"]),
        (("P001,return,,2026-10-14,,,",), ["a step_back or suspension of the same officer and subject before it"]),
        (("P001,step_back,,2026-10-14,,,", "P001,return,ARO,2026-10-15,,,"), ["events.csv:3:at: 'P001 return ARO'"]),
        (
            ("P001,step_back,,2026-10-14,,,", "P001,suspension,,2026-10-15,,,", "P001,return,,2026-10-16,,,"),
            ["at: 'P001 return': expected one absence of the same officer and subject to end; state until of the one"],
        ),
        (("P001,step_back,,2026-10-14,,,", "P001,step_back,,2026-10-15,,,"), ["no overlap with row 2"]),
        (("P001,attachment,U,2026-10-14,,,", "P001,attachment,V,2026-10-15,,,"), ["unknown unit", "no overlap with row 2"]),
        (("P001,step_back,carbin,2026-10-14,,,",), ["unknown role or weapon system; did you mean 'carbine'?"]),
        (("P001,accreditation,ARO,2028-01-01,,,",), ["one carrier for one thing: row 2 of authorisations.csv"]),
        (("P009,step_back,,2026-10-14,,,",), ["unknown officer"]),
        (("P001,step_back,,2026-10-14 25:00,,,",), ["a clock time HH:MM from 00:00 to 23:59"]),
        (("P001,observation,breaching,2026-10-14,,failed,",), ["can be failed"]),
        (("P001,left,,2026-10-14,,,",), ["one of accreditation, course"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, rows: tuple[str, ...], expected: list[str]) -> None:
    """With its row, what it says and what it should."""
    told = messages(write(tmp_path / "s", events(*rows)))
    assert len(told) == len(expected)
    assert all(words in message for words, message in zip(expected, told, strict=True)), told


def test_a_column_for_a_reason_is_refused(tmp_path: Path) -> None:
    """Why somebody steps back is kept nowhere."""
    changes = {"events.csv": "officer,event,at,reason\nP001,step_back,2026-10-14,private\n"}
    assert any("no column for a reason" in message for message in messages(write(tmp_path / "s", changes)))


def test_gates_are_dated_and_one_at_a_time(tmp_path: Path) -> None:
    """Encouraged until the end of the year, a gate from then on; two that overlap are refused."""
    header = "gate,event,subject,roles,valid_days,level,from,until\n"
    rows = "obs,observation,breaching,TFC,365,advise,2023-07-11,2023-12-31\nobs,observation,breaching,TFC,365,gate,2024-01-01,\n"
    first, second = load(write(tmp_path / "s", {"gates.csv": header + rows})).scenario.gates
    assert (first.level, second.level, second.valid_days) == ("advise", "gate", 365)
    assert first.until_at == second.from_at == instant(738886, 0, "Europe/London")
    late = rows.replace("2023-12-31", "2024-01-01")
    assert "no overlap with row 2" in messages(write(tmp_path / "t", {"gates.csv": header + late}))[0]


def test_what_is_recorded_is_written_and_read_back(tmp_path: Path) -> None:
    """Events, gates, weapon systems and what units may carry come back as they were."""
    files = events(
        "P001,step_back,carbine,2026-10-14 06:00,2026-10-16,,",
        ",kit_introduced,X1,2026-10-01,2026-12-31,,",
        "P002,accreditation,TFC,2026-10-14 06:00,,,",
        "P002,refresher,,2026-10-15,2026-10-16,,",
    )
    files["gates.csv"] = "gate,event,subject,roles,level,from\nkit,kit,X1,TFC,gate,2026-10-01\n"
    files["units.csv"] = "unit,force,name,armed,roles,weapons\nU,F,Armed response,yes,ARO|DRV,carbine|taser\n"
    scenario = load(write(tmp_path / "s", files)).scenario
    write_folder(tmp_path / "t", *tables_of(scenario))
    again = load(tmp_path / "t").scenario
    assert [_plain(row) for row in again.events] == [_plain(row) for row in scenario.events]
    assert [_plain(row) for row in again.gates] == [_plain(row) for row in scenario.gates]
    assert [(row.officer, row.role, row.from_at) for row in again.authorisations] == [
        (row.officer, row.role, row.from_at) for row in scenario.authorisations
    ]
    assert len(again.authorisations) == 5
    assert len(again.abstractions) == len(scenario.abstractions) == 2
    assert (again.roles[0].weapons, again.units[0].roles) == (("carbine", "taser"), ("ARO", "DRV"))


def _plain(row: Event | Gate) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in type(row).__slots__ if name != "source")


def test_a_file_of_step_backs_is_laid_over_a_scenario(tmp_path: Path) -> None:
    """Its rows are events beside the scenario's own, a refresher is training, and the hash tells the two apart."""
    scenario = load(write(tmp_path / "s", events("P001,step_back,,2026-10-13,,,"))).scenario
    path = tmp_path / "later.csv"
    path.write_text(
        "officer,event,at,until\nP001,return,2026-10-20,\nP002,step_back,2026-10-14,\nP001,refresher,2026-10-19,2026-10-19\n"
    )
    found = with_step_backs(scenario, path)
    assert [event.kind for event in found.events] == ["step_back", "return", "step_back", "refresher"]
    assert [(row.officer, row.from_day, row.until_day) for row in found.abstractions if row.kind == "training"] == [
        ("P001", DAY + 7, DAY + 8)
    ]
    assert found.sha256 != scenario.sha256


def test_every_mistake_of_such_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Strangers, other kinds of event, what contradicts the scenario, and ids that are none."""
    scenario = load(write(tmp_path / "s", events("P001,step_back,,2026-10-13,,,"))).scenario
    path = tmp_path / "later.csv"
    path.write_text(
        "officer,event,subject,at\nP009,step_back,,2026-10-14\nP002,suspension,,2026-10-14\n"
        "P001,step_back,,2026-10-20\n=P1,step_back,,2026-10-14\nP002,step_back,pike,2026-10-14\n"
    )
    with pytest.raises(BadInputError) as refused:
        with_step_backs(scenario, path)
    told = [str(problem).removeprefix("later.csv:") for problem in refused.value.problems]
    assert [line.split(":")[0] for line in told] == ["3", "5", "2", "6", "4"]
    assert "no overlap with events.csv:2" in told[-1]


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    """With its path and what was expected."""
    scenario = load(write(tmp_path / "s")).scenario
    with pytest.raises(BadInputError, match=r"none\.csv"):
        with_step_backs(scenario, tmp_path / "none.csv")
    (tmp_path / "noise.csv").write_bytes(b"\0\1\2")
    with pytest.raises(BadInputError, match="NUL"):
        with_step_backs(scenario, tmp_path / "noise.csv")


def test_a_return_ends_the_one_absence_that_is_open_then(tmp_path: Path) -> None:
    """A step-back whose end is stated leaves the suspension beside it to the return, at its own end or later."""
    for back in ("2026-10-16 00:00", "2026-10-18 00:00"):
        rows = (
            "P001,step_back,,2026-10-14,2026-10-15,,",
            "P001,suspension,,2026-10-14 12:00,,,",
            f"P001,return,,{back},,,",
        )
        found = load(write(tmp_path / back[:10], events(*rows))).scenario
        ends = {end for _, _, end in stopped(found.events)["P001"]}
        day = DAY + int(back[8:10]) - 12
        assert ends == {instant(DAY + 4, 0, "Europe/London"), instant(day, 0, "Europe/London")}
