"""`rota publish` and `rota ledger`: a run is told to its officers, and what was told is shown, proved and kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.cli.stores import now
from scheduler.domain.time import iso_day
from scheduler.publication.store import this_account
from tests.worlds import FIRST_DAY

Call = Callable[..., Result]
APPROVED = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return where a ledger can be made."""
    return tmp_path / "ledger"


def told(result: Result) -> Any:
    """Return what a command printed as data."""
    assert result.exit_code == Exit.DONE, result.output
    return json.loads(result.stdout)


def test_a_run_is_published_whole(covered_run: Path, store: Path, call: Call) -> None:
    """Every planned assignment is a duty; the version says who approved it."""
    done = told(call("publish", covered_run, *APPROVED, "--store", store, "--json"))
    plan = json.loads((covered_run / "rota.json").read_text())
    planned = [row for row in plan["assignments"] if row["source"] == "planned"]
    assert (done["outcome"], done["changes"]["new"]) == ("published", len(planned))
    version = done["version"]
    assert (version["number"], version["roster"]) == (1, plan["scenario"])
    assert (version["account"], version["approved_by"]) == (this_account(), "Ch Supt Lee")
    shown = told(call("ledger", "show", "--store", store, "--json"))
    rows = {(row["officer"], row["force_day"], row["tour"], row["start_at"]) for row in shown["duties"]}
    assert rows == {(row["officer"], row["force_day"], row["tour"], row["start_at"][:-4] + "Z") for row in planned}


def test_publishing_twice_gives_the_same_version_and_says_so(covered_run: Path, store: Path, call: Call) -> None:
    """The file is byte for byte what it was."""
    call("publish", covered_run, *APPROVED, "--store", store)
    before = store.read_bytes()
    again = call("publish", covered_run, *APPROVED, "--store", store)
    assert again.exit_code == Exit.DONE
    assert "nothing changed" in again.stdout
    assert store.read_bytes() == before


def test_what_comes_late_is_warned_of_and_published(covered_run: Path, store: Path, call: Call) -> None:
    """Three planned days are not three months: a warning on stderr with its source, and exit 0."""
    done = call("publish", covered_run, *APPROVED, "--store", store)
    assert done.exit_code == Exit.DONE
    assert "less than 3 months (Police Regulations 2003" in done.stderr
    assert done.stdout.startswith("OFFICIAL\nversion 1 of ")


def test_the_second_of_two_planners_is_told_what_changed(
    covered_run: Path, short_run: Path, store: Path, call: Call
) -> None:
    """Both saw no version; the second learns who was first and of how many duties, and publishes nothing."""
    call("publish", covered_run, *APPROVED, "--store", store, "--roster", "r")
    late = call("publish", short_run, *APPROVED, "--store", store, "--roster", "r", "--after", 0)
    assert late.exit_code == Exit.BAD_INPUT
    assert "changed meanwhile, and nothing was published: version 1 by" in late.stderr
    assert call("publish", short_run, *APPROVED, "--store", store, "--roster", "r", "--after", 1).exit_code == 0
    ahead = call("publish", covered_run, *APPROVED, "--store", store, "--roster", "r", "--after", 7)
    assert (ahead.exit_code, "version 2 of r stands" in ahead.stderr) == (Exit.BAD_INPUT, True)


