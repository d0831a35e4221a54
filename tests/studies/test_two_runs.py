"""Two plans side by side: what each figure counts, and that a plan compared with itself differs in nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import rota
from scheduler.cli.exits import Exit
from scheduler.domain.errors import BadInputError
from scheduler.studies import compare
from scheduler.studies.two_runs import measures, other_ground, read_run
from tests.cli.conftest import tiny, write


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a plan of the tiny scenario, which has to leave three duties uncovered."""
    folder = tmp_path_factory.mktemp("studies")
    given = write(folder / "short", tiny())
    arguments = ["plan", str(given), "-o", str(folder / "run"), "--seconds", "20", "--workers", "1"]
    assert CliRunner().invoke(rota, arguments).exit_code == Exit.UNCOVERED
    return folder / "run"


@pytest.fixture
def other(run: Path, tmp_path: Path) -> Path:
    """Return the run without one on-call tour, with another price, of one more officer, and with pay of its own."""
    folder = tmp_path / "other"
    shutil.copytree(run, folder)
    rota = json.loads((folder / "rota.json").read_text())
    gone = next(row for row in rota["assignments"] if row["tour"] == "OC")
    rota["assignments"].remove(gone)
    rota["levels"][5]["price"] += 7
    rota["scenario_sha256"] = "0" * 64
    (folder / "rota.json").write_text(json.dumps(rota))
    record = json.loads((folder / "run.json").read_text())
    record["n_officers"] += 1
    record["cost_pence_by_item"] = {"overtime": 500}
    (folder / "run.json").write_text(json.dumps(record))
    return folder


def test_a_plan_differs_from_itself_in_nothing(run: Path) -> None:
    """Each change is nought, and there is nothing else that could make a difference."""
    one = read_run(run)
    assert {found.change for found in measures(one, one)} == {0}
    assert other_ground(one, one) == ()


def test_each_figure_counts_what_it_says(run: Path, other: Path) -> None:
    """Two of three on-call days are left; the least anybody carries of them is what it was, the pence of L6 are 7 more."""
    found = compare(run, other).set_index("measure")
    told = {name: tuple(found.loc[name, ["a", "b", "change"]]) for name in found.index}
    assert told["on call, all officers"] == (3, 2, -1)
    assert told["L6 price"][2] == 7
    assert told["officers of the scenario"] == (5, 6, 1)
    assert told["overtime"] == (0, 500, 500)
    # One supervisor for an early and a night car on each of three days: one car of each day stays at home.
    assert told["at grade crew"] == (3, 3, 0)
    assert found.loc["L2 bound", "a_says"] == "exact"
    assert found.loc["L6 bound", "b_says"] == "open"


def test_what_else_differs_is_said(run: Path, other: Path) -> None:
    """Plans of another scenario are told apart from plans that are better or worse."""
    (sentence,) = other_ground(read_run(run), read_run(other))
    assert sentence.startswith("The scenario is not the same in both")


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, run: Path) -> None:
    """With its place, also where a figure of the record is missing."""
    with pytest.raises(BadInputError, match=r"rota\.json"):
        read_run(tmp_path)
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    record = json.loads((folder / "run.json").read_text())
    del record["n_officers"]
    (folder / "run.json").write_text(json.dumps(record))
    with pytest.raises(BadInputError, match=r"run\.json"):
        read_run(folder)
