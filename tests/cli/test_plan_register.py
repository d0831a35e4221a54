"""`--register FILE`: a register's events among the scenario's, on every command that reads the scenario of a plan."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
DUTY = "ARV/N/2026-10-13"
HEADER = "officer,event,subject,at,until,outcome,recorded\n"
ROWS = HEADER + "a2,step_back,arv,2026-10-13 06:00,,,2026-10-10\na1,fitness_test,9-4,2026-09-01,,,2026-09-02\n"
LATER = HEADER + "a3,step_back,arv,2026-10-13 06:00,,,2026-10-11\n"
"""Imported after the run, yet said to have been known before it."""
LEAVE = """[overlay]
name = "leave"
description = "a1 on leave for a day, from which a lever may call back."

[[abstractions]]
officer = "a1"
kind = "leave"
stops = "everything"
from = 2026-10-12
until = 2026-10-12

[[levers]]
lever = "leave_recalled"
order = 1
owner = "Head of operations"
price = 600
most = 1
"""


def bring(store: Path, scenario: Path, call: Call, events: str, as_of: str = "2026-10-12T00:00Z") -> str:
    """Import events and return the HEAD."""
    (store.parent / "events.csv").write_text(events)
    result = call(
        "register", "import", store, store.parent / "events.csv", "--scenario", scenario, "--as-of", as_of, "--json"
    )
    assert result.exit_code == Exit.DONE, result.output
    head: str = json.loads(result.stdout)["head"]
    return head


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, covered_folder: Path, call: Call) -> Path:
    """Return a register in which a2, one of two supervisors, steps back on the second morning."""
    path = tmp_path_factory.mktemp("registers") / "force.register"
    bring(path, covered_folder, call, ROWS)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, covered_folder: Path, store: Path, call: Call) -> Path:
    """Return the run planned with that register."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", covered_folder, "--register", store, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    assert "register" in result.stdout
    return folder


@pytest.fixture
def copied(tmp_path: Path, store: Path) -> Path:
    """Return a copy of the register, to be added to or damaged."""
    path = tmp_path / "force.register"
    with sqlite3.connect(store) as source, sqlite3.connect(path) as target:
        source.backup(target)
    return path


def seats_of(run: Path, officer: str) -> set[str]:
    """Return the force days on which an officer holds a seat."""
    with (run / "rota.csv").open(newline="") as file:
        return {row["force_day"] for row in csv.DictReader(file) if row["officer"] == officer and row["post"]}


def test_a_plan_reads_the_register_and_says_which_lines(
    run: Path, store: Path, covered_folder: Path, call: Call
) -> None:
    """a2 crews on the first day alone; the record has the HEAD that was printed, two lines, and no instant."""
    assert seats_of(run, "a2") <= {"2026-10-12"}
    told = json.loads((run / "run.json").read_text())
    head = json.loads(call("register", "verify", store, "--json").stdout)["head"]
    assert told["register"] == {"path": str(store), "head": head, "lines": 2, "as_known_at": None}
    assert told["uncovered"] == 2


def test_what_was_not_known_then_does_not_count(covered_folder: Path, store: Path, tmp_path: Path, call: Call) -> None:
    """As known on 9 October nobody has stepped back: the very rota of a scenario without a register is possible."""
    arguments = ("plan", covered_folder, "--register", store, "--as-known-at", "2026-10-09 12:00", "--workers", 1)
    result = call(*arguments, "-o", tmp_path / "run", "--seconds", 20)
    assert result.exit_code == Exit.DONE, result.output
    told = json.loads((tmp_path / "run" / "run.json").read_text())["register"]
    assert (told["lines"], told["as_known_at"]) == (2, "2026-10-09T11:00:00Z")


