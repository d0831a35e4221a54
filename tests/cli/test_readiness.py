"""`rota readiness`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.commitments import Due
from scheduler.domain.people import Abstraction
from scheduler.domain.time import instant
from scheduler.domain.work import Vehicle
from tests.cli.conftest import tiny, write
from tests.worlds import FIRST_DAY, ZONE

Call = Callable[..., Result]
AT = ("--at", "2026-10-12", "--seconds", 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario whose one commander is away on the second of three days, with a meeting missed."""
    away = Abstraction("c1", "leave", "everything", FIRST_DAY + 1, FIRST_DAY + 2)
    start_at = instant(FIRST_DAY - 3, 600, ZONE)
    missed = Due("NAPP", "portfolio_meeting", start_at, start_at + 60, "c1")
    scenario = replace(tiny(), abstractions=(away,), due=(missed,))
    return write(tmp_path_factory.mktemp("scenarios") / "thin", scenario)


def test_every_recommendation_has_a_line_and_an_empty_judgement(folder: Path, call: Call) -> None:
    """Twelve lines; nobody but a named person says what they think of them."""
    result = call("readiness", folder, *AT)
    assert result.exit_code == Exit.DONE, result.output
    lines = [line for line in result.stdout.splitlines() if re.match(r" {0,2}\d+  \w", line)]
    assert [int(line.split()[0]) for line in lines] == list(range(1, 13))
    assert all(line.endswith("________   ________") for line in lines)
    assert "unverified" in result.stdout
    assert result.stdout.startswith("OFFICIAL\n")
    document = json.loads(call("readiness", folder, *AT, "--json").stdout)
    assert {(row["judgement"], row["typed_by"]) for row in document["recommendations"]} == {("", "")}
    assert [row["number"] for row in document["recommendations"] if row["unverified"]] == [1, 4, 7, 9, 11]


def test_the_share_of_hours_and_the_people_missing_are_told(folder: Path, call: Call) -> None:
    """48 of 72 hours, rounded down; one more person, found by solving."""
    told = call("readiness", folder, *AT).stdout
    assert re.search(r"SFC +north +72\.0 +48\.0 +66\.6%", told)
    assert re.search(r"all seats +north +72\.0 +48\.0 +66\.6%", told)
    assert "sfc: 1 more trained person on contract commanders, never away" in told
    assert "found by solving; one fewer is proved too few" in told
    assert "0 of 1 portfolio meetings attended" in told


