"""`rota sheet`: the one page a briefing uses."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import output_option, run_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import as_json, emit, json_option, wants_json
from scheduler.cli.private_file import write_private
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option
from scheduler.cli.stores import store_option, with_standing
from scheduler.domain.time import day_of, iso_day

if TYPE_CHECKING:
    from scheduler.views.planned_run import PlannedRun


@click.command(short_help="Print the sheet of one force day for a briefing.")
@run_argument
@click.option(
    "--day", "on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), required=True, metavar="D", help="Force day."
)
@click.option("--post", metavar="P", help="This post alone; every post by default.")
@output_option("FILE", "Write the page here, not to stdout.")
@scenario_option
@step_back_option
@overlay_option
@register_option
@store_option
@json_option
def sheet_command(
    *,
    run: Path,
    on: datetime,
    post: str | None,
    output: Path | None,
    scenario: Path | None,
    step_back: Path | None,
    register: Path | None,
    store: Path | None,
) -> Exit:
    """Print the sheet of one force day as an HTML page that fits A4.

    It has cars and crews, supervisors, commanders on call and duties uncovered. With --json, the same as data.
    """
    from scheduler.views.duty_sheet import render

    planned = with_standing(open_run(run, scenario, step_back, register), store)
    day = day_of(on.date())
    page = render(planned, day, post)
    data = (as_json(_document(planned, day, post)) + "\n").encode() if wants_json() else page
    if output is None:
        click.echo(data, nl=False)
    else:
        write_private(output, data)
        emit({"file": str(output)}, lambda: str(output))
    return Exit.DONE


def _document(planned: PlannedRun, day: int, post: str | None) -> dict[str, Any]:
    from scheduler.views.rota_json import assignment_row, seat_row, uncovered_row

    rota = planned.plan.rota
    return {
        "marking": planned.scenario.marking,
        "scenario": planned.scenario.name,
        "run": planned.run.run_id,
        "force_day": iso_day(day),
        "provisional": planned.scenario.horizon.provisional(day),
        "assignments": [
            assignment_row(item)
            for item in rota.assignments
            if item.day == day and item.post and post in (None, item.post)
        ],
        "crews": [seat_row(seat) for seat in rota.crews if seat.day == day and post in (None, seat.post)],
        "uncovered": [
            uncovered_row(item)
            for item in planned.plan.uncovered
            if item.duty.day == day and post in (None, item.duty.post)
        ],
    }
