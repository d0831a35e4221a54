"""`rota notify` and `rota log`: who must be phoned, who was, and what the next planner has to know."""

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
from scheduler.publication.store import this_account
from tests.notices.told import AT, DAY, HOUR, publish, tour

Call = Callable[..., Result]
AFTER = ("--at", "2024-04-27 11:00")


@pytest.fixture
def late(tmp_path: Path) -> Path:
    """Return a ledger whose version 2 moves P1, cancels P2's duty that has begun, and gives P3 another seat in time."""
    store = tmp_path / "ledger"
    publish(str(store), [tour("P1", 3, "L"), tour("P2", 3), tour("P3", 6)], AT - 40 * DAY)
    publish(str(store), [tour("P1", 3, "N"), tour("P3", 6, post="SGT")], AT + 3 * DAY + 8 * HOUR)
    return store


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Return a file of names, readable by its owner alone."""
    path = tmp_path / "people.csv"
    path.write_text("officer,name,phone,rank,client\nP1,Ann Example,020 7946 0018,PC,\nP3,Cy Example,,PC,none\n")
    path.chmod(0o600)
    return path


def told(result: Result, code: Exit = Exit.DONE) -> Any:
    """Return what a command printed as data."""
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def row(done: Result, officer: str) -> str:
    """Return the line of an officer."""
    return next(line for line in done.stdout.splitlines() if line.strip().startswith(f"{officer} "))


def test_the_list_says_what_is_said_on_the_telephone_and_no_more(late: Path, call: Call) -> None:
    """The marking, local hours, no post; what has begun is on top; exit 7."""
    done = call("notify", "--since", 1, "--store", late, *AFTER)
    assert done.exit_code == Exit.TO_PHONE
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "OFFICIAL",
        "county: version 2, changes since version 1, as of Sat 27 Apr 2024 11:00 BST",
        "2 officers to phone; calendars show 1 more in time.",
    ]
    p2, p1 = row(done, "P2"), row(done, "P1")
    assert lines.index(p2) < lines.index(p1)
    assert all(words in p2 for words in ("BEGAN Sat 27 Apr 08:00 BST", "removed", "08:00 to 16:00", "no duty", "none"))
    assert all(words in p1 for words in ("moved", "Sat 27 Apr 15:00 to 23:00", "Sat 27 Apr 23:00 to 07:00"))
    assert "ARV" not in done.stdout
    assert "SGT" not in done.stdout


def test_an_officer_leaves_by_being_acknowledged_and_the_list_ends_at_nought(late: Path, call: Call) -> None:
    """Exit 7 until the last is acknowledged, then 0; both stand in the list and in the log."""
    for officer, left in (("P1", Exit.TO_PHONE), ("P2", Exit.DONE)):
        one = told(call("notify", "ack", officer, "--version", 2, "--by", "PS Ode", "--store", late, *AFTER, "--json"))
        assert (one["officer"], one["version"], one["told_at"]) == (officer, 2, "2024-04-27T10:00:00Z")
        assert call("notify", "--since", 1, "--store", late, *AFTER).exit_code == left
    assert told(call("notify", "--since", 1, "--store", late, "--json"))["officers"] == []
    kept = told(call("notify", "list", "--store", late, "--json"))
    assert [(one["officer"], one["by"], one["account"]) for one in kept["acknowledgements"]] == [
        ("P1", "PS Ode", this_account()),
        ("P2", "PS Ode", this_account()),
    ]
    log = told(call("log", "--since", 1, "--store", late, "--json"))
    assert [(one["what"], one["officer"]) for one in log["entries"]] == [
        ("published", None),
        ("acknowledged", "P1"),
        ("acknowledged", "P2"),
    ]
    assert "P2 was told of version 2 by PS Ode" in call("log", "--since", 1, "--store", late).stdout
    assert told(call("ledger", "verify", "--store", late, "--head", kept["head"], "--json"))["whole"]


def test_who_is_not_on_the_list_cannot_be_acknowledged(late: Path, call: Call) -> None:
    """Exit 1 with the remedy; P3's change is in time."""
    done = call("notify", "ack", "P3", "--version", 2, "--since", 1, "--store", late, *AFTER)
    assert (done.exit_code, "rota notify --since 1" in done.stderr) == (Exit.BAD_INPUT, True)
    assert told(call("notify", "list", "--store", late, "--json"))["acknowledgements"] == []


