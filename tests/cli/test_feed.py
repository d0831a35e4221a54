"""`rota feed`: tokens shown once, folders whole or not at all, and one message for whatever is wrong."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.feeds.checking import check
from tests.feeds.ledgers import found_by_commands

Call = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a ledger with one published version, which commands find by the environment."""
    monkeypatch.delenv("ROTA_FEED_KEY", raising=False)
    return found_by_commands(tmp_path, monkeypatch)


def document(result: Result) -> Any:
    """Return what a command printed as JSON; it must have done its work."""
    assert result.exit_code == Exit.DONE, result.output
    return json.loads(result.stdout)


def made(call: Call, *more: object) -> dict[str, Any]:
    """Make a token for officer A2 and return its document."""
    (one,) = document(call("feed", "token", "create", "--officer", "A2", "--json", *more))["tokens"]
    return dict(one)


def test_a_token_is_shown_once_and_listed_by_its_name_alone(store: Path, call: Call) -> None:
    """256 bits, by the link where the address is known; list knows the name, the feed and the standing."""
    one = made(call, "--url", "https://feeds.example.org/", "--redaction", "role", "--days", 10)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", one["token"])
    assert one["link"] == f"https://feeds.example.org/feeds/{one['token']}.ics"
    listed = call("feed", "token", "list", "--json").stdout
    assert one["token"] not in listed
    (found,) = json.loads(listed)["tokens"]
    assert (found["name"], found["standing"], found["redaction"]) == (one["name"], "live", "role")
    assert one["name"] in call("feed", "token", "list").stdout


def test_the_feed_key_is_made_beside_the_ledger_for_its_owner_alone(store: Path, call: Call) -> None:
    """With the first token, and kept for the next."""
    made(call)
    key = store.parent / ".feed-key"
    before = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    made(call)
    assert key.read_bytes() == before


def test_a_folder_has_each_calendar_by_its_token_and_no_index(store: Path, call: Call, tmp_path: Path) -> None:
    """Live ones and those that warn, private, each passing the check; a leaked one has no file; `latest` names the folder."""
    live, revoked, leaked = (made(call) for _ in range(3))
    call("feed", "token", "revoke", revoked["name"])
    call("feed", "token", "revoke", "--leaked", leaked["name"])
    folder = tmp_path / "out" / "one"
    told_now = document(call("feed", "build", "-o", folder, "--json"))
    assert (told_now["live"], told_now["expired"], told_now["left_out"]) == (1, 1, [])
    assert sorted(os.listdir(folder)) == sorted(f"{one['token']}.ics" for one in (live, revoked))
    assert os.readlink(folder.parent / "latest") == "one"
    for path in folder.iterdir():
        assert check(path.read_bytes()) == []
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"Do not rely" in (folder / f"{revoked['token']}.ics").read_bytes()
    again = call("feed", "build", "-o", folder)
    assert again.exit_code == Exit.BAD_INPUT
    assert sorted(os.listdir(folder.parent)) == ["latest", "one"]


def test_building_twice_gives_the_same_bytes(store: Path, call: Call, tmp_path: Path) -> None:
    """The same published state, the same files."""
    made(call)
    contents = []
    for name in ("one", "two"):
        call("feed", "build", "-o", tmp_path / "out" / name)
        contents.append({path.name: path.read_bytes() for path in (tmp_path / "out" / name).iterdir()})
    assert contents[0] == contents[1]


