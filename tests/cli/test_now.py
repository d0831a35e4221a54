"""`rota now`: who is on by what was published, for the planner."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.publication.seats import SEATS, keep_seats
from scheduler.publication.store import opened
from tests.feeds.ledgers import file, found_by_commands, told
from tests.feeds.rotas import AT, both_changes
from tests.feeds.walls import seats

Call = Callable[..., Result]
NOON = "2026-10-24 12:00"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a ledger with one version and its seats, which commands find by the environment."""
    path = found_by_commands(tmp_path, monkeypatch)
    with opened(path, write=True) as ledger:
        keep_seats(ledger, seats(), "north", 1, AT)
    return path


def posts(result: Result) -> dict[str, Any]:
    """Return the posts of a document by their codes."""
    return {one["post"]: one for one in json.loads(result.stdout)["posts"]}


def test_every_seat_its_phone_until_when_and_who_is_next(store: Path, call: Call) -> None:
    """A2 holds ARV until 19:00 by the seat's phone, A3 comes then; TFC is held on call."""
    done = call("now", "--at", NOON, "--json")
    assert done.exit_code == Exit.DONE, done.output
    arv, tfc = posts(done)["ARV"], posts(done)["TFC"]
    assert (arv["phone"], [one["officer"] for one in arv["held"]]) == ("01632 960101", ["A2"])
    assert arv["held"][0]["until"] == "2026-10-24T19:00+01:00"
    assert [(one["officer"], one["from"]) for one in arv["next"]] == [("A3", "2026-10-24T19:00+01:00")]
    assert [(one["officer"], one["on_call"], one["until"]) for one in tfc["held"]] == [
        ("A1", True, "2026-10-25T07:00+00:00")
    ]


def test_an_empty_seat_is_told_to_the_planner_and_by_the_exit_code(store: Path, call: Call) -> None:
    """The next noon TFC is wanted and nobody holds it: EMPTY, exit 3; a day before, it is told from when."""
    done = call("now", "--at", "2026-10-25 12:00")
    assert done.exit_code == Exit.UNCOVERED
    assert "EMPTY: 1 seat of 1" in done.stdout
    before = call("now", "--at", NOON)
    assert before.exit_code == Exit.DONE
    assert "TFC: a seat is empty from 07:00 GMT" in before.stdout


def test_a_week_has_every_hold_what_is_empty_and_the_days_that_are_not_published(store: Path, call: Call) -> None:
    """Seven days on the wall clock, over its change; without --week there is no week."""
    assert json.loads(call("now", "--at", NOON, "--json").stdout)["ahead"] is None
    week = json.loads(call("now", "--at", NOON, "--week", "--json").stdout)["ahead"]
    assert (week["until"], week["unpublished"]) == ("2026-10-31T12:00+00:00", [])
    tfc = next(one for one in week["posts"] if one["post"] == "TFC")
    assert [(one["officer"], one["until"]) for one in tfc["held"]] == [("A1", "2026-10-25T07:00+00:00")]
    assert tfc["empty"][0]["from"] == "2026-10-25T07:00+00:00"
    shown = call("now", "--at", NOON, "--week").stdout
    assert "7 days, to Sat 31 Oct 2026 12:00 GMT" in shown
    assert "EMPTY: 1 seat" in shown
    assert "not published" not in shown


def test_so_many_days_are_told_as_a_week_is(store: Path, call: Call) -> None:
    """A month ahead, over the change of the clock; beyond 92 days or before the first it is wrong use."""
    month = json.loads(call("now", "--at", NOON, "--days", "30", "--json").stdout)["ahead"]
    assert month["until"] == "2026-11-23T12:00+00:00"
    assert [one["post"] for one in month["posts"]] == ["ARV", "TFC"]
    for number in ("0", "93", "-1", "x"):
        assert call("now", "--at", NOON, "--days", number).exit_code == Exit.USAGE


def test_a_week_beyond_the_published_days_says_which_are_not(store: Path, call: Call) -> None:
    """Nobody on after the last published day is not nobody needed."""
    shown = call("now", "--at", "2027-04-18", "--week")
    assert "not published: Wed 21 Apr, Thu 22 Apr, Fri 23 Apr, Sat 24 Apr; who is on then is not known" in shown.stdout


def test_without_kept_seats_holders_are_shown_and_nothing_is_called_covered(tmp_path: Path, call: Call) -> None:
    """A roster published before seats were kept: a warning, and neither wanted nor empty in the document."""
    path = file(tmp_path)
    with opened(path, write=True) as ledger:
        told(ledger, both_changes())
    done = call("now", "--at", NOON, "--store", path, "--json")
    assert (done.exit_code, json.loads(done.stdout)["seats_known"], posts(done)["ARV"]["empty"]) == (0, False, None)
    shown = call("now", "--at", NOON, "--store", path)
    assert "publish its run again" in shown.stderr
    assert "empty" not in shown.stdout
    week = json.loads(call("now", "--at", NOON, "--store", path, "--week", "--json").stdout)["ahead"]
    assert {str(one["empty"]) for one in week["posts"]} == {"None"}


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--at", "2036-01-01"), Exit.BAD_INPUT, "an instant of the published days, 2026-10-21 to 2027-04-20"),
        (("--at", "soon"), Exit.USAGE, "2026-10-14 06:00"),
        (("--roster", "nort"), Exit.BAD_INPUT, "north"),
        (("--store", "nowhere.sqlite"), Exit.BAD_INPUT, "nowhere.sqlite"),
    ],
)
def test_bad_input_gets_one_message(store: Path, call: Call, more: tuple[str, ...], code: Exit, words: str) -> None:
    """An instant of which nothing is published, none at all, another roster, no ledger."""
    done = call("now", *more)
    assert done.exit_code == code
    assert words in done.stderr
    assert not done.stdout


def test_publishing_keeps_the_phones_of_the_scenario(
    covered_run: Path, covered_folder: Path, tmp_path: Path, call: Call
) -> None:
    """A run is published with its seats, as one line beside its duties; the same again adds none."""
    path = tmp_path / "ledger"
    how = ("--approved-by", "Supt", "--authority", "F 1", "--store", path)
    for _ in range(2):
        assert call("publish", covered_run, *how).exit_code == Exit.DONE
    with opened(path) as ledger, ledger.reading() as reader:
        lines = list(reader.lines((SEATS,)))
    assert [line.version for line in lines] == [1]
    assert {one["post"] for one in lines[0].detail["posts"]} == {
        line.partition(",")[0] for line in (covered_folder / "posts.csv").read_text().splitlines()[1:]
    }


def test_no_solver_is_loaded(store: Path, root: Path) -> None:
    """Who is on is asked at night, on any machine."""
    script = (
        "import sys; sys.modules['ortools'] = None\nfrom scheduler.cli import rota\n"
        f"rota.main(['now', '--at', '{NOON}'], standalone_mode=False)\nassert 'starlette' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "A2" in done.stdout
