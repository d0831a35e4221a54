"""`--overlay FILE`: a change laid over the scenario, on every command that reads the scenario of a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
DUTY = "ARV/N/2026-10-13"
GUARD = """[overlay]
name = "surge"
description = "A guard by night, and a2 away."

[[posts]]
post = "GUARD"
name = "Guard"
force = "north"
role = "arv"
tours = "N"
purpose = "static_guard"

[[cover]]
post = "GUARD"
tour = "N"
from_date = 2026-10-13
until_date = 2026-10-13
minimum = 1
target = 1

[[events]]
officer = "a2"
event = "step_back"
at = 2026-10-13T06:00:00
"""
PRICE = '[overlay]\nname = "dear"\ndescription = "A dear target."\n\n[prices]\ntarget_short = 12345\n'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two overlays: a guard more with a supervisor less, and another price."""
    folder = tmp_path_factory.mktemp("overlays")
    (folder / "surge.toml").write_text(GUARD)
    (folder / "dear.toml").write_text(PRICE)
    return folder / "surge.toml", folder / "dear.toml"


def options(files: tuple[Path, ...]) -> list[object]:
    """Return the options that lay them over a scenario, in order."""
    return [part for path in files for part in ("--overlay", path)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, covered_folder: Path, files: tuple[Path, ...], call: Call) -> Path:
    """Return the run planned with both."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", covered_folder, *options(files), "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    assert "surge, dear" in result.stdout
    return folder


def test_a_run_states_its_overlays_with_their_hashes(run: Path, files: tuple[Path, ...]) -> None:
    """Name, path as given and hash, in order; what they added is planned."""
    told = json.loads((run / "run.json").read_text())
    assert told["overlays"] == [
        {"name": name, "path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, path in zip(("surge", "dear"), files, strict=True)
    ]
    duties = {row["post"] for row in json.loads((run / "rota.json").read_text())["uncovered"]}
    assert "GUARD" in (run / "rota.csv").read_text() or "GUARD" in duties


def test_the_page_and_the_sheet_say_what_was_laid_over_the_scenario(run: Path, call: Call) -> None:
    """A what-if is not to be taken for the plan."""
    assert "Laid over the scenario: surge, dear." in (run / "report.html").read_text()
    assert "with surge, dear laid over it" in call("sheet", run, "--day", "2026-10-13").stdout


def test_explain_and_sheet_lay_them_over_again(run: Path, call: Call) -> None:
    """The duty of the guard is known, and who is away is."""
    told = json.loads(call("explain", run, "GUARD/N/2026-10-13", "--json").stdout)
    assert told["duty"] == "GUARD/N/2026-10-13"
    officers = {row["officer"]: row for row in told["officers"]}
    assert officers["a2"]["code"] == "not_available"
    assert "events" not in json.dumps(officers["a2"])
    sheet = call("sheet", run, "--day", "2026-10-13", "--json")
    assert sheet.exit_code == Exit.DONE
    assert "GUARD" in sheet.stdout


def test_the_audit_judges_with_the_same_overlays(
    run: Path, covered_folder: Path, files: tuple[Path, ...], call: Call
) -> None:
    """With both in their order rota and proof stand; with one, or in another order, the proof is about another scenario."""
    arguments = ("audit", run / "rota.csv", covered_folder, "--proof", run / "proof.json")
    assert call(*arguments, *options(files)).exit_code == Exit.UNCOVERED
    for others in (files[:1], files[::-1]):
        assert call(*arguments, *options(others)).exit_code == Exit.BAD_INPUT


def test_overlays_that_have_gone_are_asked_for(run: Path, files: tuple[Path, ...], tmp_path: Path, call: Call) -> None:
    """Their paths are what the run keeps; elsewhere they are named again, and have to be the very same."""
    surge, dear = files
    moved = tmp_path / "moved.toml"
    surge.rename(moved)
    try:
        lost = call("explain", run, DUTY)
        assert lost.exit_code == Exit.BAD_INPUT
        assert "run.json:overlays" in lost.stderr
        assert "name it with --overlay" in lost.stderr
        assert call("explain", run, DUTY, *options((moved, dear))).exit_code == Exit.DONE
        assert call("explain", run, DUTY, *options((dear, moved))).exit_code == Exit.BAD_INPUT
        moved.write_text(GUARD.replace("06:00", "07:00"))
        changed = call("explain", run, DUTY, *options((moved, dear)))
        assert changed.exit_code == Exit.BAD_INPUT
        assert f"{moved}: the overlay has changed since run" in changed.stderr
    finally:
        surge.write_text(GUARD)


def test_check_says_what_each_changes(covered_folder: Path, files: tuple[Path, ...], call: Call) -> None:
    """Rows added, values from and to; of rows about officers only how many."""
    said = call("check", covered_folder, *options(files))
    assert said.exit_code == Exit.DONE, said.output
    assert "overlay surge (" in said.stdout
    assert "cover: 1 row added" in said.stdout
    assert "post GUARD, tour N" in said.stdout
    assert "events: 1 row added" in said.stdout
    assert "step_back" not in said.stdout
    told = json.loads(call("check", covered_folder, *options(files), "--json").stdout)
    surge, dear = told["overlays"]
    assert surge["rows"]["events"] == {"removed": 0, "changed": 0, "added": 1, "shown": []}
    assert surge["rows"]["cover"]["shown"][0]["post"] == "GUARD"
    (value,) = dear["values"]
    assert (value["key"], value["after"]) == ("prices.target_short", 12_345)
    assert f"prices.target_short: {value['before']} -> 12345" in said.stdout
    alone = json.loads(call("check", covered_folder, "--json").stdout)
    assert alone["overlays"] == []
    assert alone["scenario_sha256"] != told["scenario_sha256"]


def test_rules_are_those_with_the_overlay(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """A rule switched off is told as not applied."""
    (tmp_path / "off.toml").write_text(
        '[overlay]\nname = "off"\ndescription = "No rest."\n\n[rules.crews.rest_between_tours]\napplied = false\n'
    )
    found = json.loads(call("rules", covered_folder, "--overlay", tmp_path / "off.toml", "--json").stdout)
    (crews,) = (group for group in found["groups"] if group["group"] == "crews")
    (rest,) = (rule for rule in crews["rules"] if rule["rule"] == "rest_between_tours")
    assert rest["applied"] is False


def test_a_wrong_overlay_stops_a_plan_before_it_begins(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """Exit 1 with its row; nothing is written."""
    (tmp_path / "wrong.toml").write_text(GUARD.replace('"a2"', '"a9"'))
    result = call("plan", covered_folder, "--overlay", tmp_path / "wrong.toml", "-o", tmp_path / "run")
    assert result.exit_code == Exit.BAD_INPUT
    assert "overlay wrong.toml, [[events]] 1:officer: 'a9': unknown officer" in result.stderr
    assert not (tmp_path / "run").exists()


def test_check_shows_no_officer_whatever_the_table(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """A response area names who answers in it; how many rows there are is told, and nobody in them."""
    area = tmp_path / "area.toml"
    area.write_text(
        '[overlay]\nname = "east"\ndescription = "An area."\n[[response_areas]]\narea = "EAST"\nposts = "ARV"\n'
        'officers = "a2"\n'
    )
    for more in ((), ("--json",)):
        said = call("check", covered_folder, "--overlay", area, *more)
        assert said.exit_code == Exit.DONE, said.output
        assert "response_areas" in said.stdout
        assert "EAST" not in said.stdout


def test_all_overlays_of_a_run_are_named_or_none(run: Path, files: tuple[Path, ...], call: Call) -> None:
    """With one of two the scenario is not said to have changed."""
    result = call("explain", run, "ARV/N/2026-10-13", "--overlay", files[0])
    assert result.exit_code == Exit.BAD_INPUT
    assert "planned with 2 overlays" in result.stderr