@pytest.mark.usefixtures("before_the_roster")
def test_an_older_run_over_a_newer_version_is_warned_of(
    covered_run: Path, store: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was amended and told since is undone by it: it may be meant, and is not left unsaid."""
    whom = json.loads((covered_run / "rota.json").read_text())["assignments"][0]
    who = ("remove", whom["officer"], whom["force_day"])
    call("amend", covered_run, *who, "-o", tmp_path / "amended")
    later = now() + 2
    monkeypatch.setattr("scheduler.cli.publish_told.now", lambda: later)
    told(call("publish", tmp_path / "amended", *APPROVED, "--store", store, "--json"))
    older = told(call("publish", covered_run, *APPROVED, "--store", store, "--json"))
    assert older["changes"]["new"] == 1
    assert any("before version 1" in one for one in older["warnings"])


def test_a_draft_and_an_approval_come_first(covered_run: Path, short_run: Path, store: Path, call: Call) -> None:
    """What was approved is published without another word; what was not is refused; drafts tell nobody anything."""
    call("publish", covered_run, "--state", "draft", "--store", store, "--roster", "r")
    refused = call("publish", covered_run, "--store", store, "--roster", "r")
    assert (refused.exit_code, "no approval of exactly these duties" in refused.stderr) == (Exit.BAD_INPUT, True)
    call("publish", covered_run, "--state", "approved", *APPROVED, "--store", store, "--roster", "r")
    assert call("publish", short_run, "--store", store, "--roster", "r").exit_code == Exit.BAD_INPUT
    done = told(call("publish", covered_run, "--store", store, "--roster", "r", "--json"))
    assert done["version"]["approved_by"] == "Ch Supt Lee"
    log = told(call("ledger", "log", "--store", store, "--json"))
    assert [one["what"] for one in log["entries"]] == ["draft", "approved", "published"]
    since = told(call("ledger", "log", "--store", store, "--since", 1, "--json"))
    assert (since["entries"], since["head"]) == ([], done["head"])


@pytest.mark.parametrize(
    "arguments", [("--approved-by", "x"), ("--authority", "x"), ("--state", "approved"), ("--after", "-1")]
)
def test_half_an_approval_is_wrong_use(covered_run: Path, store: Path, call: Call, arguments: tuple[str, ...]) -> None:
    """Exit 2, and no ledger is made."""
    assert call("publish", covered_run, *arguments, "--store", store).exit_code == Exit.USAGE
    assert not store.exists()


def test_an_approval_by_nobody_makes_no_ledger(covered_run: Path, store: Path, call: Call) -> None:
    """An empty text is bad input, told before anything is made."""
    done = call("publish", covered_run, "--approved-by", " ", "--authority", "x", "--store", store)
    assert (done.exit_code, "--approved-by" in done.stderr) == (Exit.BAD_INPUT, True)
    assert not store.exists()


def test_a_rota_that_was_changed_by_hand_is_refused(covered_run: Path, store: Path, call: Call, tmp_path: Path) -> None:
    """rota.csv has to be what rota.json says: a row less, and nothing is published."""
    run = shutil.copytree(covered_run, tmp_path / "run")
    lines = (run / "rota.csv").read_text().splitlines(keepends=True)
    (run / "rota.csv").write_text("".join(lines[:-1]))
    done = call("publish", run, *APPROVED, "--store", store)
    assert (done.exit_code, "changed since the run was planned" in done.stderr) == (Exit.BAD_INPUT, True)
    assert not store.exists()


def test_a_run_that_the_audit_does_not_price_alike_is_not_published(
    covered_run: Path, store: Path, call: Call, tmp_path: Path
) -> None:
    """Exit 5 and no ledger."""
    run = shutil.copytree(covered_run, tmp_path / "run")
    plan = json.loads((run / "rota.json").read_text())
    plan["price"][-1] += 1
    (run / "rota.json").write_text(json.dumps(plan))
    done = call("publish", run, *APPROVED, "--store", store)
    assert (done.exit_code, "the audit prices the rota at" in done.stderr) == (Exit.MISMATCH, True)
    assert not store.exists()


def test_the_ledger_that_nobody_named_is_among_the_outputs(
    covered_run: Path, covered_folder: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """outputs/ledger.sqlite of the working directory, its folder for its owner alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ROTA_STORE", raising=False)
    done = call("publish", covered_run, *APPROVED, "--scenario", covered_folder)
    assert done.exit_code == Exit.DONE, done.stderr
    assert (tmp_path / "outputs" / "ledger.sqlite").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "outputs").stat().st_mode & 0o777 == 0o700
    assert call("ledger", "verify").exit_code == Exit.DONE


def test_sheets_reports_and_who_is_on_carry_the_head(
    covered_run: Path, store: Path, call: Call, tmp_path: Path
) -> None:
    """Of a published run the head that verifying takes; of one that is not, that it is a draft."""
    sheet = ("sheet", covered_run, "--day", iso_day(FIRST_DAY), "--store", store)
    call("publish", covered_run, *APPROVED, "--store", store, "--state", "draft")
    assert "Draft: not published" in call(*sheet).stdout
    head = json.loads(call("publish", covered_run, *APPROVED, "--store", store, "--json").stdout)["version"]["head"]
    assert head in call(*sheet).stdout
    page, book = tmp_path / "report.html", tmp_path / "book.xlsx"
    assert call("report", covered_run, "-o", page, "--xlsx", book, "--store", store).exit_code == Exit.DONE
    assert head in page.read_text()
    with zipfile.ZipFile(book) as parts:
        assert head in parts.read("xl/sharedStrings.xml").decode()
    assert f"HEAD {head}" in call("now", "--store", store, "--at", iso_day(FIRST_DAY)).stdout
    assert call("ledger", "verify", "--head", head, "--store", store).exit_code == Exit.DONE


