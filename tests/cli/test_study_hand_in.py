"""`rota study hand-in`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from tests.cli.conftest import tiny, write

Call = Callable[..., Result]
QUICK = ("--samples", 1, "--measured", 0, "--shares", "0,100")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny scenario's folder."""
    return write(tmp_path_factory.mktemp("scenarios") / "tiny", tiny())


def test_a_study_is_written_and_told(folder: Path, tmp_path: Path, call: Call) -> None:
    """Text and files; the model in every sentence; the marking first; a repeated study takes what is kept."""
    asked = ("study", "hand-in", folder, *QUICK, "--kept", tmp_path / "kept")
    result = call(*asked, "-o", tmp_path / "one")
    assert result.exit_code == Exit.DONE, result.output
    assert result.stdout.startswith("OFFICIAL\n")
    with (tmp_path / "one" / "points.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["share"] for row in rows] == ["0.0", "1.0"] * 3
    page = (tmp_path / "one" / "report.html").read_text()
    assert "OFFICIAL" in page
    assert "style=" not in page.replace("<style>", "")
    again = call(*asked, "-o", tmp_path / "two", "--json")
    document = json.loads(again.stdout)
    assert all("everybody as likely as anybody else" in sentence for sentence in document["sentences"])
    assert (tmp_path / "one" / "points.csv").read_bytes() == (tmp_path / "two" / "points.csv").read_bytes()
    assert "1 of them kept" in again.stderr


def test_a_study_begins_with_a_run(folder: Path, tmp_path: Path, call: Call) -> None:
    """The run named is the rota as published; one of another scenario is refused."""
    assert call("plan", folder, "--seconds", 5, "--reproducible", "-o", tmp_path / "run").exit_code != Exit.BAD_INPUT
    asked = ("study", "hand-in", folder, *QUICK, "--kept", tmp_path / "kept", "--run", tmp_path / "run")
    result = call(*asked, "-o", tmp_path / "study", "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert json.loads(result.stdout)["run"]
    refused = call(*asked, "--days", 2)
    assert refused.exit_code == Exit.USAGE


def test_a_list_of_names_holds_names_alone(folder: Path, tmp_path: Path, call: Call) -> None:
    """A column beside the id, such as a reason, is refused with its line; so is somebody unknown."""
    names = tmp_path / "names.txt"
    names.write_text("c1\na1,cold feet\n")
    result = call("study", "hand-in", folder, *QUICK, "--named", names)
    assert result.exit_code == Exit.BAD_INPUT
    assert "names.txt:2" in result.output
    assert "no reason" in result.output
    names.write_text("c1\n")
    told = call(
        "study", "hand-in", folder, *QUICK, "--named", names, "--kept", tmp_path / "k", "-o", tmp_path / "s", "--json"
    )
    assert told.exit_code == Exit.DONE, told.output
    assert "from a named list" in json.loads(told.stdout)["sentences"][0]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--shares", "0,101"),
        ("--shares", "ten"),
        ("--back", "7"),
        ("--back", "0:5"),
        ("--back", "3:50", "--back", "9:20"),
    ],
)
def test_wrong_use_is_told(folder: Path, call: Call, wrong: tuple[str, ...]) -> None:
    """Shares beyond all, words for numbers, and a curve on which people go again are wrong use."""
    assert call("study", "hand-in", folder, *wrong).exit_code == Exit.USAGE


def test_more_than_there_are_cannot_hand_in(folder: Path, call: Call) -> None:
    """Five may hand in; six is refused, with how many there are."""
    result = call("study", "hand-in", folder, "--counts", "0,6")
    assert result.exit_code == Exit.BAD_INPUT
    assert "at most 5" in result.output


def test_a_cluster_is_reached_over_tls_or_not_at_all(folder: Path, call: Call) -> None:
    """Plain tcp to another machine is refused before anything is planned; a cluster and processes here are one too many."""
    result = call("study", "hand-in", folder, "--dask", "tcp://192.0.2.1:8786")
    assert result.exit_code == Exit.BAD_INPUT
    assert "use tls://" in result.output
    both = call("study", "hand-in", folder, "--dask", "tls://192.0.2.1:8786", "--processes", 2)
    assert both.exit_code == Exit.USAGE
