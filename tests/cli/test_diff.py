"""`rota diff`."""

from __future__ import annotations

import json
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]


@pytest.fixture
def edited_run(tmp_path: Path, covered_run: Path) -> Path:
    """Return the run once more, an officer's first tour given to another one who has none that day."""
    folder = tmp_path / "edited"
    shutil.copytree(covered_run, folder)
    plan = json.loads((folder / "rota.json").read_text())
    first = next(row for row in plan["assignments"] if row["tour"] == "OC")
    first["officer"] = "c2"
    (folder / "rota.json").write_text(json.dumps(plan))
    return folder


def test_a_rota_does_not_differ_from_itself(call: Call, covered_run: Path) -> None:
    """One sentence says so, and the exit code is that of a command that is done."""
    result = call("diff", covered_run, covered_run)
    assert result.exit_code == Exit.DONE
    assert result.stdout.startswith("No officer's duties differ")


def test_who_is_told_what_is_printed(call: Call, covered_run: Path, edited_run: Path) -> None:
    """The officer who goes and the one who comes are two who must be told."""
    result = call("diff", covered_run, edited_run, "--told-on", "2026-10-01")
    assert result.exit_code == Exit.DONE, result.output
    assert "2 officers must be told of 2 changes" in result.stdout
    told = json.loads(call("diff", covered_run, edited_run, "--told-on", "01/10/2026", "--json").stdout)
    assert told["n_officers_to_tell"] == 2
    assert {row["officer"]: row["changes"][0]["change"] for row in told["officers"]} == {"c1": "removed", "c2": "added"}
    assert [(duty["gone"], duty["come"]) for duty in told["duties"]] == [(["c1"], ["c2"])]


def test_a_run_is_compared_whatever_became_of_its_scenario(call: Call, covered_run: Path, edited_run: Path) -> None:
    """The scenario is not read: it may have changed, which is why there is another rota."""
    record = json.loads((edited_run / "run.json").read_text())
    (edited_run / "run.json").write_text(json.dumps({**record, "scenario_path": "gone", "scenario_sha256": "0"}))
    assert call("diff", covered_run, edited_run).exit_code == Exit.DONE


def test_the_page_stands_alone_and_is_private(call: Call, tmp_path: Path, covered_run: Path, edited_run: Path) -> None:
    """It names both officers and the marking, has no address in it, and only its owner may read it."""
    page = tmp_path / "diff.html"
    result = call("diff", covered_run, edited_run, "-o", page, "--json")
    assert json.loads(result.stdout)["file"] == str(page)
    text = page.read_text()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert all(name in text for name in ("c1", "c2", "OFFICIAL", "Content-Security-Policy"))
    assert not re.search(r"https?://|src=|href=|<script", text)


def test_rotas_without_a_day_in_common_are_refused(call: Call, covered_run: Path, edited_run: Path) -> None:
    """There is nothing to compare, which is not the same as no difference."""
    plan = json.loads((edited_run / "rota.json").read_text())
    (edited_run / "rota.json").write_text(json.dumps({**plan, "first_day": "2027-01-04"}))
    result = call("diff", covered_run, edited_run)
    assert result.exit_code == Exit.BAD_INPUT
    assert "in common" in result.stderr


@pytest.mark.parametrize("damage", ["{}", "[]", "not json", '{"format": "rota/2"}'])
def test_what_is_no_run_is_refused_in_one_message(call: Call, edited_run: Path, covered_run: Path, damage: str) -> None:
    """The file is named, and what it should be."""
    (edited_run / "rota.json").write_text(damage)
    result = call("diff", covered_run, edited_run)
    assert result.exit_code == Exit.BAD_INPUT
    assert "rota.json" in result.stderr


def test_a_run_that_does_not_say_what_its_tours_are_is_refused(call: Call, edited_run: Path, covered_run: Path) -> None:
    """Runs of before did not; the remedy is to plan again."""
    plan = json.loads((edited_run / "rota.json").read_text())
    del plan["tours"]
    (edited_run / "rota.json").write_text(json.dumps(plan))
    result = call("diff", edited_run, covered_run)
    assert result.exit_code == Exit.BAD_INPUT
    assert "plan the run again" in result.stderr


@pytest.fixture
def store(tmp_path: Path, covered_run: Path, call: Call) -> Path:
    """Return a ledger with two versions: the run, and the run with one officer's tour taken off."""
    ledger, amended = tmp_path / "ledger", tmp_path / "amended"
    approved = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3", "--roster", "r", "--store", ledger)
    assert call("publish", covered_run, *approved).exit_code == Exit.DONE
    plan = json.loads((covered_run / "rota.json").read_text())
    first = next(row for row in plan["assignments"] if row["source"] == "planned" and row["tour"] != "OC")
    given = ("amend", covered_run, "remove", first["officer"], first["force_day"], "--past", "-o", amended)
    assert call(*given).exit_code in (Exit.DONE, Exit.UNCOVERED)
    assert call("publish", amended, *approved).exit_code == Exit.DONE
    return ledger


def test_versions_are_compared_with_each_other_and_with_runs(
    call: Call, tmp_path: Path, covered_run: Path, store: Path
) -> None:
    """By number or as what stands published; a run that was published is not different from its version."""
    by_number = json.loads(call("diff", "1", "2", "--store", store, "--roster", "r", "--json").stdout)
    assert [row["changes"][0]["change"] for row in by_number["officers"]] == ["removed"]
    now = json.loads(call("diff", covered_run, "published", "--store", store, "--json").stdout)
    assert now["officers"] == by_number["officers"]
    for version, run in (("1", covered_run), ("published", tmp_path / "amended")):
        assert call("diff", version, run, "--store", store).stdout.startswith("No officer's duties differ")


def test_a_version_that_is_none_is_refused(call: Call, covered_run: Path, store: Path) -> None:
    """With the ledger's name and where to look; a ledger beside two runs is wrong use."""
    none = call("diff", "1", "7", "--store", store)
    assert (none.exit_code, "see rota ledger log" in none.stderr) == (Exit.BAD_INPUT, True)
    assert call("diff", "1", "9" * 40, "--store", store).exit_code == Exit.BAD_INPUT
    assert call("diff", covered_run, covered_run, "--store", store).exit_code == Exit.USAGE
    assert call("diff", "", covered_run).exit_code == Exit.USAGE
