"""`rota study`: what its commands print and write; what they find is the matter of tests/studies."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.scenario import Scenario
from scheduler.studies.sustained import Effort, Point

Call = Callable[..., Result]


def test_two_plans_are_put_side_by_side(call: Call, covered_run: Path, short_run: Path, tmp_path: Path) -> None:
    """In text and JSON alike, and as a table that its owner alone may read."""
    table = tmp_path / "figures.csv"
    result = call("study", "compare", covered_run, short_run, "-o", table)
    assert result.exit_code == Exit.DONE, result.output
    assert "crews below the minimum" in result.stdout
    document = json.loads(call("study", "compare", covered_run, short_run, "--json").stdout)
    told = {one["measure"]: one for one in document["measures"]}
    assert (told["at grade crew"]["a"], told["at grade crew"]["b"], told["at grade crew"]["change"]) == (0, 3, 3)
    with table.open(newline="") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}
    assert rows["at grade crew"]["change"] == "3"
    assert stat.S_IMODE(table.stat().st_mode) == 0o600


def test_a_run_that_is_none_is_told(call: Call, covered_run: Path, tmp_path: Path) -> None:
    """As bad input, with its place."""
    result = call("study", "compare", covered_run, tmp_path)
    assert result.exit_code == Exit.BAD_INPUT
    assert "rota.json" in result.stderr


OVERLAY = """[overlay]
name = "fewer"
description = "No on-call seat, a dear target, and somebody away."

[[remove.cover]]
post = "SFC"
tour = "OC"
weekdays = "Mon-Sun"

[[change.posts]]
post = "ARV"
away_price = 7

[[leavers]]
officer = "a2"
from = 2026-10-13

[prices]
target_short = 12345
"""


def test_what_an_overlay_changes_is_told_value_by_value(call: Call, covered_folder: Path, tmp_path: Path) -> None:
    """A row removed, one changed, a price set; of who leaves only how many rows say so; the scenario's hash stays."""
    path, table = tmp_path / "fewer.toml", tmp_path / "values.csv"
    path.write_text(OVERLAY)
    document = json.loads(call("study", "diff", covered_folder, "--overlay", path, "-o", table, "--json").stdout)
    alone = json.loads(call("check", covered_folder, "--json").stdout)
    assert document["scenario_sha256"] == alone["scenario_sha256"] != document["with_overlays_sha256"]
    numbers = {one["table"]: (one["removed"], one["changed"], one["added"]) for one in document["tables"]}
    assert numbers == {"leavers": (0, 0, 1), "posts": (0, 1, 0), "cover": (1, 0, 0)}
    told = {(one["table"], one["column"]): (one["before"], one["after"]) for one in document["values"]}
    assert told["posts", "away_price"] == ("500", "7")
    assert told["cover", "minimum"] == ("1", None)
    assert told["scenario.toml", "target_short"] == ("20000", "12345")
    result = call("study", "diff", covered_folder, "--overlay", path)
    assert result.exit_code == Exit.DONE
    assert not re.search(r"\ba2\b", result.output + table.read_text() + json.dumps(document))
    with table.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(document["values"])


def test_an_overlay_is_needed(call: Call, covered_folder: Path) -> None:
    """A study of no change is wrong use."""
    assert call("study", "diff", covered_folder).exit_code == Exit.USAGE


def test_how_many_sustain_a_seat_is_told(call: Call, covered_folder: Path, tmp_path: Path) -> None:
    """A day on call each of three days, by one person; with a day of leave each, by two."""
    table = tmp_path / "people.csv"
    asked = ("study", "sizing", covered_folder, "--role", "sfc", "--seconds", 5)
    result = call(*asked, "--leave-days", 0)
    assert result.exit_code == Exit.DONE, result.output
    assert "1 sustain these seats, and 0 cannot: proved." in result.stdout
    document = json.loads(call(*asked, "--leave-days", 1, "-o", table, "--json").stdout)
    assert (document["people"], document["one_fewer_proved_too_few"]) == (2, True)
    assert (document["leave_days"], document["contract"], document["posts"]) == (1, "commanders", ["SFC"])
    told = {one["people"]: one["answer"] for one in document["tried"]}
    assert told == {1: "too few", 2: "sustained"}
    with table.open(newline="") as file:
        assert {int(row["people"]): row["answer"] for row in csv.DictReader(file)} == told


def test_a_seat_is_named_once(call: Call, covered_folder: Path) -> None:
    """Neither a role nor a post, or both, is wrong use; a role that is none is bad input."""
    for options in ((), ("--role", "sfc", "--post", "SFC")):
        assert call("study", "sizing", covered_folder, *options).exit_code == Exit.USAGE
    result = call("study", "sizing", covered_folder, "--role", "tfc")
    assert result.exit_code == Exit.BAD_INPUT
    assert "expected one of arv, sfc" in result.stderr