def test_the_hours_of_a_run_are_those_of_the_run(folder: Path, tmp_path: Path, call: Call) -> None:
    """It is named, and its uncovered duties are counted."""
    planned = call("plan", folder, "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert planned.exit_code == Exit.UNCOVERED, planned.output
    document = json.loads(call("readiness", folder, *AT, "--run", tmp_path / "run", "--json").stdout)
    assert document["run"]
    (seat,) = document["seats"]
    assert (seat["minutes_wanted"], seat["minutes_covered"], seat["share"]) == (4320, 2880, 0.666)
    assert document["closings"][0]["more_people"] == 1
    assert b"NAPP,portfolio_meeting,overdue," in (tmp_path / "run" / "due.csv").read_bytes()


def test_the_asset_tracker_is_counted_in_hours_of_a_run_and_in_cars_without_one(tmp_path: Path, call: Call) -> None:
    """Two cars, one of them tracked; of the run's vehicle-hours those of v1 count, and outside nobody hears of hours."""
    cars = (Vehicle("v1", "cars"), Vehicle("v2", "cars", tracked=False))
    folder = write(tmp_path / "s", replace(tiny(), vehicles=cars))
    run = tmp_path / "run"
    assert call("plan", folder, "-o", run, "--seconds", 20, "--workers", 1).exit_code == Exit.UNCOVERED
    rows = set((run / "crews.csv").read_text(encoding="utf-8").splitlines()[1:])
    trips = {tuple(row.split(",")[:4]) for row in rows}
    record = json.loads((run / "run.json").read_bytes())["armed_vehicle_minutes"]
    assert record["all"] == len(trips) * 540 > 0  # every tour of the scenario lasts nine hours

    def third(*more: object) -> dict[str, object]:
        told = json.loads(call("readiness", folder, *AT, *more, "--json").stdout)["recommendations"][2]
        return {key: told[key] for key in ("met", "of", "evidence")}

    hours = {"met": record["tracked"], "of": record["all"], "evidence": "crews.csv of the run, vehicles"}
    assert third("--run", run) == hours
    assert third() == third("--run", run, "--external") == {"met": 1, "of": 2, "evidence": "vehicles"}
    audited = call("audit", run / "rota.csv", folder)
    assert (
        f"asset tracker: {record['tracked'] / 60:,.1f} of {record['all'] / 60:,.1f} armed vehicle-hours"
        in audited.stdout
    )
    assert json.loads(call("audit", run / "rota.csv", folder, "--json").stdout)["armed_vehicle_minutes"] == record
    told = "to look at:" in audited.stdout
    assert (
        told
        == (record["tracked"] < record["all"])
        == ("To look at" in (run / "report.html").read_text(encoding="utf-8"))
    )
    page = (run / "report.html").read_text(encoding="utf-8")
    assert f"of {record['all'] / 60:,.0f} armed vehicle-hours with the asset tracker" in page


def test_outside_only_counts_are_told(folder: Path, call: Call) -> None:
    """No officer, seat, role, force, share of hours, nor any date but the one asked about and the deadlines."""
    text = call("readiness", folder, *AT, "--external").stdout
    document = json.loads(call("readiness", folder, *AT, "--external", "--json").stdout)
    assert "0 of 1 command seats covered at every hour" in text
    assert "1 more trained person would cover every command seat" in text
    assert document["more_people"] == 1
    assert not {"seats", "forces", "closings", "run", "first_day"} & set(document)
    deadlines = {"2026-10-12", "2023-10-09", "2024-07-31", "2023-10-31", "2023-12-31", "2023-07-11"}
    for told in (text, json.dumps(document)):
        assert not re.search(r"\b(c1|SFC|sfc|north|commanders,|48\.0|66\.6)\b", told)
        assert set(re.findall(r"\d{4}-\d\d-\d\d", told)) <= deadlines


def test_no_time_is_told_honestly(folder: Path, call: Call) -> None:
    """A number that was not found is not made up."""
    told = call("readiness", folder, "--at", "2026-10-12", "--seconds", 0.1).stdout
    assert "found by solving" in told or "not found within 0.1 s" in told


@pytest.mark.slow
def test_the_region_wants_one_more_tactical_commander(root: Path, call: Call) -> None:
    """Its strategic seat is always covered; the tactical one is, too, with one more person never away: proved."""
    result = call("readiness", root / "scenarios" / "region", "--at", "2026-10-12", "--json")
    document = json.loads(result.stdout)
    assert [seat["post"] for seat in document["seats"] if seat["share"] < 1] == ["STFC"]
    (closing,) = document["closings"]
    assert (closing["role"], closing["more_people"], closing["one_fewer_proved_too_few"]) == ("STFC", 1, True)


@pytest.mark.parametrize("on", ["2026-13-01", "tomorrow", "0001-01-01", "9999-12-31", ""])
def test_a_date_that_is_none_is_wrong_use(on: str, folder: Path, call: Call) -> None:
    """Also one from which no other day could be counted."""
    result = call("readiness", folder, "--at", on)
    assert result.exit_code == Exit.USAGE
    assert "Traceback" not in result.output


def test_a_run_of_another_scenario_is_refused(folder: Path, short_run: Path, call: Call) -> None:
    """Its figures would be about something else."""
    result = call("readiness", folder, *AT, "--run", short_run)
    assert result.exit_code == Exit.BAD_INPUT
    assert "the scenario has changed since run" in result.stderr


def test_no_scenario_is_bad_input(tmp_path: Path, call: Call) -> None:
    """With its path."""
    result = call("readiness", tmp_path / "none", *AT)
    assert result.exit_code == Exit.BAD_INPUT
    assert str(tmp_path / "none") in result.stderr
