"""`rota deployments`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
HEADER = "deployment,officer,role,from,until\n"
EARLY = "officer,tour,force_day\na1,E,2026-10-13\n"


@pytest.fixture
def records(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a file of deployments."""

    def write(rows: str) -> Path:
        path = tmp_path / "records.csv"
        path.write_text(HEADER + rows)
        return path

    return write


def test_an_officer_who_acts_off_duty_is_on_duty_and_rest_follows(
    records: Callable[[str], Path], tmp_path: Path, short_folder: Path, call: Call
) -> None:
    """Until 01:00, with the early tour at 07:00: six hours of eleven is a breach, exit 6."""
    (tmp_path / "rota.csv").write_text(EARLY)
    path = records("D1,a1,arv,2026-10-12 23:00,2026-10-13 01:00\n")
    result = call("deployments", path, short_folder, "--rota", tmp_path / "rota.csv")
    assert result.exit_code == Exit.BREACHES, result.output
    assert "OFFICIAL" in result.stdout
    assert "1 deployment, 1 row, 2 findings, 1 of them breaking a rule; nothing is kept" in result.stdout
    assert "off duty: on duty from that minute, 2026-10-12 23:00 BST" in result.stdout
    assert "6 h of rest before tour E of 2026-10-13; at least 11 h" in result.stdout


def test_findings_that_break_no_rule_exit_0_and_speak_json(
    records: Callable[[str], Path], tmp_path: Path, short_folder: Path, call: Call
) -> None:
    """Off duty with rest enough after it is told, and no breach."""
    (tmp_path / "rota.csv").write_text(EARLY)
    path = records("D1,a1,arv,2026-10-12 18:00,2026-10-12 19:00\n")
    result = call("deployments", path, short_folder, "--rota", tmp_path / "rota.csv", "--json")
    assert result.exit_code == Exit.DONE, result.output
    document = json.loads(result.stdout)
    assert (document["n_rows"], document["n_breaking"]) == (1, 0)
    (found,) = document["findings"]
    assert (found["place"], found["finding"], found["breaks_a_rule"]) == ("records.csv:2", "off_duty", False)


def test_a_run_is_read_and_nothing_is_written(
    records: Callable[[str], Path], short_run: Path, tmp_path: Path, call: Call
) -> None:
    """Neither in the run nor beside the records."""
    path = records("D1,zz9,arv,2026-10-12 10:00,2026-10-12 11:00\n")
    before = sorted(short_run.rglob("*")), sorted(tmp_path.rglob("*"))
    result = call("deployments", path, short_run)
    assert result.exit_code == Exit.BREACHES, result.output
    assert "officer zz9 is not in the scenario" in result.stdout
    assert (sorted(short_run.rglob("*")), sorted(tmp_path.rglob("*"))) == before


def test_stepping_back_reads_like_any_absence(
    records: Callable[[str], Path], tmp_path: Path, short_folder: Path, call: Call
) -> None:
    """A file of step-backs is laid over; the word is "not available"."""
    (tmp_path / "rota.csv").write_text(EARLY)
    (tmp_path / "back.csv").write_text("officer,event,subject,at\na1,step_back,,2026-10-13 08:00\n")
    path = records("D1,a1,arv,2026-10-13 09:00,2026-10-13 10:00\n")
    arguments = ("deployments", path, short_folder, "--rota", tmp_path / "rota.csv")
    assert call(*arguments).exit_code == Exit.DONE
    result = call(*arguments, "--step-back", tmp_path / "back.csv")
    assert result.exit_code == Exit.BREACHES
    assert "as arv: not available" in result.stdout
    assert "step" not in result.stdout


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("D1,a1,arv,yesterday,2026-10-13\n", "records.csv:2:from: 'yesterday': expected a minute such as"),
        ("D1,a1,arv,2026-10-13,2026-10-12\n", "records.csv:2:until: '2026-10-12': expected a minute after from"),
        ("D1,\x1b[31m,arv,2026-10-12,2026-10-13\n", "records.csv:2:officer: '<U+001B>[31m': expected an id"),
    ],
)
def test_a_cell_that_cannot_be_read_is_bad_input(
    rows: str, expected: str, records: Callable[[str], Path], short_run: Path, call: Call
) -> None:
    """With its place and remedy; no traceback, and no control character reaches the terminal."""
    result = call("deployments", records(rows), short_run)
    assert result.exit_code == Exit.BAD_INPUT
    assert expected in result.stderr
    assert "\x1b" not in result.stderr


def test_what_is_no_file_to_read_is_told(tmp_path: Path, short_run: Path, call: Call) -> None:
    """A pipe nobody writes to, a folder and nothing at all."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none.csv"):
        result = call("deployments", path, short_run)
        assert result.exit_code == Exit.BAD_INPUT, result.output
        assert str(path) in result.stderr


def test_a_scenario_named_twice_is_wrong_use(
    records: Callable[[str], Path], tmp_path: Path, short_folder: Path, call: Call
) -> None:
    """With --rota the scenario stands in the place of the run."""
    (tmp_path / "rota.csv").write_text(EARLY)
    more = ("--rota", tmp_path / "rota.csv", "--scenario", short_folder)
    assert call("deployments", records(""), short_folder, *more).exit_code == Exit.USAGE


def test_no_row_is_no_finding(records: Callable[[str], Path], short_run: Path, call: Call) -> None:
    """A header alone is a file of no deployments."""
    result = call("deployments", records(""), short_run)
    assert result.exit_code == Exit.DONE
    assert "no deployment, no row, no finding" in result.stdout