def test_tokens_of_another_key_are_told_and_left_out(
    store: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their files could not be named; who has a key that is none is told before anything is written."""
    one = made(call)
    monkeypatch.setenv("ROTA_FEED_KEY", "ab" * 32)
    found = call("feed", "build", "-o", tmp_path / "out" / "one")
    assert one["name"] in found.stderr
    (store.parent / ".feed-key").unlink()
    monkeypatch.delenv("ROTA_FEED_KEY")
    missing = call("feed", "build", "-o", tmp_path / "out" / "two")
    assert missing.exit_code == Exit.BAD_INPUT
    assert "expected the feed key that rota feed token create made, or ROTA_FEED_KEY" in missing.stderr


def test_rotating_gives_a_new_token_and_ends_the_old_one(store: Path, call: Call) -> None:
    """The same feed and style; the old one warns, or with --leaked opens nothing; neither without the other."""
    old = made(call, "--redaction", "full", "--tzid", "--alarm", 60, "--no-tombstones")
    (new,) = document(call("feed", "token", "rotate", old["name"], "--json"))["tokens"]
    assert new["token"] != old["token"]
    same = ("roster", "feed", "subject", "redaction", "alarm_minutes", "tombstones", "local_times")
    assert [new[name] for name in same] == [old[name] for name in same]
    standing = {one["name"]: one["standing"] for one in document(call("feed", "token", "list", "--json"))["tokens"]}
    assert standing == {old["name"]: "expired", new["name"]: "live"}
    call("feed", "token", "rotate", new["name"], "--leaked")
    every = document(call("feed", "token", "list", "--all", "--json"))["tokens"]
    assert [one["standing"] for one in every] == ["expired", "dead", "live"]


def test_a_wrong_name_ends_nothing(store: Path, call: Call) -> None:
    """One of two names is wrong: neither token is ended, and what was typed is not repeated, for it may be a token."""
    one = made(call)
    wrong = call("feed", "token", "revoke", one["name"], one["token"])
    assert wrong.exit_code == Exit.BAD_INPUT
    assert one["token"] not in wrong.output
    assert "the name of a token, eight digits or more" in wrong.stderr
    (listed,) = document(call("feed", "token", "list", "--json"))["tokens"]
    assert listed["standing"] == "live"


@pytest.mark.parametrize("command", ["revoke", "rotate"])
def test_a_token_typed_for_its_name_is_not_repeated_though_it_begins_with_a_dash(
    store: Path, call: Call, command: str
) -> None:
    """It would look like an option that is not known, which the message would name."""
    made(call)
    wrong = call("feed", "token", command, "-" + "x" * 42)
    assert wrong.exit_code == Exit.BAD_INPUT
    assert "xxx" not in wrong.output
    assert "the name of a token, eight digits or more" in wrong.stderr


def test_a_card_has_the_code_and_a_failed_one_leaves_no_token(store: Path, call: Call, tmp_path: Path) -> None:
    """One page a token, private, with the link as text and picture; where it cannot be written no token is made."""
    cards = tmp_path / "cards" / "one"
    one = made(call, "--url", "https://feeds.example.org", "--card", cards)
    page = (cards / f"{one['name']}.html").read_text()
    assert one["link"] in page
    assert "<svg" in page
    assert "A2" not in re.sub(r"<[^>]*>|[A-Za-z0-9_-]{43}", "", page)
    assert (
        call("feed", "token", "create", "--officer", "A2", "--url", "https://x.example", "--card", cards).exit_code
        == Exit.BAD_INPUT
    )
    assert len(document(call("feed", "token", "list", "--json"))["tokens"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("token", "create"), Exit.USAGE, "--officer, --post, --force or --wall"),
        (("token", "create", "--officer", "A22"), Exit.BAD_INPUT, "did you mean 'A2'?"),
        (("token", "create", "--officer", "A2", "--roster", "south"), Exit.BAD_INPUT, "a roster of the ledger: north"),
        (("token", "create", "--officer", "A2", "--url", "ftp://x"), Exit.BAD_INPUT, "the address of a server"),
        (("token", "create", "--officer", "A2", "--card", "x"), Exit.USAGE, "--card wants --url"),
        (("token", "create", "--officer", "A2", "--days", "0"), Exit.USAGE, "0 is not in the range"),
        (("build",), Exit.USAGE, "name the folder to write"),
        (("serve", "--host", "0.0.0.0"), Exit.BAD_INPUT, "a certificate (--certificate), --behind-proxy"),
        (("serve", "--host", "127.0.0.1", "--certificate", "x"), Exit.BAD_INPUT, "both --certificate and --private-key"),
        (("serve", "--certificate", "/nowhere", "--private-key", "/nowhere"), Exit.BAD_INPUT, "/nowhere: No such file"),
        (("check", "/nowhere.ics"), Exit.BAD_INPUT, "a file that exists"),
        (("check", "https://[/x"), Exit.BAD_INPUT, "an address that answers"),
        (("check", "http://127.0.0.1:1/token"), Exit.BAD_INPUT, "http://127.0.0.1:1/...: "),
    ],
)  # fmt: skip
def test_whatever_is_wrong_has_one_message(
    store: Path, call: Call, arguments: tuple[str, ...], code: Exit, said: str
) -> None:
    """Place and remedy on stderr, nothing on stdout."""
    if arguments[0] == "serve":
        made(call)
    result = call("feed", *arguments)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert said in result.stderr


def test_an_officer_without_duty_wants_a_word(store: Path, call: Call) -> None:
    """Somebody new has no duty published yet: --without-duty makes the token all the same."""
    assert call("feed", "token", "create", "--officer", "B7", "--without-duty").exit_code == Exit.DONE


def test_check_ends_with_six_and_names_line_rule_and_section(call: Call, tmp_path: Path) -> None:
    """A calendar without DTSTAMP, in text and as JSON; beside what was served before, what went back."""
    path, before = tmp_path / "a.ics", tmp_path / "b.ics"
    text = "BEGIN:VCALENDAR\nPRODID:x\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nSEQUENCE:1\nDTSTART:20261024T180000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    before.write_bytes(text.replace("SEQUENCE:1", "SEQUENCE:2").replace("\n", "\r\n").encode())
    found = call("feed", "check", path)
    assert found.exit_code == Exit.BREACHES
    assert found.stdout.startswith("a.ics:4: dtstamp: no DTSTAMP; ")
    assert "(RFC 5545 3.6.1, 3.8.7.2)\n1 finding" in found.stdout
    rules = [
        one["rule"] for one in json.loads(call("feed", "check", path, "--before", before, "--json").stdout)["findings"]
    ]
    assert sorted(rules) == ["dtstamp", "sequence_back"]


def test_doctor_says_that_it_was_not_tried(call: Call) -> None:
    """What is known of clients is others' word."""
    assert document(call("feed", "doctor", "--json"))["verified"] is False
    assert "not verified here" in call("feed", "doctor").stdout


def test_feeds_load_no_solver(store: Path, root: Path, call: Call) -> None:
    """With ortools barred from import tokens are made, listed and built into a folder all the same."""
    program = (
        "import sys\nsys.modules['ortools'] = None\nfrom scheduler.cli import main\n"
        "sys.argv = ['rota', 'feed', *sys.argv[1:]]\nmain()"
    )
    for arguments in (["token", "create", "--officer", "A2"], ["build", "-o", str(store.parent / "out" / "one")]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=root, capture_output=True, text=True, timeout=60, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_nothing_published_is_told(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that is not there, and one of another program."""
    monkeypatch.setenv("ROTA_STORE", str(tmp_path / "none"))
    assert call("feed", "token", "list").exit_code == Exit.BAD_INPUT
    (tmp_path / "none").write_text("no ledger")
    assert call("feed", "token", "list").exit_code == Exit.BAD_INPUT
