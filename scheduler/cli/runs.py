"""The folder of a run, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import load_scenario
from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_regular
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.views.planned_run import PlannedRun

MOST_BYTES = 256 * 2**20
"""Largest file of a run read back, in bytes."""

scenario_option = click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    metavar="SCENARIO",
    help="Where the run's scenario is now; where it was when it was planned by default.",
)


def open_run(run: Path, scenario: Path | None = None) -> PlannedRun:
    """Return a run with its scenario, which must be the very one it was planned from.

    Parameters
    ----------
    run
        Folder of the run, or the ``latest`` beside it.
    scenario
        Where the scenario is now; where it was when the run was made, if None.

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
    given = load_scenario(place, stated["n_days"])
    if given.sha256 != stated["scenario_sha256"]:
        expected = (
            f"the scenario has changed since run {record.run_id}; plan it again, or name the one it was made from"
        )
        raise BadInputError([Problem(str(place), "", expected)])
    return PlannedRun(given, plan, record)


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, MOST_BYTES)
    except BadInputError as error:
        expected = f"a folder that `rota plan` wrote has here {error.problems[0].expected}"
        raise BadInputError([Problem(str(path), "", expected)]) from error


def _stated(data: bytes, place: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(data)
    if not isinstance(told.get("n_days"), int) or not isinstance(told.get("scenario_sha256"), str):
        raise BadInputError([Problem(place, "", "a run.json as `rota plan` writes it")])
    return told