def test_it_joins_overlays_step_backs_and_levers(covered_folder: Path, store: Path, tmp_path: Path, call: Call) -> None:
    """All of them are read back with a run, and its proof is about all of them."""
    overlay, step_back, made = tmp_path / "leave.toml", tmp_path / "step_back.csv", tmp_path / "run"
    overlay.write_text(LEAVE)
    step_back.write_text("officer,event,at\na3,step_back,2026-10-13 06:00\n")
    register = ("--register", store)
    others = ("--overlay", overlay, "--step-back", step_back, "--lever", "leave_recalled")
    result = call("plan", covered_folder, *register, *others, "-o", made, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    told = json.loads((made / "run.json").read_text())
    assert (told["lever"], told["register"]["lines"], told["overlays"][0]["name"]) == ("leave_recalled", 2, "leave")
    result = call("explain", made, DUTY, "--json")
    codes = {row["officer"]: row["code"] for row in json.loads(result.stdout)["officers"]}
    assert codes["a2"] == codes["a3"] == "not_available"
    arguments = ("audit", made / "rota.csv", covered_folder, "--proof", made / "proof.json")
    assert call(*arguments, *register, *others).exit_code == Exit.UNCOVERED
    for less in (register, others, (*register, *others[2:]), (*register, *others[:4])):
        assert call(*arguments, *less).exit_code == Exit.BAD_INPUT, less


def test_a_later_line_changes_no_audit_of_an_old_run(run: Path, covered_folder: Path, copied: Path, call: Call) -> None:
    """Rota and proof stand beside a register with a line more; read whole it makes another scenario."""
    bring(copied, covered_folder, call, LATER)
    arguments = ("audit", run / "rota.csv", covered_folder, "--proof", run / "proof.json", "--register", copied)
    again = call(*arguments, "--json")
    assert again.exit_code == Exit.UNCOVERED, again.output
    assert json.loads(again.stdout)["register"]["lines"] == 2
    assert "as the run beside the rota read it" in call(*arguments).stdout
    whole = call(*arguments, "--as-known-at", "2026-12-01")
    assert whole.exit_code == Exit.BAD_INPUT
    assert "scenario_sha256" in whole.stderr
    result = call("explain", run, DUTY, "--register", copied, "--json")
    officers = {row["officer"]: row["code"] for row in json.loads(result.stdout)["officers"]}
    assert officers["a2"] == "not_available" != officers["a3"]


def test_a_changed_register_is_noticed(
    run: Path, covered_folder: Path, copied: Path, tmp_path: Path, call: Call
) -> None:
    """A line changed, and a register whose end was cut off or that was written anew, are no register of the run."""
    with sqlite3.connect(copied) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET at = at + 60 WHERE number = 1")
    for command in (
        ("plan", covered_folder, "-o", tmp_path / "other"),
        ("audit", run / "rota.csv", covered_folder),
        ("explain", run, DUTY),
        ("sheet", run, "--day", "2026-10-13"),
        ("check", covered_folder),
    ):
        result = call(*command, "--register", copied)
        assert result.exit_code == Exit.BAD_INPUT, (command, result.output)
        assert "line 1 was changed" in result.stderr
    assert not (tmp_path / "other").exists()
    anew = tmp_path / "anew.register"
    bring(anew, covered_folder, call, ROWS.replace("06:00", "05:00"))
    result = call("sheet", run, "--day", "2026-10-13", "--register", anew)
    assert result.exit_code == Exit.BAD_INPUT
    assert "no line has the head that was noted" in result.stderr


def test_a_register_that_has_gone_is_asked_for(run: Path, store: Path, copied: Path, call: Call) -> None:
    """Its path is what the run keeps; elsewhere it is named again; another instant than the run's is wrong use."""
    away = store.with_suffix(".away")
    shutil.move(store, away)
    try:
        lost = call("sheet", run, "--day", "2026-10-13")
        assert lost.exit_code == Exit.BAD_INPUT
        assert "run.json:register.path" in lost.stderr
        assert call("sheet", run, "--day", "2026-10-13", "--register", copied).exit_code == Exit.DONE
    finally:
        shutil.move(away, store)


def test_an_instant_without_a_register_is_wrong_use(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """Also an instant for a run, which says itself what was known."""
    result = call("plan", covered_folder, "--as-known-at", "2026-10-09", "-o", tmp_path / "run")
    assert result.exit_code == Exit.USAGE
    assert "--register" in result.stderr


def test_no_register_is_asked_of_a_run_without_one(covered_run: Path, store: Path, call: Call) -> None:
    """Its facts would not be those the rota was planned by."""
    result = call("explain", covered_run, DUTY, "--register", store)
    assert result.exit_code == Exit.BAD_INPUT
    assert "planned without a register" in result.stderr


def test_readiness_and_deployments_read_it_too(
    run: Path, covered_folder: Path, store: Path, tmp_path: Path, call: Call
) -> None:
    """An officer who stepped back is not competent for a deployment, with the run and with the scenario."""
    (tmp_path / "records.csv").write_text(
        "deployment,officer,role,from,until\nD1,a2,arv,2026-10-14 08:00,2026-10-14 09:00\n"
    )
    with_run = call("deployments", tmp_path / "records.csv", run, "--json")
    with_rota = call(
        "deployments",
        tmp_path / "records.csv",
        covered_folder,
        "--rota",
        run / "rota.csv",
        "--register",
        store,
        "--json",
    )
    for result in (with_run, with_rota):
        codes = {row["finding"] for row in json.loads(result.stdout)["findings"]}
        assert "not_competent" in codes, result.output
    misused = call("deployments", tmp_path / "records.csv", run, "--register", store, "--as-known-at", "2026-10-09")
    assert misused.exit_code == Exit.USAGE
    ready = call("readiness", covered_folder, "--at", "2026-10-14", "--run", run, "--register", store, "--json")
    assert ready.exit_code == Exit.DONE, ready.output


def test_nothing_a_run_writes_or_says_tells_what_is_in_the_register(run: Path, call: Call) -> None:
    """Only its path, its HEAD and the number of its lines are kept with the run."""
    for path in run.rglob("*"):
        if path.is_file():
            text = path.read_bytes().lower()
            assert b'step_back"' not in text.replace(b'"step_back_path"', b""), path
            assert b"fitness_test" not in text, path
