"""`rota study hand-in`: how many can hand in before a seat falls."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from scheduler.cli.arguments import SEEDS, FiniteRange, NamedPath, number_option, output_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, say, table
from scheduler.cli.scenarios import (
    NamedRegister,
    ScenarioWanted,
    load_scenario,
    overlay_option,
    register_options,
    step_back_option,
)
from scheduler.cli.study_leavers import LEAVERS, back_typed, counts_typed, named_model, shares_typed
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.studies.handing_in.settings import Audience
from scheduler.studies.leavers.model import Who

if TYPE_CHECKING:
    import threading

    from scheduler.domain.scenario import Scenario
    from scheduler.studies.handing_in.runner.run import StudyProgress
    from scheduler.studies.handing_in.runner.workers import Workers
    from scheduler.studies.handing_in.sample import Baseline
    from scheduler.studies.leavers.model import LeaverModel

STOPPING = b"stopping; samples that are done are kept and reported (once more to give up)\n"
"""What Ctrl-C says."""


@click.command(name="hand-in", short_help="How many can hand in before a seat falls.")
@scenario_argument
@output_option("DIR", "Folder to write, which must not exist; by default one of outputs/<scenario>/studies.")
@click.option(
    "--run", type=NamedPath(), metavar="RUN", help="The run that was published; else the rota is planned first."
)
@click.option(
    "--shares",
    default="0,3,6,9,12,15,18,21,24,27,30",
    show_default=True,
    callback=shares_typed,
    metavar="P,P",
    help="Per cent of those who may hand in.",
)
@click.option("--counts", callback=counts_typed, metavar="N,N", help="Numbers of people in the place of shares.")
@number_option("--samples", "Draws, each looked at at every share.", click.IntRange(1, 10_000), default=20)
@number_option(
    "--measured",
    "Of these, how many are planned anew at every share to say what that takes; what falls is proved of all.",
    click.IntRange(0, 10_000),
    default=3,
)
@click.option(
    "--leavers", type=click.Choice(LEAVERS), default="uniform", show_default=True, help="Who hands in before whom."
)
@click.option(
    "--named", type=NamedPath(), metavar="FILE", help="A list of officers, one id a line: they hand in from its top."
)
@click.option(
    "--who", type=click.Choice(get_args(Who)), default="all", show_default=True, help="Whose roles may be handed in."
)
@number_option("--onset-days", "They hand in on the first day or up to so many later.", click.IntRange(0, 5), default=0)
@click.option(
    "--back",
    multiple=True,
    callback=back_typed(366),
    metavar="DAYS:P",
    help="So many per cent are back so many days after handing in; several make a curve.",
)
@number_option("--accepts", "Per cent chance that each lender agrees.", click.IntRange(0, 100), "P", default=100)
@number_option("--lead-hours", "Hours before which no help is on duty.", click.IntRange(0, 24 * 366), default=0)
@number_option("--seed", "The scenario's own by default.", SEEDS)
@number_option(
    "--seconds", "Seconds of work of each plan; counted, not timed.", FiniteRange(0.1, 3_600), "S", default=2.0
)
@number_option("--processes", "Processes that work on samples.", click.IntRange(1, 2), default=1)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Scheduler of a Dask cluster that works on samples in the place of processes here: tls://HOST:PORT.",
)
@click.option(
    "--kept",
    type=NamedPath(),
    metavar="DIR",
    help="Folder of samples that are done; outputs/<scenario>/studies/kept by default.",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(get_args(Audience)),
    default="chief",
    show_default=True,
    help="Who reads it: planner is told of people, external of neither seats nor teams.",
)
@step_back_option
@overlay_option
@register_options
@json_option
def hand_in_command(
    *,
    scenario: Path,
    output: Path | None,
    run: Path | None,
    shares: tuple[Fraction, ...],
    counts: tuple[int, ...],
    samples: int,
    measured: int,
    leavers: str,
    named: Path | None,
    who: Who,
    onset_days: int,
    back: dict[int, Fraction],
    accepts: int,
    lead_hours: int,
    seed: int | None,
    seconds: float,
    processes: int,
    dask: str | None,
    kept: Path | None,
    audience: Audience,
    step_back: Path | None,
    register: NamedRegister | None,
) -> Exit:
    """Draw who hands in, share by share, and say at which share a command seat, a crew or a limit of the law first fails.

    Whoever has left at 10 % has left at 20 %, and every response meets the same leavers: the rota as published, planned
    anew with least change, and planned anew with everything free; these also with mutual aid, where any is offered.

    Samples that are done are kept: a study goes on where it was ended, and one that is repeated costs nothing. Ctrl-C
    ends it and reports what is done.
    """
    from scheduler.cli.stopping import stop_on_interrupt
    from scheduler.studies.handing_in.report.files import files_of
    from scheduler.studies.handing_in.report.told import document
    from scheduler.studies.handing_in.runner.local_processes import LocalProcesses
    from scheduler.studies.handing_in.settings import HandIn
    from scheduler.studies.handing_in.study import study_hand_in
    from scheduler.studies.leavers import model_of, population
    from scheduler.studies.leavers.draws import Timing
    from scheduler.views.outputs import check_writable, write_outputs

    workers: Workers = LocalProcesses(processes) if dask is None else _cluster(dask, processes)
    given = load_scenario(ScenarioWanted(scenario, step_back=step_back, register=register))
    model: LeaverModel = model_of(leavers) if named is None else named_model(named, given)
    people = population(given, who)
    if not people:
        raise BadInputError([Problem(str(scenario), "", "somebody who holds a role that can be handed in (--who)")])
    if counts and counts[-1] > len(people):
        raise BadInputError([Problem("--counts", str(counts[-1]), f"at most {len(people)}, all who may hand in")])
    settings = HandIn(
        tuple(Fraction(count, len(people)) for count in counts) or shares,
        samples,
        min(measured, samples),
        model,
        who,
        Timing(onset_days, {days: float(share) for days, share in back.items()}),
        given.seed if seed is None else seed,
        accepts / 100,
        lead_hours,
        plan_seconds=seconds,
    )
    root = Path("outputs") / given.name / "studies"
    folder = output or root / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    check_writable(folder)
    with stop_on_interrupt(STOPPING) as stop:
        baseline, run_id = _baseline(given, run, scenario, stop)
        with _progress() as report:
            result = study_hand_in(baseline, settings, kept or root / "kept", workers, report, stop)
    if not result.n_samples:
        say("rota: stopped before any sample was done; nothing was written")
        return Exit.INTERRUPTED
    told = document(result, audience, run_id)
    written = write_outputs(folder, files_of(told))
    shown = {key: value for key, value in told.items() if key not in ("points", "seats")}
    emit({**shown, "folder": str(written)}, lambda: _text(told, written))
    return Exit.DONE if result.complete else Exit.INTERRUPTED


def _cluster(address: str, processes: int) -> Workers:
    """Return a cluster, seen to be one that may be used."""
    from scheduler.studies.handing_in.runner.dask_cluster import DaskCluster

    if processes > 1:
        message = "--dask takes the place of --processes: name one of the two."
        raise click.UsageError(message)
    cluster = DaskCluster(address)
    cluster.check()
    return cluster


def _baseline(given: Scenario, run: Path | None, scenario: Path, stop: threading.Event) -> tuple[Baseline, str]:
    """Return the rota as published and the run it is of; planned here where none is named.

    Raises
    ------
    BadInputError
        If the run is none of this scenario.
    """
    from scheduler.cli.plan import left_by_run
    from scheduler.cli.progress import reporter
    from scheduler.cli.runs import open_run
    from scheduler.studies.handing_in.sample import Baseline
    from scheduler.studies.handing_in.study import baseline_of

    if run is None:
        with reporter() as progress:
            return baseline_of(given, report=progress, stop=stop), ""
    planned = open_run(run, scenario)
    if planned.scenario.sha256 != given.sha256:
        wrong = "the run is of another scenario, or of this one with other overlays, step-backs or levers"
        raise BadInputError([Problem("--run", str(run), wrong=wrong)])
    return Baseline(given, planned.plan.rota, left_by_run(run, given)), planned.run.run_id


@contextmanager
def _progress() -> Iterator[Callable[[StudyProgress], None]]:
    """Give a function to tell how many samples are done: a bar with the time left at a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda now: say(f"{now.done} of {now.of} samples, {now.kept} of them kept from before")
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("samples", total=None)

        def tell(now: StudyProgress) -> None:
            bar.update(task, total=now.of, completed=now.done)

        yield tell


def _text(told: Mapping[str, Any], folder: Path) -> str:
    """Return the study in words, with the counts of what fails."""
    model = told["leaver_model"]["words"]
    rows = [("response", "what fails", "handed in", "fails", "not settled")]
    rows += [
        (
            one["response"],
            one["kind"],
            f"{100 * one['share']:.1f} %",
            f"{one['fails']} of {one['samples']}",
            str(one["not_settled"]),
        )
        for one in told["breaks"]
        if one["fails"] or one["not_settled"]
    ]
    cheap, states = told["settled_cheaply"], told["statuses"]
    parts = [
        told["marking"],
        "\n".join(told["sentences"]),
        f"{model}:\n{table(rows, right=frozenset({2, 3, 4}))}" if len(rows) > 1 else "",
        f"{told['samples_done']} of {told['samples_asked']} samples; the cheap proof settled {cheap['points']} of "
        f"{cheap['of']} points of planning anew; proved {states['proved']}, bounded {states['bounded']}, timed out "
        f"{states['timed_out']}.",
        f"{folder}/",
    ]
    return "\n\n".join(part for part in parts if part)
