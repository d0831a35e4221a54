"""`rota register`: each command, what it says of bad input, and files that are meant to break it."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from tests.scenario_io.small import write

HEADER = "officer,event,subject,at,until,outcome,recorded\n"
PLAIN = HEADER + "".join(
    (
        "P001,fitness_test,9-4,2026-10-01,,,2026-10-01\n",
        "P002,fitness_test,9-4,2026-08-20,,,2026-08-20\n",
        "P001,step_back,,2026-10-14 06:00,,,2026-10-14 06:00\n",
        ",kit_introduced,launcher,2026-10-20,2026-11-20,,2026-10-01\n",
    )
)
GATES = (
    "gate,event,subject,roles,valid_days,level,from,until\n"
    "fitness,fitness_test,,ARO,60,gate,2026-01-01,\n"
    "launcher,kit,launcher,ARO,,gate,2026-01-01,\n"
)
Call = Callable[..., Result]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with two officers for cars and two gates, one of them on leave from 19 to 21 October."""
    return write(tmp_path_factory.mktemp("scenarios") / "small", {"gates.csv": GATES})


@pytest.fixture
def store(tmp_path: Path, scenario: Path, call: Call) -> Path:
    """Return a register of four lines."""
    assert bring(tmp_path, scenario, call, PLAIN).exit_code == Exit.DONE
    return tmp_path / "register"


def bring(folder: Path, scenario: Path, call: Call, events: str | bytes, *more: object) -> Result:
    """Import events into the register of a folder as of 1 December 2026."""
    (folder / "events.csv").write_bytes(events if isinstance(events, bytes) else events.encode())
    as_of = () if "--as-of" in more else ("--as-of", "2026-12-01T00:00Z")
    return call("register", "import", folder / "register", folder / "events.csv", "--scenario", scenario, *as_of, *more)


def document(result: Result) -> Any:
    """Return what a command printed as JSON; it must have done its work."""
    assert result.exit_code == Exit.DONE, result.output
    return json.loads(result.stdout)


def complaints(result: Result) -> list[str]:
    """Return what a command has against its input, without the count at the end."""
    assert (result.exit_code, result.stdout) == (Exit.BAD_INPUT, ""), result.output
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()[:-1]


def verified(store: Path, call: Call, *more: object) -> Any:
    """Return what verifying prints as JSON."""
    return json.loads(call("register", "verify", store, "--json", *more).stdout)


def test_import_says_what_it_added_and_a_second_time_that_all_is_known(
    tmp_path: Path, scenario: Path, call: Call
) -> None:
    """Four added, then four known; the HEAD is the same and that of verify."""
    first = bring(tmp_path, scenario, call, PLAIN)
    assert first.stdout.splitlines()[0] == "4 added, 0 already known"
    head = first.stdout.split()[-1]
    again = document(bring(tmp_path, scenario, call, PLAIN, "--json"))
    assert again == {"added": 0, "corrected": 0, "known": 4, "head": head}
    assert verified(tmp_path / "register", call)["head"] == head


def test_import_is_the_same_to_the_byte_of_its_hash_whenever_it_runs(
    tmp_path: Path, scenario: Path, call: Call
) -> None:
    """With --as-of the HEAD of two registers is equal; without it rows that do not say are recorded now."""
    events = HEADER + "P001,course,entry,2026-09-01,,,\n"
    heads = []
    for name, as_of in (("a", "2026-12-01T00:00Z"), ("b", "2026-12-01 00:00"), ("c", "2026-12-02")):
        (tmp_path / name).mkdir()
        heads.append(document(bring(tmp_path / name, scenario, call, events, "--as-of", as_of, "--json"))["head"])
    assert heads[0] == heads[1] != heads[2]
    (tmp_path / "events.csv").write_text(events)
    now = call("register", "import", tmp_path / "now", tmp_path / "events.csv", "--scenario", scenario)
    assert now.exit_code == Exit.DONE, now.output


