"""`rota study hand-in`: how many can hand in before a seat falls."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from scheduler.cli.arguments import NamedPath, output_option, scenario_argument
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
from scheduler.cli.study_draws import DrawsTyped, draw_options
from scheduler.cli.study_workers import WorkersTyped, samples_told, worker_options
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.studies.handing_in.settings import Audience

if TYPE_CHECKING:
    import threading

    from scheduler.domain.scenario import Scenario
    from scheduler.studies.handing_in.sample import Baseline

STOPPING = b"stopping; samples that are done are kept and reported (once more to give up)\n"
"""What Ctrl-C says."""


@click.command(name="hand-in", short_help="How many can hand in before a seat falls.")
@scenario_argument
@output_option("DIR", "Folder to write, which must not exist; by default one of outputs/<scenario>/studies.")
@click.option(
    "--run", type=NamedPath(), metavar="RUN", help="The run that was published; else the rota is planned first."
)
@draw_options
@worker_options
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
    draws: DrawsTyped,
    by: WorkersTyped,
    audience: Audience,
    step_back: Path | None,
    register: NamedRegister | None,
) -> Exit:
    """Draw who hands in, share by share, and say at which share a command seat, a crew or a limit of the law first fails.

    Whoever has left at 10 % has left at 20 %, and every response meets the same leavers: the rota as published with
    nobody moved, planned anew with least change, and planned anew with everything free; each also with mutual aid, where
    any is offered, and with levers pulled, where --levers asks for them.

    Samples that are done are kept: a study goes on where it was ended, and one that is repeated costs nothing. Ctrl-C
    ends it and reports what is done.
    """
    from scheduler.cli.stopping import stop_on_interrupt
    from scheduler.studies.handing_in.report.files import files_of
    from scheduler.studies.handing_in.report.told import BY_PLACE, document
    from scheduler.studies.handing_in.study import study_hand_in
    from scheduler.views.outputs import check_writable, write_outputs

    given = load_scenario(ScenarioWanted(scenario, step_back=step_back, register=register))
    settings = draws.settings(given, scenario)
    root = Path("outputs") / given.name / "studies"
    folder = output or root / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    check_writable(folder)
    with stop_on_interrupt(STOPPING) as stop:
        baseline, run_id = _baseline(given, run, scenario, stop)
        with samples_told() as report:
            result = study_hand_in(baseline, settings, by.kept or root / "kept", by.workers, report, stop)
    if not result.n_samples:
        say("rota: stopped before any sample was done; nothing was written")
        return Exit.INTERRUPTED
    told = document(result, audience, run_id)
    written = write_outputs(folder, files_of(told))
    shown = {key: value for key, value in told.items() if key not in ("points", *BY_PLACE)}
    emit({**shown, "folder": str(written)}, lambda: _text(told, written))
    return Exit.DONE if result.complete else Exit.INTERRUPTED


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