def test_verify_with_a_head_that_is_gone(covered_run: Path, store: Path, call: Call) -> None:
    """Exit 1 and the words; a head that was printed is found, one that is none is wrong use."""
    head = told(call("publish", covered_run, *APPROVED, "--store", store, "--json"))["head"]
    assert call("ledger", "verify", "--store", store, "--head", head).exit_code == Exit.DONE
    gone = call("ledger", "verify", "--store", store, "--head", "0" * 63 + "1")
    assert (gone.exit_code, "cut off" in gone.stdout) == (Exit.BAD_INPUT, True)
    assert call("ledger", "verify", "--store", store, "--head", "x").exit_code == Exit.USAGE


def test_an_officer_is_shown_the_duties_they_were_told(covered_run: Path, store: Path, call: Call) -> None:
    """A row a duty, with its sequence and version."""
    call("publish", covered_run, *APPROVED, "--store", store)
    shown = call("ledger", "show", "--store", store, "--officer", "c1")
    assert shown.exit_code == Exit.DONE
    assert "confirmed         0        1" in shown.stdout


def test_an_officer_nobody_was_told_of_is_said_to_be_none(covered_run: Path, store: Path, call: Call) -> None:
    """A misspelt id is no officer without duties."""
    call("publish", covered_run, *APPROVED, "--roster", "r", "--store", store)
    result = call("ledger", "show", "--store", store, "--officer", "P9")
    assert result.exit_code == Exit.BAD_INPUT
    assert "'P9': no officer of that id was told anything in r" in result.stderr


def test_the_log_since_a_version_that_is_none_is_refused(covered_run: Path, store: Path, call: Call) -> None:
    """Nothing since is another thing; with the number of the newest."""
    call("publish", covered_run, *APPROVED, "--roster", "r", "--store", store)
    for command in (("log",), ("ledger", "log", "--roster", "r")):
        result = call(*command, "--store", store, "--since", 2)
        assert (result.exit_code, "version 1 is the newest" in result.stderr) == (Exit.BAD_INPUT, True)
        assert "nothing since" in call(*command, "--store", store, "--since", 1).stdout


def test_backup_restore_and_prune(covered_run: Path, short_run: Path, store: Path, call: Call, tmp_path: Path) -> None:
    """A copy, the way back with a floor, a second one refused, and old detail let go."""
    roster = ("--roster", "r", "--store", store)
    call("publish", covered_run, *APPROVED, *roster)
    copy = tmp_path / "copy"
    assert told(call("ledger", "backup", copy, "--store", store, "--json"))["lines"] > 1
    assert call("ledger", "restore", copy, "--store", store).exit_code == Exit.BAD_INPUT
    done = told(call("ledger", "restore", copy, "--store", store, "--replace", "--floor", 50, "--json"))
    assert (done["floor"], done["lost"], Path(done["kept"]).exists()) == (50, 0, True)
    assert {row["sequence"] for row in told(call("ledger", "show", *roster, "--json"))["duties"]} == {50}
    changed = told(call("publish", short_run, *APPROVED, *roster, "--json"))["changes"]
    pruned = told(call("ledger", "prune", "--keep", 1, *roster, "--json"))
    assert (pruned["oldest"], pruned["lines_pruned"]) == (2, changed["changed"] + changed["cancelled"])
    assert call("ledger", "verify", "--store", store).exit_code == Exit.DONE
    assert call("ledger", "show", "--version", 1, *roster).exit_code == Exit.BAD_INPUT


@pytest.mark.parametrize("command", [("show",), ("log",), ("verify",), ("backup", "x"), ("prune", "--keep", "1")])
def test_a_ledger_that_is_not_there_is_bad_input(store: Path, call: Call, command: tuple[str, ...]) -> None:
    """Nothing is made by looking."""
    done = call("ledger", *command, "--store", store)
    assert done.exit_code == Exit.BAD_INPUT
    assert str(store) in done.stderr
    assert not store.exists()


def test_publishing_needs_no_solver(covered_run: Path, covered_folder: Path, store: Path, root: Path) -> None:
    """With ortools out of reach a run is published and shown."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
            f"sys.argv = ['rota', 'publish', {str(covered_run)!r}, '--scenario', {str(covered_folder)!r},"
            f" '--store', {str(store)!r}, '--approved-by', 'x', '--authority', 'y']\nmain()",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "version 1" in done.stdout