def test_a_correction_and_a_withdrawal_are_counted_and_take_effect(store: Path, scenario: Path, call: Call) -> None:
    """The step-back of P001 was a mistake: once withdrawn, P001 could crew again; importing the first file changes nothing."""
    said = bring(store.parent, scenario, call, HEADER + "P001,step_back,,2026-10-14 06:00,,withdrawn,\n")
    assert said.stdout.splitlines()[0] == "1 added (1 of them correct an earlier line), 0 already known"
    assert "P001" in able(store, scenario, call, "2026-10-14 12:00")
    assert "P001" not in able(store, scenario, call, "2026-10-14 12:00", "--as-known-at", "2026-11-30")
    again = bring(store.parent, scenario, call, PLAIN)
    assert again.stdout.splitlines()[0] == "0 added, 4 already known"
    assert "P001" in able(store, scenario, call, "2026-10-14 12:00")


def able(store: Path, scenario: Path, call: Call, at: str, *more: object) -> list[str]:
    """Return who could hold the role ARO."""
    found = call("register", "competent", store, "--scenario", scenario, "--role", "ARO", "--at", at, "--json", *more)
    return [one["officer"] for one in document(found)["competent"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "P0O2,course,entry,2026-10-01,,,\nP0O2,course,exit,2026-10-01,,,\n",
            ["events.csv:2:officer: 'P0O2': unknown officer, also in 1 more row (events.csv); did you mean 'P002'?"],
        ),
        (
            "P001,accreditation,AROO,2026-10-01,,,\n",
            ["events.csv:2:subject: 'AROO': unknown role; did you mean 'ARO'?"],
        ),
        ("P001,attachment,UU,2026-10-01,,,\n", ["events.csv:2:subject: 'UU': unknown unit; did you mean 'U'?"]),
        (
            "P001,accreditation,ARO,2026-10-01,,,\n",
            [
                "events.csv:2:subject: 'P001 ARO': expected one carrier for one thing: authorisations.csv:2 states this "
                "role already"
            ],
        ),
        (
            "P002,return,,2026-10-01,,,\nP002,step_back,,2026-10-02,,,\n",
            [
                "events.csv:2:at: 'P002 return': expected a step_back or suspension of the same officer and subject "
                "before it that has not ended"
            ],
        ),
        (
            "P002,suspension,,2026-10-01,2026-10-31,,\nP002,suspension,,2026-10-20,,,\n",
            ["events.csv:3:at: 'P002 suspension': expected no overlap with row 2, the same officer"],
        ),
        (
            "P001,step_back,,2026-10-20,,,\n",
            ["events.csv:2:at: 'P001 step_back': expected no overlap with line 3 of the register, the same officer"],
        ),
        (
            "P002,step_back,,2026-10-20,,withdrawn,\n",
            [
                "events.csv:2:outcome: 'P002 step_back': expected a record of the same officer, event, subject and at "
                "that was known before and stands"
            ],
        ),
        (
            "P002,course,entry,2026-10-20,,,2026-12-02\n",
            ["events.csv:2:recorded: 'P002 course entry': expected a minute not after that of the import"],
        ),
        (
            "P002,course,entry,2026-10-20,2026-10-21,,\n",
            [
                "events.csv:2:until: '2026-10-21': expected nothing: only accreditation, suspension, attachment, "
                "step_back, refresher, kit_introduced have an end"
            ],
        ),
    ],
)
def test_one_wrong_row_keeps_all_out_and_is_named(
    store: Path, scenario: Path, call: Call, rows: str, expected: list[str]
) -> None:
    """Names that are not known, contradictions among the rows and with the register: each has its row and its remedy."""
    before = verified(store, call)
    told = complaints(bring(store.parent, scenario, call, HEADER + rows))
    assert told == expected
    assert verified(store, call) == before


def test_all_wrong_rows_are_told_at_once(store: Path, scenario: Path, call: Call) -> None:
    """A wrong cell, an unknown officer and a contradiction with the register come in one go."""
    rows = "P002,course,entry,never,,,\nP009,course,entry,2026-10-01,,,\nP001,step_back,,2026-10-20,,,\n"
    places = [line.split(": ")[0] for line in complaints(bring(store.parent, scenario, call, HEADER + rows))]
    assert places == ["events.csv:2:at", "events.csv:3:officer", "events.csv:4:at"]


