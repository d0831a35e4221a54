"""`rota amend FILE.xlsx`: the cells a planner typed over, made as one amendment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.time import iso_day
from scheduler.views.planner_grid import SHEET
from tests.edits.sheets import cell_of, saved, sheets_of, typed
from tests.worlds import FIRST_DAY

pytestmark = pytest.mark.usefixtures("before_the_roster")

Call = Callable[..., Result]
DAYS = FIRST, SECOND, THIRD = tuple(iso_day(FIRST_DAY + day) for day in range(3))
APPROVED = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3")


@pytest.fixture
def book(tmp_path: Path, covered_run: Path, call: Call) -> Path:
    """Return the workbook of a run that covers every duty."""
    path = tmp_path / "rota.xlsx"
    assert call("report", covered_run, "--xlsx", path).exit_code == Exit.DONE
    return path


def grid(book: Path) -> dict[tuple[str, str], str]:
    """Return what the cell of each officer's force day says."""
    rows = sheets_of(book.read_bytes())[SHEET]
    head = next(row for row in rows if FIRST in row)
    days = [(at, day) for at, day in enumerate(head) if day in DAYS]
    return {
        (row[0], day): row[at] if at < len(row) else ""
        for row in rows[rows.index(head) + 1 :]
        if len(row) > 1 and row[0]
        for at, day in days
    }


def edited(book: Path, changes: dict[tuple[str, str], str]) -> Path:
    """Return the workbook with some cells typed over."""
    sheets = sheets_of(book.read_bytes())
    cells = {cell_of(sheets[SHEET], officer, day): text for (officer, day), text in changes.items()}
    return saved(book.with_name("edited.xlsx"), {**sheets, SHEET: typed(sheets[SHEET], cells)})


def told(result: Result) -> dict[str, Any]:
    """Return what a command printed as JSON."""
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def on_tour(book: Path, tour: str) -> str:
    """Return somebody who has a tour on the first day."""
    return next(officer for (officer, day), code in grid(book).items() if day == FIRST and code == tour)


def test_every_change_is_named_and_kept_with_its_cell(
    book: Path, covered_run: Path, covered_folder: Path, tmp_path: Path, call: Call
) -> None:
    """The run it makes is audited clean, and its amendments.json has the cell, from and to."""
    one = on_tour(book, "E")
    path = edited(book, {(one, FIRST): "rest"})
    given = ("--reason", "correction", "--authority", "Insp. North", "--told-on", FIRST, "-o", tmp_path / "run")
    result = call("amend", path, *given, "--json")
    assert result.exit_code == Exit.UNCOVERED, result.output
    (change,) = told(result)["changes"]
    assert (change["officer"], change["force_day"], change["from"], change["to"]) == (one, FIRST, "E", "rest")
    assert told(result)["run"] == str(tmp_path / "run")
    (kept,) = json.loads((tmp_path / "run" / "amendments.json").read_text())["amendments"]
    assert (kept["kind"], kept["reason"], kept["authority"]) == ("workbook", "correction", "Insp. North")
    cell = {"cell": change["cell"], "officer": one, "day": FIRST_DAY, "from": "E", "to": "rest"}
    assert kept["cells"] == [cell]
    audited = told(call("audit", tmp_path / "run" / "rota.csv", covered_folder, "--json"))
    assert audited["n_faults"] == 0
    assert audited["price"] == told(call("audit", path, "--json"))["price"]
    again = call("amend", tmp_path / "run", "suggest", f"ARV/E/{FIRST}", "--json")
    assert one in {officer["officer"] for officer in told(again)["officers"]}


def test_an_exchange_is_judged_as_a_whole(book: Path, call: Call) -> None:
    """Two officers of the same roles change lines: no duty is uncovered, though each half alone would leave one."""
    cells = grid(book)
    pair = next(
        pair for pair in (("a1", "a2"), ("a3", "a4")) if any(cells[pair[0], day] != cells[pair[1], day] for day in DAYS)
    )
    half, other = ({(pair[at], day): cells[pair[1 - at], day] or "rest" for day in DAYS} for at in (0, 1))
    assert told(call("amend", edited(book, half), "--dry-run", "--json"))["uncovered"]
    path = edited(book, half | other)
    result = call("amend", path, "--dry-run", "--json")
    assert result.exit_code == Exit.DONE, result.output
    n_changes = len(told(result)["changes"])
    assert n_changes == 2 * sum(cells[pair[0], day] != cells[pair[1], day] for day in DAYS)
    assert told(result)["uncovered"] == []
    words = call("amend", path, "--dry-run").stdout
    assert f"{n_changes} changes" in words
    assert f"{n_changes} cells of the workbook are changed" in words


