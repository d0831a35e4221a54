"""`rota plan --from`: a run that was told is changed as little as can be."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.time import iso_day
from tests.worlds import FIRST_DAY

Call = Callable[..., Result]
TOLD_ON = iso_day(FIRST_DAY - 20)


@pytest.fixture(scope="module")
def sick_overlay(covered_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an overlay in which somebody with a seat of the first day is sick on it."""
    with (covered_run / "rota.csv").open(newline="") as file:
        held = next(row for row in csv.DictReader(file) if row["post"] == "ARV")
    path = tmp_path_factory.mktemp("overlays") / "sick.toml"
    day = iso_day(FIRST_DAY)
    path.write_text(
        '[overlay]\nname = "sick"\ndescription = "Sick."\nsource = "invented"\n[[abstractions]]\n'
        f'officer = "{held["officer"]}"\nkind = "sickness"\nstops = "everything"\nfrom = {day}\nuntil = {day}\n'
    )
    return path


@pytest.fixture(scope="module")
def replanned(
    covered_folder: Path, covered_run: Path, sick_overlay: Path, tmp_path_factory: pytest.TempPathFactory, call: Call
) -> Path:
    """Return a run that changes another as little as can be."""
    folder = tmp_path_factory.mktemp("again") / "run"
    terms = ("--told-on", TOLD_ON, "--freeze", 3, "--pin", f"a4:{iso_day(FIRST_DAY + 2)}")
    given = ("plan", covered_folder, "--overlay", sick_overlay, "--from", covered_run, *terms)
    result = call(*given, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code in (Exit.DONE, Exit.UNCOVERED), result.output
    assert "run" in result.stdout
    return folder


def test_it_says_who_has_to_be_told_and_how_few_could_be(replanned: Path, covered_run: Path) -> None:
    """The record, the table of changes and the report tell the same; the fewest is proved."""
    record = json.loads((replanned / "run.json").read_text())
    told = record["replan"]
    with (replanned / "changes.csv").open(newline="") as file:
        changes = list(csv.DictReader(file))
    assert told["from"] == f"run {json.loads((covered_run / 'run.json').read_text())['run']}"
    assert (told["told_on"], told["freeze_days"], told["pins"]) == (TOLD_ON, 3, 1)
    assert told["changed_days"] == len(changes)
    assert told["people_to_tell"] == len({row["officer"] for row in changes})
    others = {row["officer"] for row in changes if row["kind"] == "tours"}
    assert told["proved_at_least"] == told["fewest_found"] <= told["people_with_other_tours"] == len(others)
    assert 'id="changes"' in (replanned / "report.html").read_text()


def test_the_audit_knows_what_was_told(
    replanned: Path, covered_folder: Path, sick_overlay: Path, tmp_path: Path, call: Call
) -> None:
    """It prices the changes from the told.json beside the rota and finds the proof to stand; without it, no change costs."""
    proof = ("--proof", replanned / "proof.json")
    result = call("audit", replanned / "rota.csv", covered_folder, "--overlay", sick_overlay, *proof, "--json")
    document = json.loads(result.stdout)
    price = json.loads((replanned / "run.json").read_text())["levels"]["L6"]["price"]
    assert document["price"]["L6"] == price
    assert document["n_faults"] == 0
    assert all(level["stands"] for level in document["proof"])
    shutil.copy(replanned / "rota.csv", tmp_path)
    alone = json.loads(call("audit", tmp_path / "rota.csv", covered_folder, "--overlay", sick_overlay, "--json").stdout)
    assert not any(finding["rule"] in ("change", "seat_told") for finding in alone["findings"])


def test_a_run_that_was_planned_anew_is_read_back(replanned: Path, call: Call) -> None:
    """A sheet of it is made from its own folder, and refused once what had been told is another."""
    sheet = call("sheet", replanned, "--day", iso_day(FIRST_DAY), "-o", replanned.parent / "sheet.html")
    assert sheet.exit_code == Exit.DONE, sheet.output
    forged = replanned.parent / "forged"
    shutil.copytree(replanned, forged)
    told = json.loads((forged / "told.json").read_text())
    (forged / "told.json").write_text(json.dumps({**told, "freeze_days": 9}))
    assert (
        "has changed" in call("sheet", forged, "--day", iso_day(FIRST_DAY), "-o", replanned.parent / "no.html").stderr
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--pin", "a9:2026-10-12"), "an officer of the scenario"),
        (("--pin", "a4"), "OFFICER:YYYY-MM-DD"),
        (("--pin", "a4:2031-01-01"), "a force day that was told"),
    ],
)
def test_a_pin_that_pins_nothing_is_refused(
    covered_folder: Path, covered_run: Path, tmp_path: Path, call: Call, more: tuple[str, ...], told: str
) -> None:
    """With what was typed and what would be right; nothing is planned."""
    result = call("plan", covered_folder, "--from", covered_run, *more, "-o", tmp_path / "run")
    assert result.exit_code == Exit.BAD_INPUT
    assert "--pin" in result.stderr
    assert told in result.stderr
    assert not (tmp_path / "run").exists()