def test_a_withdrawal_that_leaves_a_return_without_its_step_back_is_refused(
    store: Path, scenario: Path, call: Call
) -> None:
    """Line 5 is the return: what the row would make of it is told, and nothing is added."""
    assert bring(store.parent, scenario, call, HEADER + "P001,return,,2026-10-20,,,\n").exit_code == Exit.DONE
    (told,) = complaints(bring(store.parent, scenario, call, HEADER + "P001,step_back,,2026-10-14 06:00,,withdrawn,\n"))
    assert told.startswith("events.csv: 'P001 return': these rows would make line 5 of the register wrong")
    both = "P001,step_back,,2026-10-14 06:00,,withdrawn,\nP001,return,,2026-10-20,,withdrawn,\n"
    assert bring(store.parent, scenario, call, HEADER + both).exit_code == Exit.DONE


@pytest.mark.parametrize("column", ["reason", "Why", "cause", "diagnosis", "note"])
def test_a_column_for_a_reason_is_refused_by_name(tmp_path: Path, scenario: Path, call: Call, column: str) -> None:
    """Why somebody is away is never kept; no store is made for such a file."""
    told = complaints(bring(tmp_path, scenario, call, f"officer,event,at,{column}\nP001,step_back,2026-10-01,x\n"))
    assert told == [
        f"events.csv:1:D: '{column}': expected no column for a reason or a note: why someone is away is never kept"
    ]
    assert os.listdir(tmp_path) == ["events.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER.encode() + b"P001,course,a\0b,2026-10-01,,,\n", "expected text, not a NUL byte"),
        (HEADER.encode() + b"P001,course,caf\xe9,2026-10-01,,,\n", "expected UTF-8 text"),
        (HEADER + "P001,course,=cmd|' /C calc'!A0,2026-10-01,,,\n", "expected an id"),
        (HEADER + "P001,course,<script>alert(1)</script>,2026-10-01,,,\n", "expected an id"),
        (HEADER + "P001,course,a\x1b[31mb,2026-10-01,,,\n", "'a<U+001B>[31mb': expected an id"),
        (HEADER + "P001,course,a\u202eb,2026-10-01,,,\n", "'a<U+202E>b': expected an id"),
        (HEADER + "P001,course,../../etc/passwd,2026-10-01,,,\n", "expected an id"),
        (HEADER + "P001,course,'; DROP TABLE events; --,2026-10-01,,,\n", "expected an id"),
        (HEADER + 'P001,course,"' + "a" * 30_000 + '",2026-10-01,,,\n', "expected cells of at most 20000 characters"),
        (HEADER + "P001,course,entry,9999-12-31,,,\n", "expected a date of the years 1970 to 2199"),
        (
            HEADER + "P001,suspension,,2026-10-01,2026-13-01,,\n",
            "events.csv:2:until: '2026-13-01': expected a date that exists",
        ),
        (HEADER + "P001,course,entry,2026-10-01,,maybe,\n", "expected one of passed, failed, withdrawn"),
        ("", "expected a header row"),
        ("officer;event\n", "expected columns separated by commas"),
    ],
)
def test_hostile_cells_are_refused_and_shown_harmless(
    tmp_path: Path, scenario: Path, call: Call, content: str | bytes, said: str
) -> None:
    """Bytes that are no text, formulas, scripts and control characters never reach the register nor the terminal."""
    result = bring(tmp_path, scenario, call, content)
    assert any(said in line for line in complaints(result)), result.stderr
    assert "\x1b" not in result.stderr
    assert not (tmp_path / "register").exists()


BOUNDED = """
import resource, sys
from scheduler.cli import main
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
sys.argv = ["rota", *sys.argv[1:]]
main()
"""


