"""`rota amend` and `rota ask`: a run amended by hand becomes another run."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.time import iso_day
from tests.worlds import FIRST_DAY

Call = Callable[..., Result]
DAY = iso_day(FIRST_DAY)


def rows(run: Path, name: str = "rota.csv") -> list[dict[str, str]]:
    """Return the rows of a table of a run."""
    with (run / name).open(newline="") as file:
        return list(csv.DictReader(file))


def told(result: Result) -> dict[str, Any]:
    """Return what a command printed as JSON."""
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.fixture(scope="module")
def driver(covered_run: Path) -> str:
    """Return who has a tour at the base on the first day."""
    return next(row["officer"] for row in rows(covered_run) if row["post"] == "ARV" and row["force_day"] == DAY)


def test_an_absence_without_an_end_makes_another_run(
    covered_run: Path, covered_folder: Path, driver: str, tmp_path: Path, call: Call
) -> None:
    """The old run stays as it is; the new one is audited, read back and amended again, and keeps what was done."""
    before = (covered_run / "rota.csv").read_bytes()
    given = ("amend", covered_run, "sick", driver, "--from", DAY, "--authority", "Insp. North", "--told-on", DAY)
    result = call(*given, "-o", tmp_path / "sick", "--json")
    assert result.exit_code == Exit.UNCOVERED, result.output
    assert told(result)["uncovered"]
    assert (covered_run / "rota.csv").read_bytes() == before
    assert driver not in {row["officer"] for row in rows(tmp_path / "sick")}
    audited = told(call("audit", tmp_path / "sick" / "rota.csv", covered_folder, "--json"))
    record = json.loads((tmp_path / "sick" / "run.json").read_text())
    assert audited["n_faults"] == 0
    assert list(audited["price"].values()) == [level["price"] for level in record["levels"].values()]
    kept = json.loads((tmp_path / "sick" / "amendments.json").read_text())["amendments"]
    assert [(one["kind"], one["reason"], one["authority"]) for one in kept] == [
        ("sick", "not_available", "Insp. North")
    ]
    other = next(row for row in rows(tmp_path / "sick") if row["post"] == "ARV")
    again = ("amend", tmp_path / "sick", "remove", other["officer"], other["force_day"], "-o", tmp_path / "two")
    assert call(*again).exit_code in (Exit.DONE, Exit.UNCOVERED)
    kept = json.loads((tmp_path / "two" / "amendments.json").read_text())["amendments"]
    assert [one["kind"] for one in kept] == ["sick", "remove"]


def test_an_amended_run_is_planned_anew_with_what_is_known_since(
    covered_run: Path, covered_folder: Path, driver: str, tmp_path: Path, call: Call
) -> None:
    """Who was taken off by an amendment stays off, though the scenario's own tables do not say so."""
    assert call("amend", covered_run, "sick", driver, "--from", DAY, "-o", tmp_path / "sick").exit_code
    again = ("--from", tmp_path / "sick", "--told-on", DAY, "--seconds", 20, "--workers", 1, "-o", tmp_path / "again")
    result = call("plan", covered_folder, *again)
    assert result.exit_code in (Exit.DONE, Exit.UNCOVERED), result.output
    assert driver not in {row["officer"] for row in rows(tmp_path / "again")}
    assert call("explain", tmp_path / "again", f"ARV/E/{DAY}").exit_code == Exit.DONE


def test_what_breaks_a_rule_is_refused_with_its_figure(covered_run: Path, tmp_path: Path, call: Call) -> None:
    """A late or night before an early: exit 6, the rule named, nothing written."""
    night = next(row for row in rows(covered_run) if row["tour"] == "N" and row["force_day"] == DAY)
    next_day = iso_day(FIRST_DAY + 1)
    early = next(
        row
        for row in rows(covered_run)
        if (row["tour"], row["force_day"]) == ("E", next_day) and row["officer"] != night["officer"]
    )
    given = ("amend", covered_run, "replace", early["officer"], next_day, night["officer"], "--tour", "E")
    result = call(*given, "-o", tmp_path / "run", "--json")
    assert result.exit_code == Exit.BREACHES, result.output
    assert "rest_between_tours" in {one["rule"] for one in told(result)["refused"]}
    assert not (tmp_path / "run").exists()
    assert "at least 660" in call(*given, "--dry-run").stdout


