"""`rota amend` and `rota ask`: a run amended by hand becomes another run."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.cli.feed_key import known_feed_key
from scheduler.cli.runs import open_run
from scheduler.domain.people import Abstraction
from scheduler.domain.run import SNAPSHOT
from scheduler.domain.time import iso_day, minute_of
from scheduler.pay.counting import pay_of
from scheduler.publication.lines import AMENDMENT
from scheduler.publication.reading import published
from scheduler.publication.store import opened
from scheduler.views import render_all
from tests.cli.conftest import clock, tiny, write
from tests.worlds import FIRST_DAY

pytestmark = pytest.mark.usefixtures("before_the_roster")

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


def test_the_notice_given_is_told_and_kept(covered_run: Path, driver: str, tmp_path: Path, call: Call) -> None:
    """In words, as data and in the run's own record: clear days, and how many days late where the day was past."""
    given = ("amend", covered_run, "remove", driver, DAY, "--past", "--told-on")
    late, early = iso_day(FIRST_DAY + 3), iso_day(FIRST_DAY - 6)
    assert f"{DAY}  {driver}  3 days late" in call(*given, late, "--dry-run").stdout
    assert f"notice, told on {early}:\n{DAY}  {driver}  5 clear days" in call(*given, early, "--dry-run").stdout
    document = told(call(*given, late, "-o", tmp_path / "late", "--json"))
    assert (document["told_on"], [one["clear_days"] for one in document["notice"]]) == (late, [-3])
    assert json.loads((tmp_path / "late" / "amendments.json").read_text())["amendments"][0]["notice"] == -3


def test_what_changes_nobodys_duty_has_no_notice(covered_run: Path, tmp_path: Path, call: Call) -> None:
    """A commander who is off armed duty commands as before, and is told nothing."""
    given = ("sick", "c1", "--armed", "--from", DAY, "-o", tmp_path / "free", "--json")
    result = call("amend", covered_run, *given)
    assert told(result)["notice"] == []
    assert json.loads((tmp_path / "free" / "amendments.json").read_text())["amendments"][0]["notice"] is None