def test_a_million_rows_are_refused_at_once(tmp_path: Path, scenario: Path, root: Path) -> None:
    """The rows are counted before any is read: a second or two, little memory, one message."""
    rows = "".join(f"P001,course,C{number},2026-10-01\n" for number in range(1_000_000))
    (tmp_path / "events.csv").write_text("officer,event,subject,at\n" + rows)
    command = ["register", "import", str(tmp_path / "r"), str(tmp_path / "events.csv"), "--scenario", str(scenario)]
    told = subprocess.run(
        [sys.executable, "-c", BOUNDED, *command], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == Exit.BAD_INPUT
    assert told.stderr.splitlines()[0] == "events.csv: expected at most 400,000 rows; a longer table is added in parts"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 << 20


def test_competent_names_who_could_and_the_first_thing_in_the_way_of_others(
    store: Path, scenario: Path, call: Call
) -> None:
    """At 05:59 P001 had not stepped back; P002's test of 20 August is good for 60 days; P003 is not authorised."""
    arguments = ("register", "competent", store, "--scenario", scenario, "--role", "ARO")
    found = document(call(*arguments, "--at", "2026-10-14 05:59", "--json"))
    assert found["at"] == "2026-10-14T04:59Z"
    assert [one["officer"] for one in found["competent"]] == ["P001", "P002"]
    found = document(call(*arguments, "--at", "2026-10-14T05:00Z", "--json"))
    assert [one["officer"] for one in found["competent"]] == ["P002"]
    assert [(one["officer"], one["reasons"][0]["code"]) for one in found["others"]] == [
        ("P001", "not_available"), ("P003", "not_authorised"),
    ]  # fmt: skip
    text = call(*arguments, "--at", "2026-10-14 06:00").stdout
    assert "1 could hold it, 2 could not" in text
    assert "step" not in text
    every = document(call(*arguments, "--at", "2026-12-24", "--all-reasons", "--json"))
    assert [reason["code"] for reason in every["others"][0]["reasons"]] == [
        "not_available", "gate:fitness", "gate:launcher",
    ]  # fmt: skip


def test_an_abstraction_of_the_scenario_reads_not_available(store: Path, scenario: Path, call: Call) -> None:
    """P002 is on leave from the force day of 19 October until that of the 21st ends, at 07:00 on the 22nd; the test ran out before."""
    arguments = ("register", "competent", store, "--scenario", scenario, "--role", "ARO", "--json", "--at")
    for at, reasons in (
        ("2026-10-19 06:59", ["no fitness test in date"]),
        ("2026-10-19 07:00", ["not available", "no fitness test in date"]),
        ("2026-10-22 06:59", ["not available", "no fitness test in date"]),
        ("2026-10-22 07:00", ["no fitness test in date"]),
    ):
        found = document(call(*arguments, at, "--all-reasons"))
        told = {one["officer"]: [reason["message"] for reason in one["reasons"]] for one in found["others"]}
        assert told.get("P002", []) == reasons


def test_amber_kit_is_advice(store: Path, scenario: Path, call: Call) -> None:
    """From 20 October until its deadline the launcher need not be known; who could hold the role has a finding."""
    bring(store.parent, scenario, call, HEADER + "P002,fitness_test,9-4,2026-10-20,,,\n")
    found = call(
        "register", "competent", store, "--scenario", scenario, "--role", "ARO", "--at", "2026-10-25", "--json"
    )
    (one,) = document(found)["competent"]
    assert (one["officer"], [advice["code"] for advice in one["advice"]]) == ("P002", ["amber:launcher"])


def test_expiring_lists_by_date_what_ends(store: Path, scenario: Path, call: Call) -> None:
    """P002's test is good until 18 October inclusive, P001's until 29 November, the launcher until 20 November."""
    arguments = ("register", "expiring", store, "--scenario", scenario, "--at", "2026-10-14", "--within")
    found = document(call(*arguments, "60", "--json"))
    assert [(one["last_day"], one["officer"], one["role"], one["what"]) for one in found["endings"]] == [
        ("2026-10-18", "P002", "ARO", "fitness_test"),
        ("2026-11-20", "P001", "ARO", "kit"),
        ("2026-11-20", "P002", "ARO", "kit"),
        ("2026-11-29", "P001", "ARO", "fitness_test"),
    ]
    assert len(document(call(*arguments, "30", "--json"))["endings"]) == 1
    assert "2026-10-18  P002     ARO   fitness test" in call(*arguments, "30").stdout
    late = call("register", "expiring", store, "--scenario", scenario, "--at", "2027-11-01", "--within", "90").stdout
    assert "2027-12-31  P003     TFC   authorisation" in late
    none = call("register", "expiring", store, "--scenario", scenario, "--at", "2040-11-01", "--within", "90").stdout
    assert "nothing ends within 90 days from 2040-11-01" in none


def test_history_shows_the_keeper_every_line(store: Path, scenario: Path, call: Call) -> None:
    """A step-back is shown as one, with when it was recorded; a correction says which line it takes the place of."""
    bring(store.parent, scenario, call, HEADER + "P001,fitness_test,9-4,2026-10-01,,failed,\n")
    lines = document(call("register", "history", store, "P001", "--json"))["lines"]
    assert [(one["line"], one["event"], one["outcome"], one["replaced_by"]) for one in lines] == [
        (1, "fitness_test", "passed", 5),
        (5, "fitness_test", "failed", None),
        (3, "step_back", "passed", None),
    ]
    assert lines[1]["recorded_at"] == "2026-12-01T00:00Z"
    text = call("register", "history", store, "P001", "--as-known-at", "2026-10-10T00:00Z").stdout
    assert "step_back" not in text
    assert "replaced" not in text
    assert call("register", "history", store, "P001", "--as-known-at", "2020-01-01T00:00Z").stdout == (
        "nothing was known then\n"
    )
    assert (
        "for the keeper of the register alone" in " ".join(call("register", "history", "--help").stdout.split()).lower()
    )


def test_history_of_somebody_without_a_line_says_who_is_near(store: Path, call: Call) -> None:
    """A mistyped id is no empty history."""
    assert complaints(call("register", "history", store, "P0O1")) == [
        "OFFICER: 'P0O1': expected an officer of whom the register has a line; did you mean 'P001'?"
    ]


def test_verify_ends_with_one_where_a_line_was_changed_and_names_it(store: Path, call: Call) -> None:
    """Whole: 0. After line 2 was changed behind its back: 1, and the line's number, in text and as JSON."""
    whole = call("register", "verify", store)
    assert (whole.exit_code, whole.stdout.splitlines()[0]) == (Exit.DONE, "whole: 4 lines")
    head = whole.stdout.split()[-1]
    assert verified(store, call, "--head", head.upper())["lines_after_head"] == 0
    connection = sqlite3.connect(store)
    connection.execute("DROP TRIGGER events_are_not_changed")
    connection.execute("UPDATE events SET until = 1 WHERE number = 2")
    connection.commit()
    connection.close()
    broken = call("register", "verify", store)
    assert broken.exit_code == Exit.BAD_INPUT
    assert broken.stdout.startswith("NOT WHOLE: line 2 was changed")
    assert verified(store, call)["line"] == 2


def test_verify_with_a_head_finds_a_tail_that_was_cut_off(store: Path, call: Call) -> None:
    """The HEAD of four lines is not among three."""
    head = verified(store, call)["head"]
    connection = sqlite3.connect(store)
    connection.execute("DROP TRIGGER events_are_not_deleted")
    connection.execute("DELETE FROM events WHERE number = 4")
    connection.commit()
    connection.close()
    cut = call("register", "verify", store, "--head", head)
    assert cut.exit_code == Exit.BAD_INPUT
    assert cut.stdout.startswith("NOT WHOLE: line 4 is missing")


def commands(store: Path, scenario: Path) -> dict[str, tuple[object, ...]]:
    """Return a right call of each command."""
    return {
        "import": (store, store.parent / "events.csv", "--scenario", scenario),
        "competent": (store, "--scenario", scenario, "--role", "ARO", "--at", "2026-10-14"),
        "expiring": (store, "--scenario", scenario, "--within", "30", "--at", "2026-10-14"),
        "history": (store, "P001"),
        "verify": (store,),
    }


@pytest.mark.parametrize("name", ["import", "competent", "expiring", "history", "verify"])
def test_every_command_refuses_what_is_no_store_in_text_and_as_json(
    tmp_path: Path, store: Path, scenario: Path, call: Call, name: str
) -> None:
    """A text file where the store should be: exit 1, the path and the remedy; as JSON a problem on stderr."""
    wrong = tmp_path / "text"
    wrong.write_text("not a store")
    arguments = (wrong, *commands(store, scenario)[name][1:])
    (told,) = complaints(call("register", name, *arguments))
    assert told.startswith(f"{wrong}: expected a register's store")
    result = call("register", name, *arguments, "--json")
    assert result.exit_code == Exit.BAD_INPUT
    assert [problem["place"] for problem in json.loads(result.stderr)["problems"]] == [str(wrong)]


@pytest.mark.parametrize("name", ["import", "competent", "expiring", "history", "verify"])
def test_every_command_prints_one_json_document(store: Path, scenario: Path, call: Call, name: str) -> None:
    """And nothing on stderr."""
    result = call("register", name, *commands(store, scenario)[name], "--json")
    assert isinstance(document(result), dict)
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["competent", "expiring", "history", "verify"])
def test_a_store_that_is_not_there_is_said_not_to_be_there(
    tmp_path: Path, store: Path, scenario: Path, call: Call, name: str
) -> None:
    """Only import makes one."""
    arguments = (tmp_path / "none", *commands(store, scenario)[name][1:])
    assert complaints(call("register", name, *arguments)) == [f"{tmp_path}/none: expected a file that exists"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("competent", ("--at", "noon"), "'noon': expected a minute such as 2026-10-14 06:00"),
        ("competent", ("--at", "2026-02-30"), "expected a date that exists"),
        ("competent", ("--at", "9999-12-31 23:59"), "expected a date of the years 1970 to 2199"),
        ("competent", ("--as-known-at", "\0"), "expected a minute such as"),
        ("expiring", ("--within", "31"), "'31' is not one of '30', '60', '90'"),
        ("expiring", ("--at", "2026-10-14 06:00"), "expected a date YYYY-MM-DD"),
        ("verify", ("--head", "abc"), "expected the 64 hexadecimal digits"),
        ("import", ("--as-of", "tomorrow"), "expected a minute such as"),
    ],
)
def test_options_that_mean_nothing_are_wrong_use(
    store: Path, scenario: Path, call: Call, name: str, changes: tuple[str, ...], said: str
) -> None:
    """Exit 2, and what was expected."""
    result = call("register", name, *commands(store, scenario)[name], *changes)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert said in " ".join(result.stderr.split())