def test_a_dry_run_writes_nothing(covered_run: Path, driver: str, call: Call) -> None:
    """It says what would become of the amendment, and no folder comes beside the run."""
    before = sorted(covered_run.parent.iterdir())
    result = call("amend", covered_run, "extend", driver, DAY, "--minutes", 30, "--dry-run", "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert told(result)["run"] is None
    assert sorted(covered_run.parent.iterdir()) == before


def test_suggestions_name_who_could_take_a_seat(covered_run: Path, call: Call) -> None:
    """Each with its price and what it gives up; a duty that is none is refused with what would be one."""
    found = told(call("amend", covered_run, "suggest", f"ARV/E/{DAY}", "--json"))["officers"]
    held = {row["officer"] for row in rows(covered_run) if (row["tour"], row["force_day"]) == ("E", DAY)}
    assert found
    assert not held & {one["officer"] for one in found}
    assert "more" in found[0]
    for wrong in ("ARV/E/soon", "NOWHERE/E/" + DAY, "ARV/OC/" + DAY):
        refused = call("amend", covered_run, "suggest", wrong)
        assert refused.exit_code == Exit.BAD_INPUT
        assert "POST/TOUR/YYYY-MM-DD" in refused.stderr


def test_leave_is_answered(covered_run: Path, driver: str, call: Call) -> None:
    """No where a car would be without its crew, with the duty; nothing is written."""
    answer = told(call("ask", "leave", driver, DAY, DAY, "--run", covered_run, "--json"))
    assert answer["answer"] == "no"
    assert answer["uncovered"]
    assert "left uncovered" in call("ask", "leave", driver, DAY, DAY, "--run", covered_run).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("swap", "a1", DAY, "nobody"), Exit.BAD_INPUT, "an officer of the scenario"),
        (("remove", "a1", "2031-01-01"), Exit.BAD_INPUT, "a planned day"),
        (("remove", "a1", "someday"), Exit.USAGE, "expected a date"),
        (("call-out", "a1", DAY), Exit.USAGE, "--between"),
        (("call-out", "a1", DAY, "--between", "now", "then"), Exit.BAD_INPUT, "--between"),
        (("recall", "a1", DAY, "--tour", "E"), Exit.BAD_INPUT, "on leave"),
        (("sick", "a1", "--from", DAY, "--until", "2020-01-01"), Exit.BAD_INPUT, "a day not before"),
        (("remove", "a1", DAY, "--authority", "x\ny"), Exit.USAGE, "printable"),
    ],
)
def test_bad_input_has_one_clear_message(
    covered_run: Path, call: Call, arguments: tuple[str, ...], code: Exit, words: str
) -> None:
    """With what was wrong and what would be right; nothing is written."""
    result = call("amend", covered_run, *arguments)
    assert result.exit_code == code, result.output
    assert words in result.stderr


def test_a_broken_amendments_file_is_told(covered_run: Path, tmp_path: Path, call: Call) -> None:
    """With its place and what it has to be."""
    shutil.copytree(covered_run, tmp_path / "run")
    (tmp_path / "run" / "amendments.json").write_text("{}")
    result = call("amend", tmp_path / "run", "suggest", f"ARV/E/{DAY}")
    assert result.exit_code == Exit.BAD_INPUT
    assert "amendments.json" in result.stderr


def test_amending_loads_no_solver(covered_run: Path, driver: str) -> None:
    """Neither judging nor writing an amended run needs ortools."""
    program = (
        "import sys\nfrom scheduler.cli import main\n"
        f"sys.argv = ['rota', 'amend', {str(covered_run)!r}, 'extend', {driver!r}, {DAY!r}, '--dry-run']\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert not left.code, left.code\n"
        "assert 'ortools' not in sys.modules, 'ortools'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
