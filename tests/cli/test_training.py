"""A scenario folder with courses, from the plan to the explanation."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.people import Contract
from tests.cli.conftest import tiny, write
from tests.worlds import tour

Call = Callable[..., Result]
COURSES = (
    "course,roles,tour,event,subject,interval_days,times,places\n"
    "commander-days,sfc,T,training_day,commander-days,365,2,4\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny scenario with the commanders' two mandatory days a year; there is one commander."""
    scenario = tiny()
    contract = Contract("commanders", ("rest", "D", "OC", "D+OC", "T", "T+OC"), 2400, "commanders")
    scenario = replace(
        scenario,
        contracts=(scenario.contracts[0], contract),
        tours=(*scenario.tours, tour("T", "training", "08:00", "16:00")),
        combinations=(*scenario.combinations, ("T", "OC")),
        rules=tuple(
            replace(group, limits={code: said for code, said in group.limits.items() if "training" not in code})
            for group in scenario.rules
        ),
    )
    path = write(tmp_path_factory.mktemp("scenarios") / "trained", scenario)
    (path / "training.csv").write_text(COURSES)
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, folder: Path, call: Call) -> Path:
    """Return a run of it, planned with a register that has one of the two days on record, done a year ago less a day."""
    path = tmp_path_factory.mktemp("outputs")
    (path / "events.csv").write_text(
        "officer,event,subject,at,outcome,recorded\nc1,training_day,commander-days,2025-10-13,passed,2025-10-14\n"
    )
    store = path / "register"
    imported = call(
        "register", "import", store, path / "events.csv", "--scenario", folder, "--as-of", "2026-01-01T00:00Z"
    )
    assert imported.exit_code == Exit.DONE, imported.output
    result = call("plan", folder, "--register", store, "-o", path / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    return path / "run"


def test_what_falls_due_is_planned_and_told(run: Path) -> None:
    """One day lapses on the second day and one was never done: both are planned in time, beside standing by on call."""
    with (run / "training.csv").open(newline="") as file:
        told = list(csv.DictReader(file))
    assert [(row["due"], row["overdue"], row["by"], row["state"]) for row in told] == [
        ("2026-10-13", "no", "2026-10-13", "planned"),
        ("", "yes", "2026-10-14", "planned"),
    ]
    assert told[0]["force_day"] <= "2026-10-13"
    with (run / "uncovered.csv").open(newline="") as file:
        assert not [row for row in csv.DictReader(file) if row["duty"].startswith("SFC")]


def test_the_run_is_audited_and_its_proof_stands(run: Path, folder: Path, call: Call) -> None:
    """With the register the run read; without it another number of days is due, and the proof is about another scenario."""
    store = json.loads((run / "run.json").read_text())["register"]["path"]
    arguments = ("audit", run / "rota.csv", folder, "--proof", run / "proof.json")
    assert call(*arguments, "--register", store).exit_code == Exit.UNCOVERED
    assert call(*arguments).exit_code == Exit.BAD_INPUT


def test_explain_goes_through_the_days(run: Path, call: Call) -> None:
    """As text and as data; what is not due has a message."""
    document = json.loads(call("explain", run, "training/commander-days/c1", "--json").stdout)
    assert [row["by"] for row in document["due"]] == ["2026-10-13", "2026-10-14"]
    assert [row["kind"] for row in document["days"]].count("planned") == 2
    text = call("explain", run, "training/commander-days/c1")
    assert text.exit_code == Exit.DONE
    assert "not on record: by 2026-10-14 in this rota" in text.stdout
    wrong = call("explain", run, "training/commander-days/a1")
    assert wrong.exit_code == Exit.BAD_INPUT
    assert "training/COURSE/OFFICER" in wrong.stderr