def test_terms_without_a_run_are_wrong_use(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """A freeze window of nothing that was told freezes nothing."""
    result = call("plan", covered_folder, "--freeze", 3, "-o", tmp_path / "run")
    assert result.exit_code == Exit.USAGE
    assert "--from" in result.stderr


def test_a_run_of_other_days_or_no_run_is_refused(
    covered_folder: Path, covered_run: Path, tmp_path: Path, call: Call
) -> None:
    """A folder that is none, and one whose told.json is broken, are told with their place."""
    none = call("plan", covered_folder, "--from", tmp_path, "-o", tmp_path / "run")
    assert none.exit_code == Exit.BAD_INPUT
    assert "rota.json" in none.stderr
    broken = tmp_path / "broken"
    shutil.copytree(covered_run, broken)
    (broken / "told.json").write_text('{"source": 1}')
    result = call("sheet", broken, "--day", iso_day(FIRST_DAY), "-o", tmp_path / "sheet.html")
    assert result.exit_code == Exit.BAD_INPUT
    assert "told.json" in result.stderr


def test_what_stands_published_is_changed_as_little_as_can_be(
    covered_folder: Path, covered_run: Path, tmp_path: Path, call: Call
) -> None:
    """Planned anew from the ledger with nothing new, nobody has to be told; the run says which version it came from."""
    store = tmp_path / "ledger"
    approved = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3", "--roster", "county")
    assert call("publish", covered_run, *approved, "--store", store).exit_code == Exit.DONE
    given = ("plan", covered_folder, "--from", "published", "--store", store, "--told-on", TOLD_ON)
    again = call(*given, "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert again.exit_code == Exit.DONE, again.output
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["from_path"], record["replan"]["from"]) == ("published", "version 1 of county")
    assert record["replan"]["people_to_tell"] == 0
    assert sorted(row["officer"] for row in _tours(tmp_path / "run")) == sorted(
        row["officer"] for row in _tours(covered_run)
    )


def _tours(run: Path) -> list[dict[str, str]]:
    with (run / "rota.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["source"] == "planned"]


def test_a_ledger_is_named_for_what_stands_published_alone(
    covered_folder: Path, covered_run: Path, tmp_path: Path, call: Call
) -> None:
    """With a run it is wrong use; without a ledger there is one message with the remedy."""
    both = call("plan", covered_folder, "--from", covered_run, "--store", tmp_path / "ledger")
    assert (both.exit_code, "ask for it with --from published" in both.stderr) == (Exit.USAGE, True)
    none = call("plan", covered_folder, "--from", "published", "--store", tmp_path / "ledger")
    assert none.exit_code == Exit.BAD_INPUT
    assert none.stderr.count("expected") == 1
