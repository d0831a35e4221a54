"""`rota plan`."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import os
import signal
import stat
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import scheduler.planning.plan as planning
from scheduler.cli.exits import Exit
from scheduler.cli.stopping import stop_on_interrupt
from scheduler.views import outputs

Call = Callable[..., Result]
FILES = {
    "SHA256SUMS",
    "armed_hours.csv",
    "cost.csv",
    "crews.csv",
    "due.csv",
    "pool.json.gz",
    "private",
    "proof.json",
    "report.html",
    "rota.csv",
    "rota.json",
    "run.json",
    "uncovered.csv",
}


def test_a_plan_begins_with_a_run_before(covered_folder: Path, covered_run: Path, tmp_path: Path, call: Call) -> None:
    """It ends as well; a run without its pool, and one of other days, are told with the file."""
    again = call("plan", covered_folder, "--begin-with", covered_run, "-o", tmp_path / "run", "--workers", 1)
    assert again.exit_code == Exit.DONE, again.output
    pool = str(covered_run / "pool.json.gz")
    for more, told in (((), str(tmp_path / "pool.json.gz")), (("--days", 1), pool)):
        run = covered_run if more else tmp_path
        refused = call("plan", covered_folder, "--begin-with", run, "-o", tmp_path / "none", *more)
        assert refused.exit_code == Exit.BAD_INPUT
        assert told in refused.output


def test_a_run_writes_every_output_for_its_owner_alone(covered_run: Path) -> None:
    """The folder has each file of the contract, and nobody else may read any of them."""
    assert {path.name for path in covered_run.iterdir()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in covered_run.rglob("*") if path.is_file()} == {0o600}
    assert (covered_run.parent / "latest").resolve() == covered_run.resolve()


def test_a_run_says_what_its_rota_costs(covered_run: Path) -> None:
    """By the tours of rota.csv: a night of 22:00 to 07:00 has 8 unsocial hours, a late to 23:00 has 3, on call is a day.

    A constable's hour is 2,000 pence, a tenth of it 200; an on-call day of a superintendent is 2,500 since 2024.
    """
    with (covered_run / "rota.csv").open(newline="") as file:
        tours = Counter(row["tour"] for row in csv.DictReader(file) if row["source"] == "planned")
    with (covered_run / "cost.csv").open(newline="") as file:
        items = list(csv.DictReader(file))
    told = json.loads((covered_run / "run.json").read_text())["cost_pence_by_item"]
    expected = {"on_call_day": 2_500 * tours["OC"], "unsocial_hours": 200 * (8 * tours["N"] + 3 * tours["L"])}
    assert told == expected
    assert sum(int(row["pence"]) for row in items) == sum(expected.values()) > 0
    assert "Rest days worked and overtime of officers without a team (5)" in (covered_run / "report.html").read_text()


def test_uncovered_duties_have_their_exit_code_and_are_named(short_folder: Path, tmp_path: Path, call: Call) -> None:
    """One supervisor for two cars a day on three days leaves one car a day uncovered: exit 3, three duties named."""
    result = call("plan", short_folder, "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED
    assert "On the 3 days asked for 3 duties stay below the minimum" in result.stdout
    assert "level, over 3 planned days" in result.stdout
    assert sum(line.startswith("ARV/") for line in result.stdout.splitlines()) == 3


def test_json_is_the_record_of_the_run_and_nothing_else(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """With --json stdout is one document: the run's record with its folder."""
    result = call("plan", covered_folder, "-o", tmp_path / "run", "--seconds", 20, "--workers", 1, "--json")
    assert result.exit_code == Exit.DONE
    document = json.loads(result.stdout)
    recorded = json.loads((tmp_path / "run" / "run.json").read_text())
    assert document["folder"] == str(tmp_path / "run")
    assert {key: document[key] for key in recorded} == recorded
    assert document["uncovered"] == 0
    assert document["breaches"] == 0


