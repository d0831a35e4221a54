"""`rota plan --ladder` and `--rung`: the rungs are printed, written and remembered."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.aid import Offer
from scheduler.domain.levers import Lever
from scheduler.domain.people import Abstraction
from scheduler.domain.time import instant, iso_day
from tests.cli.conftest import tiny, write
from tests.worlds import FIRST_DAY, ZONE

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with one supervisor of its own, and two whom the region lends."""
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 10, 0, ZONE))
    roles = ("arv", "driver", "supervisor")
    offer = Offer("X", "north", "region", ("X-1", "X-2"), "crews", "armed", "PC", roles, *span, price=900)
    refused = replace(offer, offer="N", relation="neighbour", officers=(), answer="refused")
    return write(tmp_path_factory.mktemp("scenarios") / "helped", tiny().with_offers([offer, refused]))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, folder: Path, call: Call) -> Path:
    """Return the run of a climb."""
    made = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", folder, "--ladder", "-o", made, "--seconds", 30, "--workers", 1)
    assert result.exit_code == Exit.DONE, result.output
    assert "under these rules, levers and data as at that instant, 20" in result.stdout
    assert "N: refused by north" in result.stdout
    return made


def test_the_ladder_is_written_rung_by_rung(run: Path) -> None:
    """What was allowed, used, asked and refused; the last rung is the rota's."""
    told = json.loads((run / "ladder.json").read_text())
    assert [rung["rung"] for rung in told["rungs"]] == ["own", "neighbour", "region"]
    own, _, region = told["rungs"]
    assert own["crews_uncovered"] == 3
    assert own["l2"]["exact"]
    assert region["covered"]
    assert {used["offer"]: (used["answer"], used["officers"]) for used in region["help"]} == {
        "X": ("offered", 2),
        "N": ("refused", 0),
    }
    assert region["l5"]["price"] == sum(used["officer_days"] for used in region["help"])
    own_minutes, lent_minutes = (sum(day[who] for day in told["armed_minutes"]) for who in ("own", "lent"))
    assert lent_minutes > 0
    assert told["own_share"] == round(own_minutes / (own_minutes + lent_minutes), 4)
    with (run / "armed_hours.csv").open(newline="") as file:
        assert sum(int(row["lent_minutes"]) for row in csv.DictReader(file)) == lent_minutes
    assert (own["command_bound"], own["crews_bound"]) == ("proved", "proved")
    assert json.loads((run / "run.json").read_text())["rung"] == "region"
    report = (run / "report.html").read_text()
    assert "The ladder" in report
    assert f'data-head="Officer-days used">{region["l5"]["price"]}<' in report
    assert 'data-head="Answer">refused<' in report
    assert f"Own officers stand {100 * own_minutes / (own_minutes + lent_minutes):.1f} %" in report


def test_a_run_is_read_back_with_its_rung(run: Path, folder: Path, call: Call) -> None:
    """Explained with the help it was planned with; audited with the same, or more."""
    result = call("explain", run, "ARV/N/2026-10-12", "--json")
    assert result.exit_code == Exit.DONE, result.output
    assert {"X-1", "X-2"} <= {row["officer"] for row in json.loads(result.stdout)["officers"]}
    proof = ("--proof", run / "proof.json")
    assert call("audit", run / "rota.csv", folder, "--rung", "region", *proof).exit_code == Exit.DONE
    assert call("audit", run / "rota.csv", folder, "--rung", "own").exit_code == Exit.BAD_INPUT


