"""`rota diff`: what changed from one rota to another, and who has to be told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import PUBLISHED, day_option, output_option
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, rich_table, say, wants_json
from scheduler.cli.private_file import write_private
from scheduler.cli.sides import compared, days_of_both, duties_of_both, is_version
from scheduler.cli.stores import roster_option, store_option, today

if TYPE_CHECKING:
    from scheduler.domain.differences import Differences


@click.command(short_help="Say what changed from one rota to another, and who must be told.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@roster_option("Of versions: the roster; not needed where the ledger has only one.")
@store_option
@day_option("--told-on", "Date on which officers are told, from which notice is counted; today by default.")
@output_option("FILE", "Write the differences here as an HTML page.")
@json_option
def diff_command(
    *, before: str, after: str, roster: str | None, store: Path | None, told_on: int | None, output: Path | None
) -> Exit:
    """Say per officer and per duty what changed from rota A to rota B, the most urgent first.

    A and B are folders of runs, numbers of published versions, or `published` for the newest version. Compared are the
    force days that both speak about. Officers are the same whose ids are the same; duties the same whose force day is.
    Notice is in clear days: neither the day told nor the day of the duty counts.
    """
    from scheduler.differences import compare
    from scheduler.views import differences

    for name, text in (("A", before), ("B", after)):
        if not text:
            message = f"{name}: expected a run, the number of a version or `{PUBLISHED}`."
            raise click.UsageError(message)
    if (roster or store) and not (is_version(before) or is_version(after)):
        message = "--roster and --store are about versions; neither A nor B is one."
        raise click.UsageError(message)
    first, second = compared(before, store, roster), compared(after, store, roster)
    days = days_of_both(first, second)
    on = today(second.zone) if told_on is None else told_on
    was, now = duties_of_both(first, second)
    found = compare(was, now, days, on, second.zone)
    if first.side.roster != second.side.roster and first.version == second.version and not wants_json():
        say(f"rota: these are of two scenarios, {first.side.roster} and {second.side.roster}")
    if output is not None:
        marking = " / ".join(dict.fromkeys((first.marking, second.marking)))
        write_private(output, differences.render(found, first.side, second.side, marking))
    page = {} if output is None else {"file": str(output)}
    emit({**differences.document(found, first.side, second.side), **page}, lambda: _text(found, output))
    return Exit.DONE


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