def test_an_officer_cannot_have_been_told_before_the_version_or_in_the_future(late: Path, call: Call) -> None:
    """The instant lies between publication and now."""
    for at in ("2024-04-27 08:59", "2199-01-01"):
        done = call("notify", "ack", "P1", "--version", 2, "--store", late, "--at", at)
        assert (done.exit_code, "when version 2 was published" in done.stderr) == (Exit.BAD_INPUT, True)


def test_names_are_shown_and_kept_nowhere(late: Path, people: Path, call: Call) -> None:
    """The client of a column counts: P3 has no calendar, so P3 is phoned too; the ledger knows of no name."""
    done = call("notify", "--since", 1, "--store", late, *AFTER, "--names", people)
    assert (done.exit_code, done.stderr) == (Exit.TO_PHONE, "")
    assert all(words in done.stdout for words in ("PC Ann Example", "020 7946 0018", "not in the file"))
    assert "ARV as AFO" in row(done, "P3")
    rows = told(call("notify", "--since", 1, "--store", late, *AFTER, "--names", people, "--json"), Exit.TO_PHONE)
    assert [(row["officer"], row["name"]) for row in rows["officers"]] == [
        ("P2", None),
        ("P1", "Ann Example"),
        ("P3", "Cy Example"),
    ]
    call("notify", "ack", "P3", "--version", 2, "--since", 1, "--store", late, *AFTER, "--names", people)
    assert told(call("notify", "list", "--store", late, "--json"))["acknowledgements"][0]["officer"] == "P3"
    kept = b"".join(path.read_bytes() for path in late.parent.glob("ledger*"))
    assert b"Example" not in kept
    assert b"7946" not in kept


def test_names_that_others_can_read_are_warned_of(late: Path, people: Path, call: Call) -> None:
    """On stderr with the remedy, and in the JSON document."""
    people.chmod(0o644)
    done = call("notify", "--since", 1, "--store", late, *AFTER, "--names", people)
    assert (done.exit_code, "chmod 600" in done.stderr) == (Exit.TO_PHONE, True)
    rows = told(call("notify", "--since", 1, "--store", late, *AFTER, "--names", people, "--json"), Exit.TO_PHONE)
    assert len(rows["warnings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--since VERSION is missing"),
        (("--since", 1, "ack", "P1", "--version", 2), "put options after ack"),
        (("--since", 1, "--client", "gogle"), "expected one of unknown, google"),
        (("ack", "P1"), "--version"),
    ],
)
def test_wrong_use_says_what_is_right(late: Path, call: Call, arguments: tuple[object, ...], words: str) -> None:
    """Exit 2."""
    done = call("notify", *arguments)
    assert (done.exit_code, words in done.stderr) == (Exit.USAGE, True), done.stderr


def test_a_version_or_a_ledger_that_is_not_there_is_bad_input(late: Path, call: Call) -> None:
    """Exit 1, with the place and the remedy; no ledger is made."""
    done = call("notify", "--since", 9, "--store", late)
    assert (done.exit_code, "a version of county up to 2" in done.stderr) == (Exit.BAD_INPUT, True)
    nowhere = late.with_name("nowhere")
    for arguments in (("--since", 1), ("ack", "P1", "--version", 1), ("list",)):
        assert call("notify", *arguments, "--store", nowhere).exit_code == Exit.BAD_INPUT
    assert not nowhere.exists()


def test_json_before_or_after_the_command_is_the_same(late: Path, call: Call) -> None:
    """`rota notify --json list` prints JSON as well."""
    assert told(call("notify", "--json", "list", "--store", late)) == told(
        call("notify", "list", "--json", "--store", late)
    )


def test_the_list_needs_no_solver(late: Path, root: Path) -> None:
    """With ortools out of reach everything works."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
            f"sys.argv = ['rota', 'notify', '--since', '1', '--store', {str(late)!r}]\nmain()",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "2 officers to phone" in done.stdout) == (Exit.TO_PHONE, True), done.stderr


def test_what_is_counted_on_is_shown_with_its_source(late: Path, call: Call) -> None:
    """The list names the lag and that nobody has checked it; `clients` has all that is told of each."""
    assert "Lags counted: unknown 24 h, unverified" in call("notify", "--since", 1, "--store", late, *AFTER).stdout
    rows = {row["client"]: row for row in told(call("notify", "clients", "--json"))}
    assert (rows["google"]["minutes"], rows["apple"]["most_hours"], rows["none"]["minutes"]) == (1440, None, None)
    assert all(row["source"] for client, row in rows.items() if client not in ("unknown", "none"))
    assert "on launch" in call("notify", "clients").stdout