def test_the_default_folder_is_named_after_scenario_and_run(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without -o the outputs stand in outputs/<scenario>/<run>, and latest beside them."""
    monkeypatch.chdir(tmp_path)
    result = call("plan", covered_folder, "--seconds", 20, "--workers", 1, "--json")
    run = json.loads(result.stdout)["run"]
    assert (tmp_path / "outputs" / "tiny" / run / "rota.csv").is_file()
    assert (tmp_path / "outputs" / "tiny" / "latest").resolve().name == run


def test_an_existing_folder_is_never_touched(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """Planning into a folder that exists is refused and leaves what is in it."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "rota.csv").write_text("mine")
    result = call("plan", covered_folder, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.BAD_INPUT
    assert (folder / "rota.csv").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["rota.csv"]


def never(*_: Any) -> None:
    """Stand in for a search that must not begin."""
    pytest.fail("the search began")


@pytest.mark.parametrize("made", ["folder", "file", "link", "latest", "above"])
def test_what_is_in_the_way_is_told_before_the_search(
    made: str, covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder, a file, a dangling link, a strange latest or a file for a parent exits 1 without a search or a key."""
    monkeypatch.setattr(planning, "plan", never)
    folder = tmp_path / "runs" / "run"
    if made != "above":
        folder.parent.mkdir()
    match made:
        case "folder":
            folder.mkdir()
        case "file":
            folder.write_text("mine")
        case "link":
            folder.symlink_to("nowhere")
        case "latest":
            (folder.parent / "latest").mkdir()
        case "above":
            folder.parent.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    result = call("plan", covered_folder, "-o", folder)
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert str(tmp_path) in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kept", ["text", "short", "link", "pipe", "folder", "environment"])
def test_a_key_that_is_none_is_told_before_the_search(
    kept: str, covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other text, 63 digits, a link to a good key, a pipe and a folder are no key of calendars: exit 1, no search."""
    monkeypatch.setattr(planning, "plan", never)
    key = tmp_path / ".feed-key"
    (tmp_path / "good").write_text("a" * 64)
    match kept:
        case "text":
            key.write_text("s3cret words")
        case "short":
            key.write_text("a" * 63)
        case "link":
            key.symlink_to("good")
        case "pipe":
            os.mkfifo(key)
        case "folder":
            key.mkdir()
        case "environment":
            monkeypatch.setenv("ROTA_FEED_KEY", "s3cret words")
    result = call("plan", covered_folder, "-o", tmp_path / "run")
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert ("ROTA_FEED_KEY" if kept == "environment" else ".feed-key") in result.stderr
    assert "s3cret" not in result.output


def test_the_calendars_of_two_runs_carry_the_same_identifiers(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """The key of the calendars is kept beside the runs, so the on-call feed of the second run has the same UIDs."""

    def identifiers(run: str) -> list[str]:
        assert call("plan", covered_folder, "-o", tmp_path / run, "--seconds", 20, "--workers", 1).exit_code == 0
        text = (tmp_path / run / "private" / "feeds" / "posts" / "SFC.ics").read_text()
        return sorted(line for line in text.splitlines() if line.startswith("UID:"))

    assert identifiers("one") == identifiers("two")


def test_a_rota_that_cannot_be_written_leaves_no_key(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk refuses the outputs, the key made for them and the folders made for it are taken away again."""

    def refuse(*_: Any) -> Path:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(outputs, "write_outputs", refuse)
    result = call("plan", covered_folder, "-o", tmp_path / "new" / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.BAD_INPUT
    assert "No space left" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_key_of_the_environment_is_used_and_not_kept(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ROTA_FEED_KEY keys the identifiers, which are the first 40 digits of an HMAC-SHA256, and no key file is made."""
    monkeypatch.setenv("ROTA_FEED_KEY", "ab" * 32)
    folder = tmp_path / "run"
    assert call("plan", covered_folder, "-o", folder, "--seconds", 20, "--workers", 1).exit_code == Exit.DONE
    feed = (folder / "private" / "feeds" / "officers" / "c1.ics").read_text()
    rows = [row for row in json.loads((folder / "rota.json").read_text())["assignments"] if row["officer"] == "c1"]
    parts = [f"officer\0c1\0{date.fromisoformat(row['force_day']).toordinal()}\0{row['tour']}" for row in rows]
    uids = {hmac.new(b"ab" * 32, part.encode(), hashlib.sha256).hexdigest()[:40] for part in parts}
    assert {line.removeprefix("UID:") for line in feed.splitlines() if line.startswith("UID:")} == uids
    assert not (tmp_path / ".feed-key").exists()


@pytest.mark.parametrize(
    ("raised", "code"),
    [(planning.AuditMismatchError((), "one thing and another"), Exit.MISMATCH), (KeyboardInterrupt(), Exit.NO_ROTA)],
)
def test_a_run_without_a_sound_rota_writes_nothing(
    *,
    raised: BaseException,
    code: Exit,
    covered_folder: Path,
    tmp_path: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An audit that disagrees exits 5 and an interrupt before any rota exits 4; neither leaves a key or a folder."""

    def fail(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(planning, "plan", fail)
    result = call("plan", covered_folder, "-o", tmp_path / "new" / "runs" / "run")
    assert result.exit_code == code
    assert list(tmp_path.iterdir()) == []


def test_a_missing_scenario_is_bad_input(tmp_path: Path, call: Call) -> None:
    """A path that does not exist is told, with exit 1."""
    result = call("plan", tmp_path / "nothing")
    assert result.exit_code == Exit.BAD_INPUT
    assert "nothing" in result.stderr


@pytest.mark.parametrize(
    "option",
    [
        ("--seconds", "0"),
        ("--seconds", "nan"),
        ("--seconds", "inf"),
        ("--seconds", "86401"),
        ("--gap", "2"),
        ("--gap", "nan"),
        ("--days", "0"),
        ("--workers", "0"),
        ("--no",),
    ],
)
def test_a_wrong_option_is_wrong_use(option: tuple[str, ...], covered_folder: Path, call: Call) -> None:
    """Values out of range and unknown options exit 2."""
    assert call("plan", covered_folder, *option).exit_code == Exit.USAGE


def test_the_rota_is_read_again_by_the_audit(covered_run: Path, covered_folder: Path, call: Call) -> None:
    """What plan wrote, audit finds without fault, and the proof stands."""
    result = call("audit", covered_run / "rota.csv", covered_folder, "--proof", covered_run / "proof.json", "--json")
    assert result.exit_code == Exit.DONE, result.output
    document = json.loads(result.stdout)
    assert document["n_faults"] == 0
    assert all(level["stands"] for level in document["proof"])


def test_latest_names_the_newest_run(covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """A second run beside the first takes over latest; the first stays."""
    for name in ("one", "two"):
        assert call("plan", covered_folder, "-o", tmp_path / name, "--seconds", 20, "--workers", 1).exit_code == 0
    assert (tmp_path / "latest").resolve().name == "two"
    assert (tmp_path / "one" / "rota.csv").is_file()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_ctrl_c_asks_and_the_second_insists(number: signal.Signals) -> None:
    """The first interrupt only sets the event that ends the search; the second is one; afterwards all is as before."""
    before = signal.getsignal(number)
    with stop_on_interrupt() as stop:
        os.kill(os.getpid(), number)
        assert stop.wait(5)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) == before


def test_a_search_that_was_stopped_keeps_its_rota(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the rules are read still ends in a rota, its audit and its files, long before the time is up."""
    whole = planning.plan

    def interrupted(*arguments: Any) -> planning.Planned:
        os.kill(os.getpid(), signal.SIGINT)
        return whole(*arguments)

    monkeypatch.setattr(planning, "plan", interrupted)
    result = call("plan", covered_folder, "-o", tmp_path / "run", "--seconds", 600, "--workers", 1)
    assert result.exit_code in (Exit.DONE, Exit.UNCOVERED)
    assert (tmp_path / "run" / "rota.csv").is_file()