def test_a_role_that_is_not_of_the_scenario_is_named_with_the_nearest(store: Path, scenario: Path, call: Call) -> None:
    """Exit 1."""
    result = call("register", "competent", store, "--scenario", scenario, "--role", "AR0", "--at", "2026-10-14")
    assert complaints(result) == ["--role: 'AR0': expected a role of the scenario; did you mean 'ARO'?"]


def test_history_takes_no_local_time_without_a_zone(store: Path, call: Call) -> None:
    """No scenario says in which zone 06:00 is."""
    (told,) = complaints(call("register", "history", store, "P001", "--as-known-at", "2026-10-14 06:00"))
    assert "expected a minute in UTC such as 2026-10-14T05:00Z" in told


def test_events_of_the_scenario_itself_are_not_looked_at_and_that_is_said(
    tmp_path: Path, store: Path, call: Call
) -> None:
    """The register is the carrier: a step-back in the scenario's own table changes no answer."""
    events = {"events.csv": HEADER + "P002,step_back,,2026-10-01,,,\n", "gates.csv": GATES}
    both = write(tmp_path / "both", events)
    result = call("register", "competent", store, "--scenario", both, "--role", "ARO", "--at", "2026-10-14 05:00")
    assert result.stdout.splitlines()[6].split() == ["P002", "yes"]
    assert result.stderr == "warning: the scenario's own events are not looked at; the register is their carrier here\n"


def test_a_scenario_may_correct_and_withdraw_in_its_own_table(tmp_path: Path) -> None:
    """Two rows about one thing, recorded at different minutes: neither stands."""
    from scheduler.scenario_io import load, tables_of, write_folder

    rows = "P001,suspension,,2026-10-01,2026-10-09,,2026-10-01\nP001,suspension,,2026-10-01,,withdrawn,2026-10-02\n"
    scenario = load(write(tmp_path / "s", {"events.csv": HEADER + rows})).scenario
    write_folder(tmp_path / "again", *tables_of(scenario))
    again = load(tmp_path / "again").scenario
    assert again.events == scenario.events == ()
