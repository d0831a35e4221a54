"""The folder of a run, read back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath
from scheduler.cli.beside import beside
from scheduler.cli.output import counted
from scheduler.cli.scenario_kept import kept_or_loaded
from scheduler.cli.scenarios import (
    NamedRegister,
    ScenarioWanted,
    named_overlays,
    tell_warnings,
)
from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.run import SNAPSHOT

if TYPE_CHECKING:
    from scheduler.domain.amendments import Amendments
    from scheduler.domain.events import RegisterReading
    from scheduler.domain.ladder import Step
    from scheduler.domain.rota import Assignment, CrewSeat, Plan
    from scheduler.domain.run import RunRecord
    from scheduler.domain.scenario import Scenario
    from scheduler.views.planned_run import PlannedRun
    from scheduler.views.rota_json import ToldRota

MOST_BYTES = 256 * 2**20
"""Largest file of a run read back, in bytes."""

_LARGE = 2 * 2**20
"""Bytes of a plan from which it pays to read its scenario in a process of its own."""

_SHOWN = 60
_TOLD = 10

step_back_option = click.option(
    "--step-back",
    type=NamedPath(),
    metavar="FILE",
    help="Where the run's file of step-backs is now; by default as it was named when it was planned.",
)
register_option = click.option(
    "--register",
    type=NamedPath(),
    metavar="FILE",
    help="Where the run's register is now; by default as it was named when it was planned.",
)
scenario_option = click.option(
    "--scenario",
    type=NamedPath(),
    metavar="SCENARIO",
    help="Where the run's scenario is now; by default as it was named when it was planned, seen from this folder.",
)


def open_run(
    run: Path,
    scenario: Path | None = None,
    step_back: Path | None = None,
    register: Path | None = None,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> PlannedRun:
    """Return a run with its scenario, which must be the very one it was planned from.

    Parameters
    ----------
    run
        Folder of the run, or the ``latest`` beside it.
    scenario
        Where the scenario is now; if None, as it was named when the run was made, seen from the working directory.
    step_back
        Where the step-backs laid over it are now; if None likewise. Overlays are those the command was given, or
        likewise.
    register
        Where the register whose events joined it is now; if None likewise. The same lines are read of it.
    meanwhile
        What may be done while the scenario is read.

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
    told_plan = _read(plan_path)
    stated = _stated(told, str(record_path))
    told_at = str(record_path)
    wanted = ScenarioWanted(
        _now(scenario, record.scenario_path, f"{told_at}:scenario_path", "scenario", "--scenario"),
        stated["n_days"],
        _step_back_of(record, step_back, told_at),
        record.rung,
        record.lever,
        _overlays_of(record, told_at),
        _register_of(record, register, told_at),
    )
    scenario_of = partial(kept_or_loaded, folder, wanted)
    kept = os.path.lexists(folder / SNAPSHOT)
    with beside(scenario_of, worth=len(told_plan) >= _LARGE and not kept) as loaded:
        plan = rota_json.read(told_plan, str(plan_path))
        meanwhile()
        given, warnings = loaded()
    tell_warnings(warnings)
    given, done = amended_beside(told_beside(given, folder), folder)
    if given.sha256 != stated["scenario_sha256"]:
        raise BadInputError([_changed_since(record, given, wanted.path)])
    _refuse_strangers(given, plan, str(plan_path))
    return PlannedRun(given, plan, record, amendments=done)


def _step_back_of(record: RunRecord, named: Path | None, told_at: str) -> Path | None:
    """Return where a run's file of step-backs is; None where it was planned without one."""
    if not record.step_back_path:
        return None
    return _now(named, record.step_back_path, f"{told_at}:step_back_path", "file of step-backs", "--step-back")


def _overlays_of(record: RunRecord, told_at: str) -> tuple[Path, ...]:
    """Return where a run's overlays are, all of them named or none."""
    if named_overlays() and len(named_overlays()) != len(record.overlays):
        had = counted(len(record.overlays), "overlay") or "no overlay"
        wrong = f"run {record.run_id} was planned with {had}: name all of them, in order, or none"
        raise BadInputError([Problem("--overlay", str(len(named_overlays())), wrong=wrong)])
    return named_overlays() or tuple(
        _now(None, overlay.path, f"{told_at}:overlays", f"overlay {overlay.name}", "--overlay")
        for overlay in record.overlays
    )


