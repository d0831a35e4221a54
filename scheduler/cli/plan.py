"""`rota plan`: from a scenario to an audited rota and its outputs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import (
    SEEDS,
    FiniteRange,
    NamedPath,
    days_option,
    lever_option,
    number_option,
    output_option,
    rung_option,
    scenario_argument,
)
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, say
from scheduler.cli.plan_words import planned_document, planned_text
from scheduler.cli.progress import reporter
from scheduler.cli.scenario_kept import load_and_keep
from scheduler.cli.scenarios import (
    Named,
    NamedRegister,
    NamedTold,
    ScenarioWanted,
    checked_lever,
    overlay_option,
    register_options,
    step_back_option,
)
from scheduler.cli.stopping import stop_on_interrupt
from scheduler.cli.told import told_in, told_options
from scheduler.domain.amendments import Amendments
from scheduler.domain.errors import BadInputError

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.engine.before import Before
    from scheduler.planning.plan import PlanOptions
    from scheduler.views.planned_run import PlannedRun


@click.command(short_help="Plan a scenario and write its outputs.")
@scenario_argument
@output_option(
    "DIR", "Folder of the run, which must not exist; outputs/<scenario>/<run> by default. `latest` beside it names it."
)
@number_option("--seconds", "Time allowed, at most a day.", FiniteRange(0.1, 86_400), "S", default=60.0)
@days_option
@step_back_option
@overlay_option
@register_options
@rung_option
@lever_option
@click.option(
    "--ladder",
    is_flag=True,
    help="Climb: begin with the planned rota; pull one lever after the other, and let help come from further and further "
    "away, only while a duty is below its minimum.",
)
@told_options
@click.option(
    "--begin-with",
    type=NamedPath(),
    metavar="RUN",
    help="A run of the same days: the search begins with its rota, lines and row prices.",
)
@number_option(
    "--gap",
    "Stop within this share of the bound, once the levels above the last are exact.",
    FiniteRange(0, 1),
    "G",
    default=0.0,
)
@number_option("--seed", "The scenario's own by default.", SEEDS)
@number_option(
    "--workers",
    "Processes that search at once, each on a part of the problem.",
    click.IntRange(1, 256),
    default=2,
)
@click.option(
    "--reproducible",
    is_flag=True,
    help="One process, and --seconds counts work instead of time: the same rota each time.",
)
@json_option
def plan_command(
    *,
    scenario: Path,
    output: Path | None,
    seconds: float,
    days: int | None,
    step_back: Path | None,
    register: NamedRegister | None,
    rung: str,
    lever: str | None,
    ladder: bool,
    told: NamedTold | None,
    begin_with: Path | None,
    gap: float,
    seed: int | None,
    workers: int,
    reproducible: bool,
) -> Exit:
    """Plan a scenario: find the best rota, prove how good it is, audit it and write its outputs.

    Ctrl-C ends the search and keeps the best rota found so far; a second Ctrl-C gives up.
    """
    from scheduler.planning.plan import AuditMismatchError, PlanOptions

    # A climb pulls the levers itself.
    wanted = ScenarioWanted(scenario, days, step_back, rung, None if ladder else lever, register=register)
    given, kept = load_and_keep(wanted)
    named = Named(scenario, step_back, rung, checked_lever(given, lever) if lever else "", register, begin_with, told)
    before = None if begin_with is None else left_by_run(begin_with, given)
    done = Amendments()
    if told is not None:
        given, done = told_in(given, told)
        before = before or (_left_if_any(told.run, given) if told.run else None)
    options = PlanOptions(seconds, gap, given.seed if seed is None else seed, workers, reproducible)
    try:
        planned = _planned(given, named, output, options, before, ladder=ladder, done=done, kept={} if ladder else kept)
    except AuditMismatchError as error:
        say(f"rota: {error}; nothing was written. This is a defect of rota.")
        for finding in error.findings[:20]:
            say(f"  {finding.rule}: {finding.subject}: {finding.message}")
        return Exit.MISMATCH
    except KeyboardInterrupt:
        say("rota: stopped before there was a rota; nothing was written")
        return Exit.NO_ROTA
    return Exit.UNCOVERED if planned.below_minimum() else Exit.DONE


def left_by_run(run: Path, given: Scenario) -> Before:
    """Return what a run left for the next one.

    Raises
    ------
    BadInputError
        If it left nothing, or something about other days.
    """
    from scheduler.domain.files import read_named
    from scheduler.planning.pool_file import MOST_BYTES, NAME, read_pool
    from scheduler.views.outputs import run_folder

    path = run_folder(run) / NAME
    return read_pool(read_named(path, MOST_BYTES), str(path), given.horizon)


def _left_if_any(run: Path, given: Scenario) -> Before | None:
    """Return what a run left for the next one; None where it left nothing, or something about other days."""
    try:
        return left_by_run(run, given)
    except BadInputError:
        return None


def _planned(
    given: Scenario,
    named: Named,
    output: Path | None,
    options: PlanOptions,
    before: Before | None,
    *,
    ladder: bool,
    done: Amendments,
    kept: Mapping[str, bytes],
) -> PlannedRun:
    """Plan, write the outputs and print what was decided.

    Parameters
    ----------
    done
        Amendments of the run that had been told.
    kept
        More files of the run, by path.
    """
    from scheduler.cli.feed_key import feed_key, known_feed_key
    from scheduler.cli.rules import notes
    from scheduler.cli.run_record import new_run
    from scheduler.pay.counting import pay_of
    from scheduler.planning.ladder import climb
    from scheduler.planning.plan import plan
    from scheduler.planning.pool_file import NAME, pool_bytes
    from scheduler.planning.replan import counted, without_count
    from scheduler.views import render_all
    from scheduler.views.as_written import with_sums
    from scheduler.views.json_text import json_bytes
    from scheduler.views.outputs import check_writable, write_outputs
    from scheduler.views.planned_run import PlannedRun

    run = replace(new_run(named, options, notes(given), given.register), overlays=given.overlays)
    folder = output or Path("outputs") / given.name / run.run_id
    check_writable(folder)
    runs = Path(os.path.abspath(folder)).parent
    known_feed_key(runs)  # one that is none is told before the search, not after it
    within = options if given.told is None else without_count(options)
    with reporter() as progress, stop_on_interrupt() as stop:
        if ladder:
            climbed = climb(given, within, progress, stop, named.rung, named.lever, before)
            given, found, steps = climbed.scenario, climbed.planned, climbed.steps
            run = replace(run, rung=climbed.rung, lever=climbed.lever)
        else:
            found, steps = plan(given, within, progress, stop, before), ()
        changed = counted(given, found, options, progress, stop)
    with feed_key(runs) as key:
        paid = pay_of(given, found.plan.rota)
        planned = PlannedRun(given, found.plan, replace(run, feed_key=key), paid, steps, changed, done)
        files = {**render_all(planned), **kept, "proof.json": json_bytes(found.proof)}
        files[NAME] = pool_bytes(found.left, given.horizon)
        written = write_outputs(folder, with_sums(files))
    emit(planned_document(planned, written, files), lambda: planned_text(planned, written, files))
    return planned
