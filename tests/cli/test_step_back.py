"""`--step-back FILE`: who may carry no arms any more, on every command that reads the scenario of a plan."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
DUTY = "ARV/N/2026-10-13"
ROWS = "officer,event,subject,at\na2,step_back,arv,2026-10-13 06:00\n"


@pytest.fixture(scope="module")
def step_backs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file in which a2, one of two supervisors, steps back on the second morning."""
    path = tmp_path_factory.mktemp("files") / "later.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, covered_folder: Path, step_backs: Path, call: Call) -> Path:
    """Return the run planned with that file."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", covered_folder, "--step-back", step_backs, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    return folder


def test_from_that_minute_on_they_hold_no_such_seat(run: Path) -> None:
    """a2 crews on the first day alone; what that leaves uncovered is counted and proved."""
    with (run / "rota.csv").open(newline="") as file:
        seats = [row for row in csv.DictReader(file) if row["officer"] == "a2" and row["post"]]
    assert {row["force_day"] for row in seats} <= {"2026-10-12"}
    told = json.loads((run / "run.json").read_text())
    assert told["status"] == "optimal"
    assert told["uncovered"] == 2


def test_explain_says_not_available_and_nothing_else(run: Path, call: Call) -> None:
    """No word that tells stepping back from leave."""
    result = call("explain", run, DUTY, "--json")
    officers = {row["officer"]: row for row in json.loads(result.stdout)["officers"]}
    assert officers["a2"]["code"] == "not_available"
    assert "step" not in result.stdout.replace("stepping", "")


def test_no_output_tells_who_stepped_back(run: Path) -> None:
    """Not the report, the calendars, the tables nor the data: only the path of the file is kept with the run."""
    for path in run.rglob("*"):
        if path.is_file() and path.name != "run.json":
            text = path.read_bytes().lower()
            assert b"step_back" not in text, path
            assert b"stepped" not in text, path


def test_the_audit_judges_with_the_same_rows(run: Path, covered_folder: Path, step_backs: Path, call: Call) -> None:
    """With the file rota and proof stand; without it the proof is about another scenario."""
    arguments = ("audit", run / "rota.csv", covered_folder, "--proof", run / "proof.json")
    assert call(*arguments, "--step-back", step_backs).exit_code == Exit.UNCOVERED
    assert call(*arguments).exit_code == Exit.BAD_INPUT


def test_a_rota_made_before_is_found_out(covered_run: Path, covered_folder: Path, step_backs: Path, call: Call) -> None:
    """In the rota planned without them a2 still crews on the second and third day."""
    result = call("audit", covered_run / "rota.csv", covered_folder, "--step-back", step_backs, "--json")
    assert result.exit_code == Exit.BREACHES
    found = {
        (row["subject"], row["force_day"])
        for row in json.loads(result.stdout)["findings"]
        if row["grade"] == "ineligible"
    }
    assert ("a2", "2026-10-13") in found


def test_a_file_that_has_gone_is_asked_for(run: Path, step_backs: Path, tmp_path: Path, call: Call) -> None:
    """Its path is what the run keeps; elsewhere it is named again, and it has to be the very same."""
    kept = step_backs.read_text()
    moved = tmp_path / "moved.csv"
    step_backs.rename(moved)
    try:
        lost = call("sheet", run, "--day", "2026-10-13")
        assert lost.exit_code == Exit.BAD_INPUT
        assert "run.json:step_back_path" in lost.stderr
        assert call("sheet", run, "--day", "2026-10-13", "--step-back", moved).exit_code == Exit.DONE
        moved.write_text(kept.replace("06:00", "07:00"))
        assert call("sheet", run, "--day", "2026-10-13", "--step-back", moved).exit_code == Exit.BAD_INPUT
    finally:
        step_backs.write_text(kept)


def test_a_wrong_file_stops_a_plan_before_it_begins(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """Exit 1 with its row; nothing is written."""
    (tmp_path / "wrong.csv").write_text(ROWS.replace("a2", "a9"))
    result = call("plan", covered_folder, "--step-back", tmp_path / "wrong.csv", "-o", tmp_path / "run")
    assert result.exit_code == Exit.BAD_INPUT
    assert "wrong.csv:2:officer: 'a9': unknown officer" in result.stderr
    assert not (tmp_path / "run").exists()
