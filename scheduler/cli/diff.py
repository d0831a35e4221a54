"""`rota diff`: what changed from one rota to another, and who has to be told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import NamedPath, day_option, output_option
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, rich_table, say, wants_json
from scheduler.cli.private_file import write_private
from scheduler.cli.runs import read_told_run
from scheduler.cli.stores import today
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.domain.differences import Differences
    from scheduler.views.rota_json import ToldRota


@click.command(short_help="Say what changed from one rota to another, and who must be told.")
@click.argument("before", type=NamedPath(), metavar="A")
@click.argument("after", type=NamedPath(), metavar="B")
@day_option("--told-on", "Date on which officers are told, from which notice is counted; today by default.")
@output_option("FILE", "Write the differences here as an HTML page.")
@json_option
def diff_command(*, before: Path, after: Path, told_on: int | None, output: Path | None) -> Exit:
    """Say per officer and per duty what changed from rota A to rota B, the most urgent first.

    A and B are folders of runs. Compared are the force days that both were asked for. Officers are the same whose ids
    are the same; duties the same whose force day is. Notice is in clear days: neither the day told nor the day of the
    duty counts.
    """
    from scheduler.differences import compare, told_by_rota
    from scheduler.views import differences

    first, second = read_told_run(before), read_told_run(after)
    days = _days_of_both(first, second, before, after)
    on = today(second.zone) if told_on is None else told_on
    sides = [told_by_rota(side.rota.assignments, side.on_call) for side in (first, second)]
    found = compare(sides[0], sides[1], days, on, second.zone)
    names = [differences.Side(f"run {side.run}", side.scenario) for side in (first, second)]
    if first.scenario != second.scenario and not wants_json():
        say(f"rota: these are of two scenarios, {first.scenario} and {second.scenario}")
    if output is not None:
        marking = " / ".join(dict.fromkeys((first.marking, second.marking)))
        write_private(output, differences.render(found, names[0], names[1], marking))
    page = {} if output is None else {"file": str(output)}
    emit({**differences.document(found, names[0], names[1]), **page}, lambda: _text(found, output))
    return Exit.DONE


def _days_of_both(first: ToldRota, second: ToldRota, before: Path, after: Path) -> range:
    """Return the force days that both rotas were asked for, or refuse rotas that cannot be compared."""
    if first.zone != second.zone:
        raise BadInputError([Problem(str(after), second.zone, f"a rota of the zone {first.zone}, as {before} is")])
    days = range(max(first.days.start, second.days.start), min(first.days.stop, second.days.stop))
    if not days:
        raise BadInputError([Problem(str(after), "", f"a rota with a force day in common with {before}")])
    return days


def _text(found: Differences, output: Path | None) -> str:
    from scheduler.views.differences import duty_rows, rows, summary

    parts = [summary(found)]
    if found.people:
        heads = ("officer", "change", "force day", "was", "is now", "notice")
        told = [(row.officer, row.change, row.day, row.was, row.now, row.notice) for row in rows(found)]
        parts.append(rich_table(heads, told))
        parts.append(rich_table(("force day", "tour", "seat", "gone", "come"), duty_rows(found)))
    if output is not None:
        parts.append(str(output))
    return "\n\n".join(parts)