def _register_of(record: RunRecord, named: Path | None, told_at: str) -> NamedRegister | None:
    """Return where a run's register is, with the lines it read; None where it was planned without one."""
    if record.register is not None:
        where = _now(named, record.register_path, f"{told_at}:register.path", "register", "--register")
        return NamedRegister(where, again=record.register)
    if named is not None:
        wrong = f"run {record.run_id} was planned without a register"
        raise BadInputError([Problem("--register", str(named), "no register", wrong=wrong)])
    return None


def _changed_since(record: RunRecord, given: Scenario, place: Path) -> Problem:
    """Return that a scenario is another one than a run was planned from, or an overlay of it."""
    pairs = zip(given.overlays, record.overlays, strict=False)
    changed = [now.path for now, then in pairs if now.sha256 != then.sha256]
    what = "overlay" if changed else "scenario"
    wrong = f"the {what} has changed since run {record.run_id}; plan it again, or name the one it was made from"
    return Problem(changed[0] if changed else str(place), "", wrong=wrong)


def read_told_run(run: Path) -> ToldRota:
    """Return the rota of a run and what it says of itself, whatever has become of its scenario.

    Raises
    ------
    BadInputError
        If the folder is no run of ours.
    """
    from scheduler.views import rota_json
    from scheduler.views.outputs import run_folder

    path = run_folder(run) / "rota.json"
    return rota_json.read_told(_read(path), str(path))


def read_ladder(folder: Path) -> tuple[Step, ...]:
    """Return the steps of the ladder a run climbed; none where it did not."""
    from scheduler.views import ladder_json

    path = folder / "ladder.json"
    return ladder_json.read(_read(path), str(path)) if path.is_file() else ()


def told_beside(scenario: Scenario, folder: Path) -> Scenario:
    """Return a scenario with what the run of a folder found told; the same scenario where it was planned afresh."""
    from scheduler.replanning.told import with_told
    from scheduler.views import TOLD

    path = folder / TOLD
    if not os.path.lexists(path):
        return scenario
    from scheduler.views.read_back import told_from

    return with_told(scenario, told_from(_read(path), str(path)))


def amended_beside(scenario: Scenario, folder: Path) -> tuple[Scenario, Amendments]:
    """Return a scenario as the amendments of a run's folder left it, and those amendments; none where none were made."""
    done = amendments_of(folder)
    return as_amended(scenario, done), done


def amendments_of(folder: Path) -> Amendments:
    """Return what was done to the rota of a run's folder since it was planned."""
    from scheduler.domain.amendments import Amendments
    from scheduler.views import AMENDMENTS

    path = folder / AMENDMENTS
    if not os.path.lexists(path):
        return Amendments()
    from scheduler.views.read_back import amendments_from

    return amendments_from(_read(path), str(path))


def as_amended(scenario: Scenario, done: Amendments) -> Scenario:
    """Return a scenario as it is known after amendments."""
    from scheduler.amendments.effects import amended

    for record in done.records:
        scenario = amended(scenario, record.effects)
    return scenario


def register_of_run(register: NamedRegister | None) -> Path | None:
    """Return where a run's register is now, or refuse another instant than the run's as wrong use."""
    if register is not None and register.as_known_at is not None:
        message = "--as-known-at is not for a run: it says itself what was known."
        raise click.UsageError(message)
    return None if register is None else register.path


def reading_beside(rota: Path) -> RegisterReading | None:
    """Return which lines of a register the run read whose ``run.json`` stands beside a rota; None where none says so."""
    from scheduler.views import run_json

    record = rota.parent / "run.json"
    return run_json.read(_read(record), str(record)).register if record.is_file() else None


def _now(named: Path | None, before: str, place: str, what: str, option: str) -> Path:
    """Return where something a run was made from is now: as named, or as it was named then."""
    if named is not None:
        return named
    if not (before and os.path.lexists(before)):
        expected = f"the {what} there, seen from the working directory {Path.cwd()}; name it with {option}"
        raise BadInputError([Problem(place, before, expected)])
    return Path(before)


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