def test_without_help_nobody_lent_is_in_the_rota(folder: Path, tmp_path: Path, call: Call) -> None:
    """`--rung own`: duties stay uncovered, and there is no ladder."""
    result = call("plan", folder, "--rung", "own", "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED
    assert "X-1" not in (tmp_path / "run" / "rota.csv").read_text()
    assert not (tmp_path / "run" / "ladder.json").exists()


@pytest.fixture(scope="module")
def levered(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Return the same with its supervisor on leave for two days: leave may be recalled, longer tours are refused."""
    away = Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 2)
    levers = (
        Lever("longer_tours", 1, "Head", allowed=False, refused_by="Branch board", tours=("D",), posts=("ARV",)),
        Lever("leave_recalled", 1, "Head of operations", price=600, most=1),
        Lever("exigency", 1, "Head of operations", minutes=660),
    )
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 10, 0, ZONE))
    roles = ("arv", "driver", "supervisor")
    offer = Offer("X", "north", "region", ("X-1", "X-2"), "crews", "armed", "PC", roles, *span, price=900)
    scenario = replace(tiny(), abstractions=(away,), levers=levers).with_offers([offer])
    return write(tmp_path_factory.mktemp("scenarios") / "levered", scenario)


def test_levers_come_before_help_and_are_told_with_their_owner(levered: Path, tmp_path: Path, call: Call) -> None:
    """Planned rota, leave recalled, region: who answers, who refused, what is used; the run is read back and audited."""
    made = tmp_path / "run"
    result = call("plan", levered, "--ladder", "-o", made, "--seconds", 30, "--workers", 1)
    assert result.exit_code == Exit.DONE, result.output
    assert "longer tours: refused by Branch board" in result.stdout
    told = json.loads((made / "ladder.json").read_text())
    assert [(step["rung"], step["lever"]) for step in told["rungs"]] == [
        ("own", ""),
        ("own", "leave_recalled"),
        ("region", "leave_recalled"),
    ]
    planned, recalled, _ = told["rungs"]
    assert planned["crews_uncovered"] > recalled["crews_uncovered"] > 0
    standing = {lever["lever"]: lever["standing"] for lever in recalled["levers"]}
    assert standing == {"longer_tours": "refused", "leave_recalled": "pulled", "exigency": "nothing_to_bend"}
    used = next(lever for lever in recalled["levers"] if lever["lever"] == "leave_recalled")
    assert (used["owner"], used["uses"], used["quantity"]) == ("Head of operations", 1, 1)
    assert json.loads((made / "run.json").read_text())["lever"] == "leave_recalled"
    report = (made / "report.html").read_text()
    assert "refused by Branch board" in report
    assert "Head of operations" in report
    assert call("explain", made, "ARV/N/2026-10-12").exit_code == Exit.DONE
    help_and_lever = ("--rung", "region", "--lever", "leave_recalled")
    audited = call("audit", made / "rota.csv", levered, *help_and_lever, "--proof", made / "proof.json", "--json")
    assert audited.exit_code == Exit.DONE, audited.output
    assert call("audit", made / "rota.csv", levered, "--rung", "region").exit_code != Exit.DONE


def test_a_climb_ends_at_the_lever_named_and_a_plan_pulls_it(levered: Path, tmp_path: Path, call: Call) -> None:
    """With --ladder help is not asked; without, the levers up to it are pulled; one that is not stated is refused."""
    climb = call("plan", levered, "--ladder", "--lever", "leave_recalled", "-o", tmp_path / "a", "--seconds", 30)
    assert climb.exit_code == Exit.UNCOVERED
    steps = json.loads((tmp_path / "a" / "ladder.json").read_text())["rungs"]
    assert [step["lever"] for step in steps] == ["", "leave_recalled"]
    options = ("--rung", "own", "--lever", "leave_recalled", "--seconds", 20, "--workers", 1, "--json")
    alone = json.loads(call("plan", levered, "-o", tmp_path / "b", *options).stdout)
    assert alone["lever"] == "leave_recalled"
    assert alone["uncovered"] == steps[1]["crews_uncovered"] + steps[1]["command_uncovered"]
    refused = call("plan", levered, "--lever", "rest_days_worked", "-o", tmp_path / "c")
    assert refused.exit_code == Exit.BAD_INPUT
    assert "--lever" in refused.stderr


def test_a_climb_from_what_was_told_changes_least_on_every_rung(
    folder: Path, run: Path, tmp_path: Path, call: Call
) -> None:
    """Planned anew from the climb's own rota, on the same rungs: nobody has to be told anything."""
    terms = ("--from", run, "--told-on", iso_day(FIRST_DAY - 20), "--ladder")
    again = call("plan", folder, *terms, "-o", tmp_path / "again", "--seconds", 30, "--workers", 1)
    assert again.exit_code == Exit.DONE, again.output
    climbed = [json.loads((made / "ladder.json").read_text())["rungs"] for made in (run, tmp_path / "again")]
    assert [[rung["rung"] for rung in rungs] for rungs in climbed] == [["own", "neighbour", "region"]] * 2
    assert json.loads((tmp_path / "again" / "run.json").read_text())["replan"]["people_to_tell"] == 0
