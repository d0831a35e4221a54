"""The nights in which the clock is changed, from the plan to the officer's calendar and to what was worked beyond it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from scheduler.domain.time import day_of, iso_day
from tests.cli.conftest import clock, tiny, write
from tests.worlds import authorised

Call = Callable[..., Result]
APPROVED = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3")
FORWARD, BACK = day_of(date(2026, 3, 28)), day_of(date(2026, 10, 24))
"""The Saturdays in whose nights the clock goes forward and back."""

HOURS = {"E": (7 * 60, 16 * 60), "L": (14 * 60, 23 * 60), "N": (22 * 60, 31 * 60)}
"""Wall-clock minutes of the crews' tours."""


@pytest.fixture(scope="module", params=[FORWARD, BACK], ids=["forward", "back"])
def changed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, call: Call) -> tuple[int, Path]:
    """Return the Saturday of a change, and a run of three days that begins with it."""
    return request.param, planned(tmp_path_factory.mktemp("clock"), request.param, call)


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory, call: Call) -> Path:
    """Return a run over the night in which the clock goes back."""
    return planned(tmp_path_factory.mktemp("back"), BACK, call)


@pytest.fixture(scope="module")
def forward(tmp_path_factory: pytest.TempPathFactory, call: Call) -> Path:
    """Return a run over the night in which the clock goes forward."""
    return planned(tmp_path_factory.mktemp("forward"), FORWARD, call)


def planned(parent: Path, first_day: int, call: Call) -> Path:
    """Plan three days of the tiny scenario from a day on."""
    plain = tiny()
    held = [*((row.officer, row.role) for row in plain.authorisations), ("a2", "supervisor")]
    known = tuple(authorised(officer, role, first_day - 100, first_day + 100) for officer, role in held)
    horizon = replace(plain.horizon, first_day=first_day, period_anchor=first_day)
    folder = write(parent / "scenario", replace(plain, horizon=horizon, authorisations=known))
    result = call("plan", folder, "-o", parent / "run", "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.DONE, result.output
    return parent / "run"


def tours(run: Path, officer: str) -> list[tuple[str, str]]:
    """Return force day and tour of each of an officer's duties."""
    with (run / "rota.csv").open(newline="") as file:
        return [(row["force_day"], row["tour"]) for row in csv.DictReader(file) if row["officer"] == officer]


def in_utc(force_day: str, minute: int) -> datetime:
    """Return the instant of a wall-clock minute of a force day, London's offset written out: no time zone's code is asked."""
    moment = datetime.fromisoformat(f"{force_day}T00:00Z") + timedelta(minutes=minute)
    summer = "2026-03-29T02" <= moment.isoformat() < "2026-10-25T02"
    return moment - timedelta(hours=summer)


def test_an_officers_calendar_has_the_instants_of_the_night_as_it_is(
    changed: tuple[int, Path], tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night on which the clock goes forward has eight hours and that on which it goes back ten, in UTC."""
    first_day, run = changed
    for command in ("publish", "feed", "feed_token"):
        monkeypatch.setattr(f"scheduler.cli.{command}.now", lambda: clock(first_day - 7))
    monkeypatch.setenv("ROTA_STORE", str(tmp_path / "ledger"))
    assert call("publish", run, *APPROVED).exit_code == Exit.DONE
    with (run / "rota.csv").open(newline="") as file:
        night = next(
            row for row in csv.DictReader(file) if (row["tour"], row["force_day"]) == ("N", iso_day(first_day))
        )
    made = call("feed", "token", "create", "--officer", night["officer"], "--json")
    (token,) = json.loads(made.stdout)["tokens"]
    assert call("feed", "build", "-o", tmp_path / "feeds").exit_code == Exit.DONE
    data = (tmp_path / "feeds" / f"{token['token']}.ics").read_bytes()
    events: list[Any] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    shown = sorted((event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) for event in events)
    wanted = [(in_utc(day, HOURS[code][0]), in_utc(day, HOURS[code][1])) for day, code in tours(run, night["officer"])]
    assert shown == sorted(wanted)
    length = {FORWARD: 8, BACK: 10}[first_day]
    assert timedelta(hours=length) in {end - start for start, end in shown}


def called_out(call: Call, run: Path, day: int, begin: str, end: str) -> Result:
    """Say what becomes of a call-out for some hours."""
    return call("amend", run, "call-out", "a1", iso_day(day), "--between", begin, end, "--dry-run")


def test_an_hour_that_the_clock_shows_twice_is_asked_for(back: Path, call: Call) -> None:
    """Half past one is twice: both instants are named, and each is taken as it is written."""
    refused = called_out(call, back, BACK, "2026-10-25 01:30", "2026-10-25 04:00")
    assert refused.exit_code == Exit.BAD_INPUT, refused.output
    assert "2026-10-25T00:30Z for the first or 2026-10-25T01:30Z for the second" in refused.stderr
    assert "for 3 h 30 min" in called_out(call, back, BACK, "2026-10-25T00:30Z", "2026-10-25 04:00").stdout
    assert "for 2 h 30 min" in called_out(call, back, BACK, "2026-10-25T01:30Z", "2026-10-25 04:00").stdout
    assert "for 2 h 00 min" in called_out(call, back, BACK, "2026-10-25 02:00", "2026-10-25 04:00").stdout


def test_an_hour_that_the_clock_leaves_out_is_refused(forward: Path, call: Call) -> None:
    """Half past one is not: neither as a beginning nor as an end; around it three hours of the clock are two."""
    for begin, end in (("2026-03-29 01:30", "2026-03-29 04:00"), ("2026-03-28 23:00", "2026-03-29 01:30")):
        refused = called_out(call, forward, FORWARD, begin, end)
        assert refused.exit_code == Exit.BAD_INPUT, refused.output
        assert "2026-03-29 01:30': Europe/London leaves it out" in refused.stderr
    assert "for 2 h 00 min" in called_out(call, forward, FORWARD, "2026-03-29 00:30", "2026-03-29 03:30").stdout


def test_who_is_on_is_asked_of_one_instant(
    back: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the hour that is shown twice, the second has its own answer."""
    monkeypatch.setenv("ROTA_STORE", str(tmp_path / "ledger"))
    assert call("publish", back, *APPROVED).exit_code == Exit.DONE
    assert "for the second" in call("now", "--at", "2026-10-25 01:30").stderr
    assert call("now", "--at", "2026-10-25T01:30Z").exit_code in (Exit.DONE, Exit.UNCOVERED)
