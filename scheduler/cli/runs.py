"""The folder of a run, read back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath, load_scenario
from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.domain.rota import Assignment, CrewSeat, Plan
    from scheduler.domain.scenario import Scenario
    from scheduler.views.planned_run import PlannedRun

MOST_BYTES = 256 * 2**20
"""Largest file of a run read back, in bytes."""

_SHOWN = 60
_TOLD = 10

scenario_option = click.option(
    "--scenario",
    type=NamedPath(),
    metavar="SCENARIO",
    help="Where the run's scenario is now; by default as it was named when it was planned, seen from this folder.",
)


def open_run(run: Path, scenario: Path | None = None) -> PlannedRun:
    """Return a run with its scenario, which must be the very one it was planned from.

    Parameters
    ----------
    run
        Folder of the run, or the ``latest`` beside it.
    scenario
        Where the scenario is now; if None, as it was named when the run was made, seen from the working directory.

    Raises
    ------
    BadInputError
        If the folder is no run of ours, or the scenario has changed since.
    """
    from scheduler.views import rota_json, run_json
    from scheduler.views.outputs import run_folder
    from scheduler.views.planned_run import PlannedRun

    folder = run_folder(run)
    record_path, plan_path = folder / "run.json", folder / "rota.json"
    told = _read(record_path)
    record = run_json.read(told, str(record_path))
    plan = rota_json.read(_read(plan_path), str(plan_path))
    stated = _stated(told, str(record_path))
    place = scenario or Path(record.scenario_path)
    if scenario is None and not (record.scenario_path and os.path.lexists(place)):
        expected = f"the scenario there, seen from the working directory {Path.cwd()}; name it with --scenario"
        raise BadInputError([Problem(f"{record_path}:scenario_path", record.scenario_path, expected)])
    given = load_scenario(place, stated["n_days"])
    if given.sha256 != stated["scenario_sha256"]:
        wrong = f"the scenario has changed since run {record.run_id}; plan it again, or name the one it was made from"
        raise BadInputError([Problem(str(place), "", wrong=wrong)])
    _refuse_strangers(given, plan, str(plan_path))
    return PlannedRun(given, plan, record)


def _refuse_strangers(scenario: Scenario, plan: Plan, place: str) -> None:
    """Refuse a plan that names what its scenario does not have: somebody has changed it since it was written."""
    known = {
        "officer": {row.officer for row in scenario.officers},
        "post": {row.post for row in scenario.posts} | {""},
        "tour": {row.tour for row in scenario.tours} | {""},
    }
    rows: list[Assignment | CrewSeat] = [*plan.rota.assignments, *plan.rota.crews]
    duties = [item.duty for item in plan.uncovered]
    named = {
        "officer": {row.officer for row in rows},
        "post": {row.post for row in rows} | {duty.post for duty in duties},
        "tour": {row.tour for row in rows} | {duty.tour or "" for duty in duties},
    }
    problems = [
        Problem(place, name[:_SHOWN], f"{what}s of the scenario alone")
        for what, names in named.items()
        for name in sorted(names - known[what])[:_TOLD]
    ]
    if problems:
        raise BadInputError(problems)


def _read(path: Path) -> bytes:
    try:
        return read_named(path, MOST_BYTES)
    except BadInputError as error:
        expected = f"{error.problems[0].expected}, as in a folder that `rota plan` wrote"
        raise BadInputError([Problem(str(path), "", expected)]) from error


def _stated(data: bytes, place: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(data)
    if type(told.get("n_days")) is not int or not isinstance(told.get("scenario_sha256"), str):
        raise BadInputError([Problem(place, "", "a run.json as `rota plan` writes it")])
    return told