@pytest.mark.parametrize("kind", [("remove", DAY), ("sick", "--from", DAY)])
def test_duties_that_are_over_are_changed_only_to_set_the_record_right(
    covered_run: Path,
    driver: str,
    tmp_path: Path,
    call: Call,
    kind: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the end of the tour it is over: refused with its end, and accepted with --past; a minute before it is not."""
    row = next(row for row in rows(covered_run) if (row["officer"], row["force_day"]) == (driver, DAY))
    ends = minute_of(datetime.fromisoformat(row["end_at"]))
    what, *when = kind
    given = ("amend", covered_run, what, driver, *when, "--told-on", DAY)
    monkeypatch.setattr("scheduler.cli.amend_made.now", lambda: ends)
    refused = call(*given, "-o", tmp_path / "run")
    assert refused.exit_code == Exit.BAD_INPUT, refused.output
    assert f"tour {row['tour']} of {DAY} ended" in refused.stderr
    assert "amend with --past" in refused.stderr
    assert not (tmp_path / "run").exists()
    assert call(*given, "--dry-run", "--past").exit_code == Exit.UNCOVERED
    monkeypatch.setattr("scheduler.cli.amend_made.now", lambda: ends - 1)
    assert call(*given, "--dry-run").exit_code == Exit.UNCOVERED


def test_a_call_out_is_recorded_after_it_was_worked(
    covered_run: Path, driver: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can know of it before."""
    monkeypatch.setattr("scheduler.cli.amend_made.now", lambda: minute_of(datetime(2027, 1, 1, tzinfo=UTC)))
    assert call("amend", covered_run, "extend", driver, DAY, "--minutes", 30, "--dry-run").exit_code == Exit.DONE


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
    for wrong, expected in (
        ("ARV/E/soon", "POST/TOUR/YYYY-MM-DD"),
        ("NOWHERE/E/" + DAY, "a post of the scenario"),
        ("ARV/OC/" + DAY, "a tour that staffs ARV"),
    ):
        refused = call("amend", covered_run, "suggest", wrong)
        assert refused.exit_code == Exit.BAD_INPUT
        assert expected in refused.stderr


def test_leave_is_answered(covered_run: Path, driver: str, call: Call) -> None:
    """No where a car would be without its crew, with the duty; nothing is written."""
    answer = told(call("ask", "leave", driver, DAY, DAY, "--run", covered_run, "--json"))
    assert answer["answer"] == "no"
    assert answer["uncovered"]
    words = call("ask", "leave", driver, DAY, DAY, "--run", covered_run).stdout
    assert "left uncovered" in words
    assert answer["quota"] == []
    assert "No quota of leave is stated for the officer's team." in words
    pence = answer["more"]["pence"]
    assert f"costs £{abs(pence) / 100:,.2f} {'more' if pence > 0 else 'less'}." in words


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


APPROVED = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3")


@pytest.fixture
def store(tmp_path: Path, covered_run: Path, call: Call) -> Path:
    """Return a ledger in which the run stands published."""
    ledger = tmp_path / "ledger"
    assert call("publish", covered_run, *APPROVED, "--roster", "r", "--store", ledger).exit_code == Exit.DONE
    return ledger


def published_duties(store: Path, call: Call) -> list[dict[str, Any]]:
    """Return every duty of the ledger's roster."""
    duties: list[dict[str, Any]] = told(call("ledger", "show", "--store", store, "--json"))["duties"]
    return duties


def test_an_amendment_tells_those_concerned_alone(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """The tour that is taken off is cancelled in the next version; whoever is not concerned keeps version and sequence."""
    given = ("amend", covered_run, "remove", driver, DAY, *APPROVED, "--publish", "--store", store)
    result = call(*given, "-o", tmp_path / "less", "--json")
    assert result.exit_code == Exit.UNCOVERED, result.output
    came = told(result)["published"]
    assert (came["outcome"], came["version"]["number"], came["version"]["n_days"]) == ("published", 2, 1)
    assert came["version"]["run"] == json.loads((tmp_path / "less" / "run.json").read_text())["run"]
    moved = [duty for duty in published_duties(store, call) if duty["version"] == 2]
    assert [(one["officer"], one["status"], one["sequence"]) for one in moved] == [(driver, "cancelled", 1)]
    again = call("publish", tmp_path / "less", *APPROVED, "--roster", "r", "--store", store)
    assert "nothing changed" in again.stdout


def test_a_version_of_one_day_is_shown_with_all_days_told(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """The roster stands over all its days, and its newest version is about one of them."""
    given = ("remove", driver, DAY, *APPROVED, "--publish", "--store", store, "-o", tmp_path / "less")
    assert call("amend", covered_run, *given).exit_code == Exit.UNCOVERED
    shown = call("ledger", "show", "--store", store).stdout
    assert f"version 2 of r: {DAY} to {iso_day(FIRST_DAY + 2)}, itself about {DAY}\n" in shown
    days = told(call("ledger", "show", "--store", store, "--json"))["days"]
    assert days == {"first": DAY, "last": iso_day(FIRST_DAY + 2)}


def test_an_officer_named_twice_is_away_once(covered_run: Path, driver: str, tmp_path: Path, call: Call) -> None:
    """One absence is kept, and said once."""
    given = ("amend", covered_run, "sick", driver, driver, "--from", DAY, "-o", tmp_path / "sick", "--json")
    assert told(call(*given))["words"] == f"{driver} is not available from {DAY} on"
    (kept,) = json.loads((tmp_path / "sick" / "amendments.json").read_text())["amendments"]
    assert (kept["officers"], len(kept["away"])) == ([driver], 1)


def test_a_dry_run_says_what_publishing_would_do(covered_run: Path, driver: str, store: Path, call: Call) -> None:
    """The version it would be and how much would change; the ledger stays byte for byte what it was."""
    given = ("amend", covered_run, "remove", driver, DAY, *APPROVED, "--publish", "--store", store, "--dry-run")
    before = store.read_bytes()
    result = call(*given)
    assert "would be published as version 2 of r: 1 cancelled duty of 1 officer" in result.stdout
    assert told(call(*given, "--json"))["would_publish"]["changes"]["cancelled"] == 1
    assert store.read_bytes() == before


def test_a_dry_run_says_what_publishing_would_refuse(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """As publishing in earnest would, with the same words."""
    assert call("amend", covered_run, "remove", driver, DAY, "-o", tmp_path / "less").exit_code == Exit.UNCOVERED
    other = next(row["officer"] for row in rows(covered_run) if (row["tour"], row["force_day"]) == ("E", DAY))
    given = ("--publish", "--store", store, *APPROVED, "--dry-run")
    result = call("amend", tmp_path / "less", "replace", other, DAY, driver, *given)
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert "than version 1 of r" in result.stderr


@pytest.mark.parametrize("large", [False, True])
def test_what_is_written_is_what_a_whole_write_gives(
    covered_run: Path, driver: str, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    """Byte for byte, also where a part is rendered in a process of its own; the calendars of others stay as they were."""
    if large:
        monkeypatch.setattr("scheduler.cli.amend_written._MANY", 0)
        monkeypatch.setattr("scheduler.cli.runs._LARGE", 0)
    result = call("amend", covered_run, "sick", driver, "--from", DAY, "-o", tmp_path / "sick")
    assert result.exit_code == Exit.UNCOVERED, result.output
    made = open_run(tmp_path / "sick")
    made = replace(
        made,
        run=replace(made.run, feed_key=known_feed_key(tmp_path)),
        pay=pay_of(made.scenario, made.plan.rota),
    )
    whole = render_all(made)
    assert {path: (tmp_path / "sick" / path).read_bytes() for path in whole} == whole


def test_a_scenario_kept_beside_its_run_is_not_read_again(
    covered_folder: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on to the amended run, gives the same rota, and is left aside once the scenario is another one."""
    monkeypatch.setattr("scheduler.cli.scenario_kept._MANY_OFFICERS", 0)
    folder = Path(shutil.copytree(covered_folder, tmp_path / "scenario"))
    assert call("plan", folder, "-o", tmp_path / "run", "--seconds", 5, "--reproducible").exit_code == Exit.DONE
    kept = tmp_path / "run" / SNAPSHOT
    assert kept.stat().st_mode & 0o777 == 0o600
    name = rows(tmp_path / "run")[0]["officer"]
    given = ("sick", name, "--from", DAY)
    with monkeypatch.context() as within:
        within.setattr("scheduler.cli.scenario_kept.loaded_scenario", lambda _: pytest.fail("read again"))
        assert call("amend", tmp_path / "run", *given, "-o", tmp_path / "kept").exit_code == Exit.UNCOVERED
    assert (tmp_path / "kept" / SNAPSHOT).read_bytes() == kept.read_bytes()
    kept.unlink()
    assert call("amend", tmp_path / "run", *given, "-o", tmp_path / "read").exit_code == Exit.UNCOVERED
    assert rows(tmp_path / "kept") == rows(tmp_path / "read")
    cover = folder / "cover.csv"
    cover.write_bytes(cover.read_bytes() + b"\r\n")
    result = call("amend", tmp_path / "kept", *given, "-o", tmp_path / "other")
    assert result.exit_code == Exit.BAD_INPUT
    assert "the scenario has changed since" in result.stderr


def test_an_amendment_is_in_the_ledger_with_its_version(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """Kind, neutral reason, authority and notice are shown for the hand-over, once; a second publication adds nothing."""
    given = ("sick", driver, "--from", DAY, "--told-on", DAY, *APPROVED, "--publish", "--store", store)
    assert call("amend", covered_run, *given, "-o", tmp_path / "sick").exit_code == Exit.UNCOVERED
    assert call("publish", tmp_path / "sick", *APPROVED, "--roster", "r", "--store", store).exit_code == Exit.DONE
    entered = told(call("log", "--since", 1, "--store", store, "--json"))["entries"]
    assert [one["what"] for one in entered] == ["amendment", "published"]
    words = call("log", "--since", 1, "--store", store).stdout
    assert "absence of 1 officer" in words
    assert "not available, on the authority of Force order 3" in words
    assert ", notice: none" in words
    assert call("log", "--since", 0, "--store", store).stdout.count("absence of") == 1


def test_the_ledger_does_not_tell_who_has_no_armed_duty_alone(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """Who stepped back reads as anybody who is not available."""
    details = []
    for name, more in (("all", ()), ("armed", ("--armed",))):
        ledger = tmp_path / f"{name}.ledger"
        shutil.copy(store, ledger)
        given = ("sick", driver, "--from", DAY, "--told-on", DAY, *more, *APPROVED, "--publish", "--store", ledger)
        assert call("amend", covered_run, *given, "-o", tmp_path / name).exit_code == Exit.UNCOVERED
        with opened(ledger) as book, book.reading() as reader:
            details.append([line.detail for line in reader.lines((AMENDMENT,))])
    assert {key: value for key, value in details[0][0].items() if key != "days"} == {
        key: value for key, value in details[1][0].items() if key != "days"
    }


def test_a_plan_from_what_stands_published_knows_its_absences(
    covered_run: Path, covered_folder: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """Who was amended out is planned on none of these days, and the run is read back."""
    given = ("sick", driver, "--from", DAY, *APPROVED, "--publish", "--store", store)
    assert call("amend", covered_run, *given, "-o", tmp_path / "sick").exit_code == Exit.UNCOVERED
    terms = ("--from", "published", "--store", store, "--told-on", DAY, "--seconds", 20, "--workers", 1)
    result = call("plan", covered_folder, *terms, "-o", tmp_path / "again")
    assert result.exit_code in (Exit.DONE, Exit.UNCOVERED), result.output
    assert driver not in {row["officer"] for row in rows(tmp_path / "again")}
    assert call("explain", tmp_path / "again", f"ARV/E/{DAY}").exit_code == Exit.DONE


def test_a_change_of_what_was_never_told_is_refused(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """With the version that stands and the remedy; neither a run nor a version comes of it."""
    assert call("amend", covered_run, "remove", driver, DAY, "-o", tmp_path / "less").exit_code == Exit.UNCOVERED
    other = next(row["officer"] for row in rows(covered_run) if (row["tour"], row["force_day"]) == ("E", DAY))
    given = ("--publish", "--store", store, *APPROVED, "-o", tmp_path / "more")
    result = call("amend", tmp_path / "less", "replace", other, DAY, driver, *given)
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert "than version 1 of r" in result.stderr
    assert not (tmp_path / "more").exists()
    assert {duty["version"] for duty in published_duties(store, call)} == {1}


def test_a_call_out_is_published_with_the_rest_it_broke(
    covered_run: Path, driver: str, store: Path, tmp_path: Path, call: Call
) -> None:
    """What has happened is told, by rota publish, too; each duty says how it came to be its officer's."""
    assert call("amend", covered_run, "extend", driver, DAY, "--minutes", 600, "-o", tmp_path / "long").exit_code in (
        Exit.DONE,
        Exit.UNCOVERED,
    )
    morning_after = date.fromisoformat(DAY) + timedelta(days=1)  # still of the force day of DAY
    hours = ("--between", f"{morning_after} 03:00", f"{morning_after} 05:00")
    assert call("amend", tmp_path / "long", "call-out", driver, DAY, *hours, "-o", tmp_path / "out").exit_code in (
        Exit.DONE,
        Exit.UNCOVERED,
    )
    result = call("publish", tmp_path / "out", *APPROVED, "--roster", "r", "--store", store)
    assert result.exit_code == Exit.DONE, result.output
    mine = [duty for duty in published_duties(store, call) if duty["officer"] == driver and duty["force_day"] == DAY]
    assert {(one["slot"], one["provenance"]) for one in mine if one["status"] == "confirmed"} == {
        ("attended", "planned"),
        ("called_out", "called_out"),
    }


@pytest.mark.parametrize("given", [("--publish",), ("--approved-by", "x"), ("--store", "ledger")])
def test_who_is_told_is_said_whole_or_not_at_all(covered_run: Path, driver: str, call: Call, given: tuple[str]) -> None:
    """Publishing wants who approved it and on what authority, and only it takes a ledger."""
    result = call("amend", covered_run, "remove", driver, DAY, *given)
    assert result.exit_code == Exit.USAGE
    assert "--publish" in result.stderr


def test_amending_loads_no_solver(covered_run: Path, driver: str, store: Path, tmp_path: Path) -> None:
    """Neither judging and writing an amended run nor telling those concerned needs ortools."""
    given = ["rota", "amend", str(covered_run), "remove", driver, DAY, "--past", "-o", str(tmp_path / "less")]
    given += ["--publish", "--store", str(store), *APPROVED]
    program = (
        "import sys\nfrom scheduler.cli import rota\n"
        f"try:\n    rota.main({given[1:]!r})\nexcept SystemExit as left:\n    assert left.code == {int(Exit.UNCOVERED)}, left.code\n"
        "assert 'ortools' not in sys.modules, 'ortools'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


def test_a_swap_is_told_as_a_swap(
    covered_run: Path, store: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sides of it: in the new run's table, in the ledger, in what stands published and in a calendar."""
    monkeypatch.setattr("scheduler.cli.feed.now", lambda: clock(FIRST_DAY - 20))
    day, told_now = iso_day(FIRST_DAY + 2), ("--publish", "--store", store, *APPROVED)
    held = {row["officer"]: row["tour"] for row in rows(covered_run) if row["force_day"] == day}
    late, early = (next(name for name, tour in sorted(held.items()) if tour == wanted) for wanted in "NE")
    # A night off the day before: from a night to an early there is no rest.
    free = ("amend", covered_run, "remove", late, iso_day(FIRST_DAY + 1), "-o", tmp_path / "free", *told_now)
    assert call(*free).exit_code == Exit.UNCOVERED
    swap = ("amend", tmp_path / "free", "swap", late, day, early, "-o", tmp_path / "swapped", *told_now)
    result = call(*swap)
    assert result.exit_code in (Exit.DONE, Exit.UNCOVERED), result.output
    now = {row["officer"]: row["tour"] for row in rows(tmp_path / "swapped") if row["force_day"] == day}
    assert now == {**held, late: "E", early: "N"}
    with opened(store) as ledger:
        changed = [duty for duty in published(ledger, "r").duties if duty.version == 3]
        with ledger.reading() as reader:
            lines = [line.detail["kind"] for line in reader.lines((AMENDMENT,)) if line.version == 3]
    assert {(duty.key.officer, duty.tour, duty.status, duty.provenance, duty.sequence) for duty in changed} == {
        (late, "E", "confirmed", "swap", 1),
        (early, "N", "confirmed", "swap", 1),
    }
    assert lines == ["swap"]
    entries = told(call("log", "--since", 2, "--store", store, "--json"))["entries"]
    assert {one["what"] for one in entries} == {"amendment", "published"}
    token = ("feed", "token", "create", "--officer", early, "--redaction", "full", "--store", store)
    assert call(*token).exit_code == Exit.DONE
    assert call("feed", "build", "-o", tmp_path / "feeds", "--store", store).exit_code == Exit.DONE
    (calendar,) = (tmp_path / "feeds").rglob("*.ics")
    text = calendar.read_bytes().decode("utf-8").replace("\r\n ", "")
    (night,) = (event for event in text.split("BEGIN:VEVENT") if f"DTSTART:{day.replace('-', '')}" in event)
    assert "Tour N\\n" in night
    assert "SEQUENCE:1\r\n" in night, night


@pytest.mark.parametrize(
    "changed", [None, "SHA256SUMS", "rota.json", "rota.csv", "report.html"], ids=lambda name: name or "nothing"
)
def test_only_what_was_left_as_it_was_written_is_taken_over(
    covered_run: Path, driver: str, tmp_path: Path, call: Call, changed: str | None
) -> None:
    """Another's row that somebody changed in a file of the run before does not stand in the new run."""
    run = tmp_path / "run"
    shutil.copytree(covered_run, run, copy_function=shutil.copy2)
    if changed is not None:
        path = run / changed
        path.write_bytes(path.read_bytes().replace(b"\n", b"\n\n", 1) if changed != "rota.csv" else b"officer\r\n")
    assert call("amend", run, "sick", driver, "--from", DAY, "-o", tmp_path / "new").exit_code == Exit.UNCOVERED
    made = open_run(tmp_path / "new")
    files = render_all(replace(made, pay=pay_of(made.scenario, made.plan.rota)))
    whole = {path: data for path, data in files.items() if not path.startswith("private/")}
    assert {path: (tmp_path / "new" / path).read_bytes() for path in whole} == whole


def test_the_sums_of_a_run_are_those_of_its_files(covered_run: Path) -> None:
    """`sha256sum -c SHA256SUMS` agrees, and names every file but the calendars."""
    told = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=covered_run, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr
    named = {line.rpartition(b": ")[0].decode() for line in told.stdout.splitlines()}
    assert named == {path.name for path in covered_run.iterdir() if path.is_file()} - {"SHA256SUMS"}


def test_calendars_of_those_not_concerned_stay(covered_run: Path, driver: str, call: Call) -> None:
    """Beside the run before, the new one shares their files; the calendar of the one concerned is another."""
    made = covered_run.parent / "kept"
    assert call("amend", covered_run, "remove", driver, DAY, "-o", made).exit_code == Exit.UNCOVERED
    try:
        feeds = sorted((covered_run / "private/feeds/officers").iterdir())
        now = made / "private/feeds/officers"
        assert {path.name for path in feeds} == {path.name for path in now.iterdir()}
        others = [path for path in feeds if (now / path.name).read_bytes() != path.read_bytes()]
        assert [path.stem for path in others] == [driver]
        assert all((now / path.name).stat().st_ino == path.stat().st_ino for path in feeds if path not in others)
    finally:
        shutil.rmtree(made)
        latest = covered_run.parent / "latest"
        latest.unlink(missing_ok=True)
        latest.symlink_to(covered_run.name)  # as it was for those who share the run


def test_an_officer_is_called_back_from_leave(tmp_path: Path, call: Call) -> None:
    """The day of leave is called off and owed, the seat is filled, the run is audited and published with it."""
    plain = tiny()
    more = replace(plain.authorisations[0], officer="a2", role="supervisor")
    away = Abstraction("a3", "leave", "everything", FIRST_DAY, FIRST_DAY + 3)
    scenario = replace(plain, authorisations=(*plain.authorisations, more), abstractions=(away,))
    folder, run = write(tmp_path / "scenario", scenario), tmp_path / "run"
    assert call("plan", folder, "-o", run, "--seconds", 20, "--workers", 1).exit_code == Exit.UNCOVERED
    short = next(row for row in rows(run, "uncovered.csv") if row["force_day"] == DAY)
    given = ("recall", "a3", DAY, "--tour", short["tour"], "--post", short["post"])
    result = call("amend", run, *given, "-o", tmp_path / "recalled", "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert told(result)["given_back"] == [{"officer": "a3", "force_day": DAY, "tour": ""}]
    assert ("a3", DAY) in {(row["officer"], row["force_day"]) for row in rows(tmp_path / "recalled")}
    audited = call("audit", tmp_path / "recalled" / "rota.csv", folder, "--json")
    assert told(audited)["n_faults"] == 0
    published = call("publish", tmp_path / "recalled", *APPROVED, "--store", tmp_path / "ledger")
    assert published.exit_code == Exit.DONE, published.output
    refused = call("amend", tmp_path / "recalled", *given, "--dry-run")
    assert (refused.exit_code, "an officer on leave" in refused.stderr) == (Exit.BAD_INPUT, True)


@pytest.mark.parametrize("place", ["scheduler.views.outputs._write", "scheduler.views.outputs._publish"])
def test_ctrl_c_leaves_nothing_half_written(
    covered_run: Path,
    driver: str,
    store: Path,
    tmp_path: Path,
    call: Call,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether the first file or the name of the whole folder is written: exit 130, no folder, no version, no word more."""
    before, stands = sorted(tmp_path.iterdir()), store.read_bytes()

    def interrupted(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(place, interrupted)
    given = ("remove", driver, DAY, *APPROVED, "--publish", "--store", store, "-o", tmp_path / "out" / "less")
    result = call("amend", covered_run, *given)
    assert result.exit_code == Exit.INTERRUPTED, result.output
    assert (result.stdout, "Traceback" in result.stderr) == ("", False)
    assert sorted(tmp_path.iterdir()) == before
    assert store.read_bytes() == stands
