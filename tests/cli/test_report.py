"""`rota report`, and `rota audit` of the workbook it wrote."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.time import iso_day
from scheduler.views.planner_grid import SHEET
from tests.edits.sheets import cell_of, saved, sheets_of, typed
from tests.worlds import FIRST_DAY

Call = Callable[..., Result]
FIRST = iso_day(FIRST_DAY)


@pytest.fixture
def book(tmp_path: Path, covered_run: Path, call: Call) -> Path:
    """Return the workbook of a run that covers every duty."""
    path = tmp_path / "rota.xlsx"
    result = call("report", covered_run, "--xlsx", path)
    assert result.exit_code == Exit.DONE, result.output
    return path


def edited(book: Path, changes: dict[tuple[str, str], str]) -> Path:
    """Return the workbook with some cells typed over."""
    sheets = sheets_of(book.read_bytes())
    cells = {cell_of(sheets[SHEET], officer, day): text for (officer, day), text in changes.items()}
    return saved(book.with_name("edited.xlsx"), {**sheets, SHEET: typed(sheets[SHEET], cells)})


def test_it_says_where_the_report_is(call: Call, covered_run: Path) -> None:
    """Without options nothing is written."""
    told = call("report", covered_run, "--json")
    assert json.loads(told.stdout) == {"report": str(covered_run / "report.html")}
    assert call("report", covered_run).stdout.strip() == str(covered_run / "report.html")


def test_the_page_written_again_is_the_same_page(call: Call, tmp_path: Path, covered_run: Path) -> None:
    """Byte for byte what the run wrote, and for its owner alone."""
    page = tmp_path / "again.html"
    assert call("report", covered_run, "-o", page).exit_code == Exit.DONE
    assert page.read_bytes() == (covered_run / "report.html").read_bytes()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_report_that_is_gone_is_told_with_the_remedy(call: Call, tmp_path: Path, covered_run: Path) -> None:
    """It can be written again."""
    folder = tmp_path / "run"
    shutil.copytree(covered_run, folder)
    (folder / "report.html").unlink()
    result = call("report", folder)
    assert result.exit_code == Exit.BAD_INPUT
    assert "-o FILE" in result.stderr


def test_the_page_of_a_ladder_written_again_is_the_same_page(call: Call, tmp_path: Path, short_folder: Path) -> None:
    """The steps of the ladder are read back from ladder.json."""
    folder, page = tmp_path / "run", tmp_path / "again.html"
    call("plan", short_folder, "-o", folder, "--ladder", "--seconds", 10, "--workers", 1)
    assert call("report", folder, "-o", page).exit_code == Exit.DONE
    assert page.read_bytes() == (folder / "report.html").read_bytes()


def test_an_unchanged_workbook_is_audited_like_the_run(call: Call, book: Path, covered_run: Path) -> None:
    """No change, and price and findings are those of the run."""
    result = call("audit", book, "--json")
    assert result.exit_code == Exit.DONE, result.output
    told = json.loads(result.stdout)
    plan = json.loads((covered_run / "rota.json").read_text())
    assert told["changes"] == []
    assert list(told["price"].values()) == plan["price"] == list(told["price_before"].values())
    assert len(told["findings"]) == len(plan["findings"])


def test_a_change_is_named_audited_and_priced(call: Call, book: Path) -> None:
    """The commander is taken off on call: the cell, from and to, the duty that is uncovered now, and what it costs."""
    path = edited(book, {("c1", FIRST): "rest"})
    told = json.loads(call("audit", path, "--json").stdout)
    (change,) = told["changes"]
    assert (change["officer"], change["force_day"], change["to"]) == ("c1", FIRST, "rest")
    assert "OC" in change["from"]
    assert told["price"]["L1"] > told["price_before"]["L1"]
    shown = call("audit", path)
    assert shown.exit_code == Exit.UNCOVERED
    assert "1 change" in shown.stdout
    assert change["cell"] in shown.stdout
    assert f"SFC/OC/{FIRST}" in shown.stdout


def test_a_change_that_breaks_a_rule_is_refused_by_the_audit(call: Call, book: Path) -> None:
    """A tour of the commander's that the contract does not have is a fault like in any rota."""
    assert call("audit", edited(book, {("c1", FIRST): "N"})).exit_code == Exit.BREACHES


def test_a_run_that_has_moved_is_named(call: Call, book: Path, tmp_path: Path, covered_run: Path) -> None:
    """Where the workbook's own run is gone, --run says where it is."""
    sheets = sheets_of(book.read_bytes())
    sheets["about"] = [["folder", "gone"] if row[0] == "folder" else row for row in sheets["about"]]
    path = saved(tmp_path / "moved.xlsx", sheets)
    lost = call("audit", path)
    assert lost.exit_code == Exit.BAD_INPUT
    assert "--run" in lost.stderr
    assert call("audit", path, "--run", covered_run).exit_code == Exit.DONE


def test_the_scenario_is_named_where_it_has_moved(call: Call, book: Path, tmp_path: Path, covered_folder: Path) -> None:
    """SCENARIO beside a workbook says where the run's scenario is now."""
    moved = tmp_path / "moved"
    shutil.copytree(covered_folder, moved)
    assert call("audit", book, moved).exit_code == Exit.DONE
    assert call("audit", book, "--scenario", moved).exit_code == Exit.DONE
    assert call("audit", book, moved, "--scenario", moved).exit_code == Exit.USAGE


@pytest.mark.parametrize("option", [("--days", 2), ("--rung", "own"), ("--lever", "exigency"), ("--proof", "x")])
def test_what_the_run_says_itself_cannot_be_said_again(call: Call, book: Path, option: tuple[object, ...]) -> None:
    """Wrong use, and not silently left aside."""
    assert call("audit", book, *option).exit_code == Exit.USAGE


def test_a_csv_file_still_wants_its_scenario(call: Call, covered_run: Path, covered_folder: Path) -> None:
    """Only a workbook knows what it is of; and only a workbook is of a run."""
    assert call("audit", covered_run / "rota.csv").exit_code == Exit.USAGE
    assert call("audit", covered_run / "rota.csv", covered_folder, "--run", covered_run).exit_code == Exit.USAGE
    assert call("audit", covered_run / "rota.csv", "--scenario", covered_folder).exit_code == Exit.USAGE


def test_neither_report_audit_nor_diff_needs_the_solver(root: Path, covered_run: Path, book: Path) -> None:
    """With ortools barred from import they work all the same."""
    for arguments in (
        ["report", str(covered_run), "--xlsx", str(book.with_name("again.xlsx"))],
        ["audit", str(edited(book, {("c1", FIRST): "rest", ("a3", FIRST): "E"}))],
        ["diff", str(covered_run), str(covered_run)],
    ):
        told = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
                f"sys.argv = ['rota', *{arguments!r}]\nmain()",
            ],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert told.returncode in (Exit.DONE, Exit.UNCOVERED, Exit.BREACHES), told.stderr
