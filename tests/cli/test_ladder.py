"""`rota plan --ladder` and `--rung`: the rungs are printed, written and remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.aid import Offer
from scheduler.domain.time import instant
from tests.cli.conftest import tiny, write
from tests.worlds import FIRST_DAY, ZONE

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with one supervisor of its own, and two whom the region lends."""
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 10, 0, ZONE))
    roles = ("arv", "driver", "supervisor")
    offer = Offer("X", "north", "region", ("X-1", "X-2"), "crews", "armed", "PC", roles, *span, price=900)
    refused = replace(offer, offer="N", relation="neighbour", officers=(), answer="refused")
    return write(tmp_path_factory.mktemp("scenarios") / "helped", tiny().with_offers([offer, refused]))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, folder: Path, call: Call) -> Path:
    """Return the run of a climb."""
    made = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", folder, "--ladder", "-o", made, "--seconds", 30, "--workers", 1)
    assert result.exit_code == Exit.DONE, result.output
    assert "officer-days used" in result.stdout
    return made


def test_the_ladder_is_written_rung_by_rung(run: Path) -> None:
    """What was allowed, used, asked and refused; the last rung is the rota's."""
    told = json.loads((run / "ladder.json").read_text())
    assert [rung["rung"] for rung in told["rungs"]] == ["own", "neighbour", "region"]
    own, _, region = told["rungs"]
    assert own["crews_uncovered"] == 3
    assert own["l2"]["exact"]
    assert region["covered"]
    assert {used["offer"]: (used["answer"], used["officers"]) for used in region["help"]} == {
        "X": ("offered", 2),
        "N": ("refused", 0),
    }
    assert region["l5"]["price"] == sum(used["officer_days"] for used in region["help"])
    assert sum(day["lent"] for day in told["armed_minutes"]) > 0
    assert json.loads((run / "run.json").read_text())["rung"] == "region"
    assert "The ladder" in (run / "report.html").read_text()


def test_a_run_is_read_back_with_its_rung(run: Path, folder: Path, call: Call) -> None:
    """Explained with the help it was planned with; audited with the same, or more."""
    result = call("explain", run, "ARV/N/2026-10-12", "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert {"X-1", "X-2"} <= {row["officer"] for row in json.loads(result.stdout)["officers"]}
    proof = ("--proof", run / "proof.json")
    assert call("audit", run / "rota.csv", folder, "--rung", "region", *proof).exit_code == Exit.DONE
    assert call("audit", run / "rota.csv", folder, "--rung", "own").exit_code == Exit.BAD_INPUT


def test_without_help_nobody_lent_is_in_the_rota(folder: Path, tmp_path: Path, call: Call) -> None:
    """`--rung own`: duties stay uncovered, and there is no ladder."""
    result = call("plan", folder, "--rung", "own", "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED
    assert "X-1" not in (tmp_path / "run" / "rota.csv").read_text()
    assert not (tmp_path / "run" / "ladder.json").exists()
