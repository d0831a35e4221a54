"""`rota plan`: from a scenario to an audited rota and its outputs."""

from __future__ import annotations

import os
import signal
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

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
from scheduler.cli.output import emit, json_option, say, table
from scheduler.cli.progress import reporter
from scheduler.cli.scenarios import (
    Named,
    NamedRegister,
    NamedTold,
    ScenarioWanted,
    checked_lever,
    load_scenario,
    overlay_option,
    register_options,
    step_back_option,
)
from scheduler.cli.told import told_in, told_options
from scheduler.domain.amendments import Amendments
from scheduler.domain.errors import BadInputError

if TYPE_CHECKING:
    from scheduler.domain.run import RunRecord
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
    given = load_scenario(ScenarioWanted(scenario, days, step_back, rung, None if ladder else lever, register=register))
    named = Named(scenario, step_back, rung, checked_lever(given, lever) if lever else "", register, begin_with, told)
    before = None if begin_with is None else left_by_run(begin_with, given)
    done = Amendments()
    if told is not None:
        given, done = told_in(given, told)
        before = before or (_left_if_any(told.run, given) if told.run else None)
    options = PlanOptions(seconds, gap, given.seed if seed is None else seed, workers, reproducible)
    try:
        planned = _planned(given, named, output, options, before, ladder=ladder, done=done)
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
) -> PlannedRun:
    """Plan, write the outputs and print what was decided.

    Parameters
    ----------
    done
        Amendments of the run that had been told.
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
        files = {**render_all(planned), "proof.json": json_bytes(found.proof)}
        files[NAME] = pool_bytes(found.left, given.horizon)
        written = write_outputs(folder, with_sums(files))
    emit(_document(planned, written, files), lambda: _text(planned, written, files))
    return planned


STOPPING = b"stopping; the best rota so far is kept (once more to give up)\n"
"""What Ctrl-C says while a rota is searched."""


@contextmanager
def stop_on_interrupt(told: bytes = STOPPING) -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C or request to terminate sets, which is told; the second Ctrl-C interrupts."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # Written past Python's buffers, which a signal may have caught in the middle of a write.
        os.write(2, told)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _document(planned: PlannedRun, folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    from scheduler.views import run_json

    return {**run_json.document(planned), "folder": str(folder), "files": _shown(files)}


def _text(planned: PlannedRun, folder: Path, files: dict[str, bytes]) -> str:
    from scheduler.views.run_json import n_breaches
    from scheduler.views.words import gap_words, replan_words, verdict

    plan, run = planned.plan, planned.run
    facts = [
        ("run", run.run_id),
        *([("overlays", ", ".join(overlay.name for overlay in run.overlays))] if run.overlays else []),
        ("seed, workers", f"{run.seed}, {run.workers}{' (reproducible)' if run.reproducible else ''}"),
        ("status", plan.status),
        ("gap", gap_words(plan)),
        ("breaches", str(n_breaches(plan))),
        ("rules not applied", ", ".join(_not_applied(planned)) or "none"),
        *register_facts(run),
        ("time, memory", f"{plan.seconds:.1f} s, {plan.peak_rss_mb:,} MiB"),
    ]
    parts = ["\n".join(verdict(planned)), table(facts), _levels_table(planned), _uncovered_table(planned)]
    if planned.replan:
        parts.insert(1, "\n".join(replan_words(planned.replan)))
    if planned.ladder:
        parts.insert(2, _ladder_table(planned))
    parts.append("\n".join([f"{folder}/", *(f"  {name}" for name in _shown(files))]))
    return "\n\n".join(part for part in parts if part)


def register_facts(run: RunRecord) -> list[tuple[str, str]]:
    """Return which lines of a register a run read, in words; nothing where it read none."""
    from scheduler.views.words import counted, utc_iso

    if run.register is None:
        return []
    known = "" if run.register.known_at is None else f", as known at {utc_iso(run.register.known_at)}"
    return [("register", f"{counted(run.register.n_lines, 'line')}{known}"), ("register's HEAD", run.register.head)]


def _not_applied(planned: PlannedRun) -> list[str]:
    """Return the rules switched off, with the rule groups where that is not all of them."""
    n_groups = len(planned.scenario.rules)
    groups: dict[str, list[str]] = defaultdict(list)
    for rule in planned.run.rules:
        if not rule.applied:
            groups[rule.code].append(rule.group)
    return [code if len(held) == n_groups else f"{code} ({', '.join(held)})" for code, held in sorted(groups.items())]


def _levels_table(planned: PlannedRun) -> str:
    from scheduler.domain.price import LEVEL_NAMES
    from scheduler.views.words import planned_days_words

    rows = [(f"level, over {planned_days_words(planned)}", "price", "bound", "")]
    for name, result in zip(LEVEL_NAMES, planned.plan.levels, strict=True):
        standing = "exact" if result.exact else "open"
        rows.append(
            (name, f"{result.price:,}", f"{result.bound:,}", f"{standing}{', conditional' * result.conditional}")
        )
    return table(rows, right=frozenset({1, 2}))


def _ladder_table(planned: PlannedRun) -> str:
    from scheduler.views.ladder_json import AS_AT
    from scheduler.views.words import allowed_words, bound_words, step_words, used_words

    rows = [("step", "allowed", "used", "seats uncovered", "", "cars uncovered", "")]
    for step in planned.ladder:
        rows.append(
            (
                step_words(step),
                allowed_words(step),
                used_words(step),
                f"{step.command:,}",
                bound_words(step.levels[0]),
                f"{step.crews:,}",
                bound_words(step.levels[1]),
            )
        )
    refused = [
        f"{lever.words}: refused{f' by {lever.refused_by}' if lever.refused_by else ''}"
        for lever in planned.ladder[-1].levers
        if lever.standing == "refused"
    ]
    refused += [
        f"{used.offer}: refused by {used.lender}" for used in planned.ladder[-1].help if used.answer == "refused"
    ]
    return "\n".join([f"{AS_AT}, {planned.made}:", table(rows, right=frozenset({3, 5})), *refused])


MOST_UNCOVERED = 20
"""Uncovered duties printed; all of them are in uncovered.csv."""


def _uncovered_table(planned: PlannedRun) -> str:
    from scheduler.views.uncovered_csv import gravest_first
    from scheduler.views.words import span_words

    short = sorted(planned.below_minimum(), key=gravest_first)
    if not short:
        return ""
    zone = planned.scenario.horizon.zone
    rows = [("uncovered on the days asked for", "filled", "when", "")]
    for item in short[:MOST_UNCOVERED]:
        when = span_words(item.start_at, item.end_at, zone)
        rows.append((item.duty.duty, f"{item.filled}/{item.needed}", when, "proved" if item.proved else ""))
    more = f"\n... and {len(short) - MOST_UNCOVERED:,} more in uncovered.csv" if len(short) > MOST_UNCOVERED else ""
    return table(rows) + more


def _shown(files: dict[str, bytes]) -> list[str]:
    """Return the files as they are told: one by one, but a folder of feeds as a whole."""
    from scheduler.views.words import counted

    folders: dict[str, int] = {}
    names = []
    for path in files:
        if path.startswith("private/"):
            folders[path.rsplit("/", 1)[0]] = folders.get(path.rsplit("/", 1)[0], 0) + 1
        else:
            names.append(path)
    return [
        *sorted(names),
        *(f"{folder}/ ({counted(number, 'calendar')})" for folder, number in sorted(folders.items())),
    ]
