"""`rota explain` and `rota sheet`, which read a run back."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
DUTY = "ARV/N/2026-10-12"


def test_explain_names_every_officer_once(short_run: Path, call: Call) -> None:
    """Five officers, five answers, each with its kind; the commander's contract has no night tour."""
    result = call("explain", short_run, DUTY, "--json")
    assert result.exit_code == Exit.DONE, result.output
    officers = {row["officer"]: row for row in json.loads(result.stdout)["officers"]}
    assert sorted(officers) == ["a1", "a2", "a3", "a4", "c1"]
    assert officers["c1"]["kind"] == "eligibility"
    assert officers["c1"]["code"] == "not_contract"
    assert officers["c1"]["source"].startswith("contracts.csv:")


def test_explain_says_so_in_words(short_run: Path, call: Call) -> None:
    """The text begins with the duty and its minimum, and says it is uncovered."""
    result = call("explain", short_run, DUTY)
    assert result.stdout.startswith(f"{DUTY}: Mon 12 Oct 2026 22:00 BST")
    assert "0 of 1" in result.stdout


def test_an_unknown_duty_names_the_nearest(short_run: Path, call: Call) -> None:
    """A duty that does not exist exits 1 and offers the one that was meant."""
    result = call("explain", short_run, "ARV/N/2026-10-13x")
    assert result.exit_code == Exit.BAD_INPUT
    assert "did you mean 'ARV/N/2026-10-13'" in result.stderr


def test_a_scenario_that_changed_since_is_refused(short_run: Path, covered_folder: Path, call: Call) -> None:
    """A run is never explained by another scenario than its own."""
    result = call("explain", short_run, DUTY, "--scenario", covered_folder)
    assert result.exit_code == Exit.BAD_INPUT
    assert "changed since" in result.stderr


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, call: Call) -> None:
    """An empty folder has no run.json: exit 1 with its place."""
    result = call("sheet", tmp_path, "--day", "2026-10-12")
    assert result.exit_code == Exit.BAD_INPUT
    assert "run.json" in result.stderr


@pytest.mark.parametrize("day", ["2026-10-12", "12/10/2026"])
def test_the_sheet_is_one_page_with_marking_and_crews(day: str, covered_run: Path, call: Call) -> None:
    """Both ways to write a date give the page of that force day, with its marking and the base."""
    result = call("sheet", covered_run, "--day", day)
    assert result.exit_code == Exit.DONE
    assert result.stdout.startswith("<!doctype html>") or result.stdout.startswith("<!DOCTYPE html>")
    assert "OFFICIAL" in result.stdout
    assert "Base" in result.stdout


def test_the_sheet_as_data_has_the_days_crews(covered_run: Path, call: Call) -> None:
    """Two cars of two on the day: four seats, and nothing uncovered."""
    document = json.loads(call("sheet", covered_run, "--day", "2026-10-12", "--post", "ARV", "--json").stdout)
    assert len(document["crews"]) == 4
    assert document["uncovered"] == []
    assert {row["post"] for row in document["assignments"]} == {"ARV"}


def test_the_sheet_can_be_written_to_a_file(covered_run: Path, tmp_path: Path, call: Call) -> None:
    """With -o the page is in a file that only its owner may read, and writing it again replaces it."""
    page = tmp_path / "sheet.html"
    for _ in range(2):
        assert call("sheet", covered_run, "--day", "2026-10-12", "-o", page).exit_code == Exit.DONE
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.parametrize("wrong", [("--day", "2027-01-01"), ("--day", "2026-10-12", "--post", "NOWHERE")])
def test_a_day_or_post_that_is_not_planned_is_bad_input(wrong: tuple[str, ...], covered_run: Path, call: Call) -> None:
    """A force day outside the plan and an unknown post are told with exit 1."""
    assert call("sheet", covered_run, *wrong).exit_code == Exit.BAD_INPUT


def test_a_date_of_another_kind_is_wrong_use(covered_run: Path, call: Call) -> None:
    """Anything but YYYY-MM-DD and DD/MM/YYYY exits 2."""
    assert call("sheet", covered_run, "--day", "10-12-2026").exit_code == Exit.USAGE


def test_a_run_finds_its_scenario_as_it_was_named(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario named by a relative path is found from the same folder, and asked for by name from another."""
    (tmp_path / "mine").symlink_to(covered_folder)
    monkeypatch.chdir(tmp_path)
    assert call("plan", "mine", "-o", "run", "--seconds", 20, "--workers", 1).exit_code == Exit.DONE
    assert json.loads((tmp_path / "run" / "run.json").read_text())["scenario_path"] == "mine"
    assert call("explain", "run", DUTY).exit_code == Exit.DONE
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    lost = call("explain", "../run", DUTY)
    assert lost.exit_code == Exit.BAD_INPUT
    assert "run.json:scenario_path: 'mine'" in lost.stderr
    assert "--scenario" in lost.stderr
    assert call("explain", "../run", DUTY, "--scenario", "../mine").exit_code == Exit.DONE


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("assignments", "officer", "nobody"),
        ("assignments", "post", "NOWHERE"),
        ("assignments", "tour", "Q"),
        ("assignments", "source", "rumour"),
        ("crews", "officer", "nobody"),
        ("uncovered", "post", "NOWHERE"),
        ("uncovered", "grade", "odd"),
    ],
)
def test_a_plan_that_was_tampered_with_is_bad_input(
    part: str, key: str, value: str, short_run: Path, tmp_path: Path, call: Call
) -> None:
    """Names the scenario does not have, and words no plan uses, are told with the file instead of breaking a page."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "run.json").write_bytes((short_run / "run.json").read_bytes())
    document = json.loads((short_run / "rota.json").read_text())
    document[part][0][key] = value
    (folder / "rota.json").write_text(json.dumps(document))
    result = call("sheet", folder, "--day", "2026-10-12")
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert f"{folder / 'rota.json'}: " in result.stderr


@pytest.mark.parametrize(("name", "code"), [("", Exit.USAGE), ("folder", Exit.BAD_INPUT), ("no/such", Exit.BAD_INPUT)])
def test_a_place_no_page_can_be_written_to_is_told(
    name: str, code: Exit, covered_run: Path, tmp_path: Path, call: Call
) -> None:
    """An empty path, a folder and a folder that is missing: one message with the path, and nothing left behind."""
    (tmp_path / "folder").mkdir()
    result = call("sheet", covered_run, "--day", "2026-10-12", "-o", tmp_path / name if name else "")
    assert result.exit_code == code
    assert name in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