def test_how_long_a_seat_stands_is_told(call: Call, covered_folder: Path, tmp_path: Path) -> None:
    """One commander, of whom half leaves each month: the seat stands through the first month and falls in the second."""
    table = tmp_path / "months.csv"
    asked = ("study", "attrition", covered_folder, "--post", "SFC", "--loss", "0.5", "--seconds", 5)
    result = call(*asked, "-o", table)
    assert result.exit_code == Exit.DONE, result.output
    assert "The seat stands through month 1 and falls in month 2: proved." in result.stdout
    document = json.loads(call(*asked, "--course-places", 1, "--course-weeks", 4, "--months", 3, "--json").stdout)
    assert (document["falls_in_month"], document["stands_through_month"]) == (None, 3)
    assert [one["joined"] for one in document["months"]] == [0, 1, 1, 1]
    with table.open(newline="") as file:
        assert [row["people"] for row in csv.DictReader(file)] == ["1", "1", "0"]
    for loss in ("0", "nobody", "1/2"):
        assert call(*asked[:5], "--loss", loss).exit_code == Exit.USAGE


def test_when_help_is_stood_down_is_told(call: Call, covered_folder: Path, tmp_path: Path) -> None:
    """The one commander steps back, a neighbour lends one, and the commander is back in the second week."""
    path, table = tmp_path / "help.toml", tmp_path / "steps.csv"
    path.write_text(HELP)
    asked = ("study", "recovery", covered_folder, "--role", "sfc", "--seconds", 5, "--overlay", path)
    result = call(*asked, "--back", "14:100", "-o", table)
    assert result.exit_code == Exit.DONE, result.output
    assert re.search(r"neighbour +after 14 days +proved of the day before on the curve", result.stdout)
    document = json.loads(call(*asked, "--back", "14:100", "--json").stdout)
    assert [(one["after_days"], one["rung"]) for one in document["needed"]] == [(0, "neighbour"), (14, "own")]
    assert document["stood_down"] == [{"rung": "neighbour", "lever": "", "after_days": 14, "proved_not_before": True}]
    with table.open(newline="") as file:
        assert [row["answer"] for row in csv.DictReader(file)] == ["too few", "sustained", "sustained"]


def test_what_was_done_is_kept_when_stopped(call: Call, covered_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Ctrl-C in the second plan of a study: the first is printed, it says that it was stopped, and the code is 130."""
    plans = []

    def stopping(self: Effort, scenario: Scenario, name: str, *, quickly: bool = False) -> Point:
        plans.append(name)
        if len(plans) == 2 and self.stop is not None:
            self.stop.set()
        return point(self, scenario, name, quickly=quickly)

    point = Effort.point
    monkeypatch.setattr(Effort, "point", stopping)
    asked = ("study", "recovery", covered_folder, "--role", "sfc", "--seconds", 5)
    path = covered_folder.parent / "help.toml"
    path.write_text(HELP)
    result = call(*asked, "--overlay", path, "--back", "14:100", "--json")
    assert result.exit_code == Exit.INTERRUPTED
    document = json.loads(result.stdout)
    assert document["interrupted"]
    assert [one["answer"] for one in document["tried"]][:1] == ["too few"]
    assert len(plans) == 2
    plans.clear()
    assert call(*asked, "--overlay", path, "--back", "14:100").stdout.startswith("Stopped from the keyboard")


def test_a_recovery_needs_step_backs_and_a_curve(call: Call, covered_folder: Path, tmp_path: Path) -> None:
    """Of a scenario in which nobody has stepped back it is bad input; a curve that falls is wrong use."""
    result = call("study", "recovery", covered_folder, "--back", "7:50")
    assert result.exit_code == Exit.BAD_INPUT
    assert "nobody has stepped back" in result.stderr
    for curve in (("7:50", "14:20"), ("7",), ("7:101",), ("x:1",)):
        options = [part for text in curve for part in ("--back", text)]
        assert call("study", "recovery", covered_folder, *options).exit_code == Exit.USAGE


HELP = """[overlay]
name = "help"
description = "The commander steps back, and a neighbour lends one."

[[forces]]
force = "south"
name = "Southland Police"
day_start = "07:00"
jurisdiction = "england_and_wales"

[[events]]
officer = "c1"
event = "step_back"
subject = "sfc"
at = 2026-10-11T07:00:00

[[mutual_aid]]
offer = "X"
lender = "south"
relation = "neighbour"
answer = "offered"
officers = 1
contract = "commanders"
unit = "command"
rank = "superintendent"
roles = "sfc"
asked = 2026-10-01
lead_hours = 0
from = 2026-10-10
until = 2026-10-30
price = 100
"""