def test_what_breaks_a_rule_is_refused_with_its_figure(book: Path, covered_run: Path, call: Call) -> None:
    """An early tour after a night: exit 6, the cell, the rule and its figure; no folder comes beside the run."""
    before = sorted(covered_run.parent.iterdir())
    path = edited(book, {(on_tour(book, "N"), SECOND): "E"})
    result = call("amend", path)
    assert result.exit_code == Exit.BREACHES, result.output
    assert "rest_between_tours" in result.stdout
    assert "at least 660" in result.stdout
    assert "1 change" in result.stdout
    assert sorted(covered_run.parent.iterdir()) == before


def test_a_workbook_as_it_was_written_amends_nothing(book: Path, covered_run: Path, call: Call) -> None:
    """No change, exit 0, no run."""
    before = sorted(covered_run.parent.iterdir())
    result = call("amend", book, "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert told(result) == {"changes": [], "run": None}
    assert sorted(covered_run.parent.iterdir()) == before


def test_only_the_named_duties_are_published(book: Path, covered_run: Path, tmp_path: Path, call: Call) -> None:
    """As any amendment: the duty that moves becomes the next version, and nobody else's does."""
    store = ("--store", tmp_path / "ledger")
    assert call("publish", covered_run, *APPROVED, "--roster", "r", *store).exit_code == Exit.DONE
    one = on_tour(book, "E")
    path = edited(book, {(one, FIRST): "rest"})
    result = call("amend", path, *APPROVED, "--publish", *store, "-o", tmp_path / "run", "--json")
    assert result.exit_code == Exit.UNCOVERED, result.output
    assert told(result)["published"]["version"]["number"] == 2
    duties = told(call("ledger", "show", *store, "--json"))["duties"]
    moved = [(duty["officer"], duty["status"]) for duty in duties if duty["version"] == 2]
    assert moved == [(one, "cancelled")]


def test_a_run_that_has_moved_is_named(book: Path, covered_run: Path, tmp_path: Path, call: Call) -> None:
    """Where the workbook's own run is gone, --run says where it is."""
    one = on_tour(book, "E")
    sheets = sheets_of(edited(book, {(one, FIRST): "rest"}).read_bytes())
    sheets["about"] = [["folder", "gone"] if row[0] == "folder" else row for row in sheets["about"]]
    path = saved(tmp_path / "moved.xlsx", sheets)
    lost = call("amend", path, "--dry-run")
    assert lost.exit_code == Exit.BAD_INPUT
    assert "--run" in lost.stderr
    assert call("amend", path, "--dry-run", "--run", covered_run).exit_code == Exit.UNCOVERED


@pytest.mark.parametrize(
    ("typed_in", "words"),
    [("QQ", "an option code"), ("leave", "abstractions"), ("E@NOWHERE", "a post of the scenario")],
)
def test_a_cell_that_is_not_understood_is_told(book: Path, call: Call, typed_in: str, words: str) -> None:
    """With its cell and what would be right; nothing is amended."""
    one = on_tour(book, "E")
    result = call("amend", edited(book, {(one, FIRST): typed_in}))
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert words in result.stderr
    assert f"{SHEET}:" in result.stderr


def test_a_workbook_goes_without_a_subcommand_and_a_run_with_one(book: Path, covered_run: Path, call: Call) -> None:
    """Wrong use otherwise, and the message says how it is meant."""
    for wrong in (("amend", book, "remove", "a1", FIRST), ("amend", covered_run, "workbook")):
        result = call(*wrong)
        assert result.exit_code == Exit.USAGE, result.output
        assert "rota amend FILE.xlsx" in result.stderr or "unexpected extra argument" in result.stderr
    assert "rota amend FILE.xlsx" in call("amend", "--help").stdout


def test_a_file_that_is_no_workbook_is_told_what_run_is(tmp_path: Path, call: Call) -> None:
    """Not that a command is missing: no command would take it."""
    path = tmp_path / "rota.csv"
    path.write_text("officer\n", encoding="utf-8")
    for arguments in ((), ("workbook",)):
        result = call("amend", path, *arguments)
        assert result.exit_code == Exit.USAGE
        assert "name the folder of a run, or a workbook (.xlsx)" in " ".join(result.stderr.split())
