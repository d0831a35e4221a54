"""`rota deployments`: were the officers of deployments competent and on duty, and do they rest after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath
from scheduler.cli.audit import judged
from scheduler.cli.exits import Exit
from scheduler.cli.output import counted, emit, json_option, table
from scheduler.cli.runs import open_run, register_of_run, scenario_option, step_back_option
from scheduler.cli.scenarios import NamedRegister, ScenarioWanted, load_scenario, overlay_option, register_options

if TYPE_CHECKING:
    from scheduler.audit import DeploymentFinding
    from scheduler.domain.commitments import Deployment
    from scheduler.domain.rota import Rota
    from scheduler.domain.scenario import Scenario


@click.command(short_help="Check records of deployments against a rota.")
@click.argument("records", type=NamedPath(), metavar="RECORDS")
@click.argument("run", type=NamedPath(), metavar="RUN")
@click.option(
    "--rota",
    type=NamedPath(),
    metavar="ROTA",
    help="A rota.csv, also one typed by hand; RUN is then the SCENARIO it is held against.",
)
@scenario_option
@step_back_option
@overlay_option
@register_options
@json_option
def deployments_command(
    *,
    records: Path,
    run: Path,
    rota: Path | None,
    scenario: Path | None,
    step_back: Path | None,
    register: NamedRegister | None,
) -> Exit:
    """Check the deployments of a CSV file: was each officer competent and on duty, and do they rest after it.

    RECORDS has the columns deployment, officer, role, from and until, a row an officer and role. It is checked and
    not kept: nothing is written. An officer who acted off duty is on duty from that minute; a tour of the rota that
    leaves too little rest after it is a finding that breaks a rule, and so is an officer who is not competent, or
    not in the scenario.
    """
    from scheduler.audit import deployment_findings
    from scheduler.scenario_io import read_deployments

    if rota is not None and scenario is not None:
        message = "with --rota the SCENARIO stands in the place of RUN; --scenario is for a run."
        raise click.UsageError(message)
    given, held = _rota_of(run, rota, scenario, step_back, register)
    rows = read_deployments(records, given.horizon.zone)
    found = deployment_findings(judged(given, held), held, rows)
    emit(_document(given, rows, found), lambda: _text(given, rows, found))
    return Exit.BREACHES if any(finding.breaks for finding in found) else Exit.DONE


def _rota_of(
    run: Path, rota: Path | None, scenario: Path | None, step_back: Path | None, register: NamedRegister | None
) -> tuple[Scenario, Rota]:
    """Return the rota of a run, or one of a file, with its scenario."""
    if rota is None:
        planned = open_run(run, scenario, step_back, register_of_run(register))
        return planned.scenario, planned.plan.rota
    from scheduler.audit import read_rota

    given = load_scenario(ScenarioWanted(run, step_back=step_back, register=register))
    return given, read_rota(rota, given)


def _document(given: Scenario, rows: Sequence[Deployment], found: Sequence[DeploymentFinding]) -> dict[str, Any]:
    return {
        "marking": given.marking,
        "n_rows": len(rows),
        "n_deployments": len({row.deployment for row in rows}),
        "n_breaking": sum(finding.breaks for finding in found),
        "findings": [
            {
                "place": finding.place,
                "deployment": finding.deployment,
                "officer": finding.officer,
                "finding": finding.code,
                "breaks_a_rule": finding.breaks,
                "message": finding.message,
            }
            for finding in found
        ],
    }


def _text(given: Scenario, rows: Sequence[Deployment], found: Sequence[DeploymentFinding]) -> str:
    deployments = Counter(row.deployment for row in rows)
    head = [
        given.marking,
        f"{counted(len(deployments), 'deployment') or 'no deployment'}, {counted(len(rows), 'row') or 'no row'}, "
        f"{counted(len(found), 'finding') or 'no finding'}, "
        f"{sum(finding.breaks for finding in found):,} of them breaking a rule; nothing is kept",
    ]
    if not found:
        return "\n".join(head)
    lines = [("place", "deployment", "officer", "finding", "breaks", "")]
    lines += [
        (one.place, one.deployment, one.officer, one.code.replace("_", " "), "yes" if one.breaks else "", one.message)
        for one in found
    ]
    return "\n".join([*head, "", table(lines)])
