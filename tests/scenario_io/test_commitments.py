"""The table of what falls due, and a file of deployments: what a row may say, and what each mistake is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.commitments import Deployment, Due
from scheduler.domain.errors import BadInputError
from scheduler.domain.time import instant
from scheduler.scenario_io import load, read_deployments
from tests.scenario_io.small import messages, write

HEADER = "due,kind,from,until,owner,deputy,interval_days,last_done,done\n"
ZONE = "Europe/London"
DAY = 739901
"""Monday 12 October 2026."""


def due(*rows: str) -> dict[str, str]:
    """Return the table with these rows."""
    return {"due.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def test_a_meeting_and_an_audit_are_read_on_real_instants(tmp_path: Path) -> None:
    """10:00 in October's summer time is 09:00Z; a date as an end is until its 24:00."""
    rows = (
        "M1,portfolio_meeting,2026-10-13T09:00Z,2026-10-13T11:00Z,P001,P002,,,",
        "A1,armoury_audit,2026-10-14 10:00,2026-10-14,P003,,365,13/10/2025,no",
    )
    meeting, audit = load(write(tmp_path / "s", due(*rows))).scenario.due
    assert meeting == Due(
        "M1",
        "portfolio_meeting",
        instant(DAY + 1, 600, ZONE),
        instant(DAY + 1, 720, ZONE),
        "P001",
        "P002",
        source="due.csv:2",
    )
    assert (audit.end_at, audit.deputy, audit.interval_days) == (instant(DAY + 3, 0, ZONE), None, 365)
    # 365 days after 13 October 2025 is 13 October 2026: the audit of the 14th comes a day late.
    assert audit.next_due(ZONE) == DAY + 1


def test_without_the_table_nothing_falls_due(tmp_path: Path) -> None:
    """Scenarios written before there was one are read as they were."""
    assert load(write(tmp_path / "s")).scenario.due == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("M1,party,2026-10-13,2026-10-13,P001,,,,", "due.csv:2:kind: 'party': expected one of portfolio_meeting, "),
        ("M1,other,2026-10-13,2026-10-12,P001,,,,", "due.csv:2:until: '2026-10-12': expected a minute after from"),
        ("M1,other,2026-10-13 10:00,2026-10-13 10:00,P001,,,,", "expected a minute after from"),
        ("M1,other,2026-10-13 10:00,2026-10-13T10:30Z,P001,,,,", "due.csv:2:until: '2026-10-13T10:30Z': expected a minute on the clock of from"),
        ("M1,other,2026-10-13,2026-10-13,P001,P001,,,", "due.csv:2:deputy: 'P001': expected another officer than the owner"),
        ("M1,other,2026-10-13,2026-10-13,P0O1,,,,", "due.csv:2:owner: 'P0O1': unknown officer; did you mean 'P001'?"),
        ("M1,other,2026-10-13,2026-10-13,P001,P0O2,,,", "due.csv:2:deputy: 'P0O2': unknown officer; did you mean 'P002'?"),
        ("M1,other,2026-10-13,2026-10-13,,,,,", "due.csv:2:owner: expected an id"),
        ("M1,other,2026-10-13,2026-10-13,=1+1,,,,", "due.csv:2:owner: '=1+1': expected an id"),
        ("M1,other,2026-10-13,2026-10-13,P001,,,2025-10-13,", "due.csv:2:last_done: '2025-10-13': expected nothing: without interval_days"),
        ("M1,other,2026-10-13,2026-10-13,P001,,365,2026-10-14,", "due.csv:2:last_done: '2026-10-14': expected a date not after from"),
        ("M1,other,2026-10-13,2026-10-13,P001,,-1,,", "due.csv:2:interval_days: '-1': expected a whole number from 0 to 36500"),
        ("M1,other,2026-10-13,2026-10-13,P001,,99999999999999999999,,", "due.csv:2:interval_days"),
        ("M1,other,2026-02-30,2026-10-13,P001,,,,", "due.csv:2:from: '2026-02-30': expected a date that exists"),
        ("M1,other,2026-10-13,2026-10-13,P001,,,,perhaps", "due.csv:2:done: 'perhaps': expected yes or no"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row and column, what it says and what it should."""
    (told,) = messages(write(tmp_path / "s", due(row)))
    assert expected in told


def test_a_name_told_twice_and_a_column_for_a_reason_are_refused(tmp_path: Path) -> None:
    """Each due once; and nobody writes down here why somebody cannot come."""
    row = "M1,other,2026-10-13,2026-10-13,P001,,,,"
    (told,) = messages(write(tmp_path / "s", due(row, row)))
    assert "due.csv:3:due: 'M1': expected each due once; row 2 has it already" in told
    changes = {"due.csv": "due,kind,from,until,owner,reason\nM1,other,2026-10-13,2026-10-13,P001,leave\n"}
    assert any("no column for a reason" in message for message in messages(write(tmp_path / "t", changes)))


def test_a_span_the_clock_skips_lasts_a_minute(tmp_path: Path) -> None:
    """On 28 March 2027 there is no 01:30 (it is 02:30), so 02:15 comes before it."""
    row = "M1,other,2027-03-28 01:30,2027-03-28 02:15,P001,,,,"
    (found,) = load(write(tmp_path / "s", due(row))).scenario.due
    assert found.end_at - found.start_at == 1


def test_deployments_are_read_whoever_they_name(tmp_path: Path) -> None:
    """Unknown officers and roles are the check's affair, not the reader's."""
    path = tmp_path / "records.csv"
    path.write_text("deployment,officer,role,from,until\nD1,X9,ZZZ,2026-10-13 22:00,2026-10-14 01:00\n")
    start_at = instant(DAY + 1, 22 * 60, ZONE)
    expected = Deployment("D1", "X9", "ZZZ", start_at, start_at + 180, "records.csv:2")
    assert read_deployments(path, ZONE) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "a header row: deployment,officer,role,from,until"),
        (b"deployment,officer\nD1,a1\n", "a column 'role'"),
        (b"deployment,officer,role,from,until\nD1,a 1,arv,2026-10-13,2026-10-13\n", "2:officer: 'a 1': expected an id"),
        (b"deployment,officer,role,from,until\nD1,a1,arv,13.10.2026,2026-10-13\n", "2:from: '13.10.2026'"),
        (b"deployment,officer,role,from,until\nD1,a1,arv,2026-10-13,2026-10-12\n", "2:until: '2026-10-12'"),
        (b"deployment,officer,role,from,until\nD1,a1,arv,2026-10-13\n", "5 cells, as in the header, not 4"),
        (b"deployment,officer,role,from,until,notes\nD1,a1,arv,2026-10-13,2026-10-13,x\n", "no column for a reason"),
        (b"\xff\xfed\0", "UTF-8 text, not UTF-16"),
        (b'deployment,officer,role,from,until\n"D1,a1', "a row of cells separated by commas"),
    ],
)
def test_a_file_that_is_no_record_of_deployments_is_refused(tmp_path: Path, text: bytes, expected: str) -> None:
    """Each with its place and what it should have been."""
    path = tmp_path / "records.csv"
    path.write_bytes(text)
    with pytest.raises(BadInputError) as refused:
        read_deployments(path, ZONE)
    assert any(expected in str(problem) for problem in refused.value.problems), refused.value.problems
