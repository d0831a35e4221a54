"""`rota report`: the page and the planner's workbook of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import NamedPath, output_option, run_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option
from scheduler.cli.private_file import write_private
from scheduler.cli.runs import open_run, read_ladder, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option
from scheduler.cli.stores import store_option, with_standing
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.views.planned_run import PlannedRun

PAGE = "report.html"


@click.command(short_help="Say where a run's report is, or write it again, as a page or a workbook.")
@run_argument
@click.option(
    "--xlsx", type=NamedPath(), metavar="FILE", help="Write the planner's workbook here: the grid and every table."
)
@output_option("FILE", "Write the report's page here, made anew from the run.")
@scenario_option
@step_back_option
@overlay_option
@register_option
@store_option
@json_option
def report_command(
    *,
    run: Path,
    xlsx: Path | None,
    output: Path | None,
    scenario: Path | None,
    step_back: Path | None,
    register: Path | None,
    store: Path | None,
) -> Exit:
    """Say where the report of a run is; with --xlsx or -o, write it again.

    The workbook has the rota as a grid that can be edited: `rota audit FILE.xlsx` then names every change, audits the
    rota and prices it. All text in it is typed as text.
    """
    from scheduler.views.outputs import run_folder

    folder = run_folder(run)
    if xlsx is None and output is None:
        if not (folder / PAGE).is_file():
            expected = "the report of the run; write it again with -o FILE"
            raise BadInputError([Problem(str(folder / PAGE), "", expected)])
        emit({"report": str(folder / PAGE)}, lambda: str(folder / PAGE))
        return Exit.DONE
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise BadInputError([Problem("--xlsx", str(xlsx), "the name of a file that ends with .xlsx")])
    planned = with_standing(_with_pay(open_run(run, scenario, step_back, register), folder), store)
    written = {}
    if output is not None:
        from scheduler.views import report_html

        write_private(output, report_html.render(planned))
        written["report"] = str(output)
    if xlsx is not None:
        from scheduler.views import planner_xlsx

        write_private(xlsx, planner_xlsx.render(planned, str(run), _public_holidays(planned)))
        written["xlsx"] = str(xlsx)
    emit(written, lambda: "\n".join(written.values()))
    return Exit.DONE


def _with_pay(planned: PlannedRun, folder: Path) -> PlannedRun:
    """Return a run with what it costs, counted again, and the ladder that was climbed."""
    from scheduler.pay.counting import pay_of

    pay = pay_of(planned.scenario, planned.plan.rota)
    return replace(planned, pay=pay, ladder=read_ladder(folder))


def _public_holidays(planned: PlannedRun) -> frozenset[int]:
    """Return the force days that any rule group of the scenario knows as public holidays."""
    from scheduler.rules.groups import public_holidays

    return frozenset(day for group in planned.scenario.rules for day in public_holidays(group))
