"""`rota study diff`: what overlays change of a scenario, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath, days_option, output_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, rich_table
from scheduler.cli.study_table import write_table

if TYPE_CHECKING:
    from scheduler.studies.overlay_changes import OverlayDiff, TableNumbers

HEADS = ("overlay", "table", "kind", "row", "column", "before", "after")


@click.command(name="diff", short_help="Say what overlays change of a scenario, value by value.")
@scenario_argument
@click.option(
    "--overlay",
    "overlays",
    type=NamedPath(),
    multiple=True,
    required=True,
    metavar="FILE",
    help="A TOML file of changes laid over the scenario; may be given again, in order.",
)
@days_option
@output_option("FILE", "Write every value before and after here as a CSV file.")
@json_option
def diff_command(scenario: Path, overlays: tuple[Path, ...], days: int | None, output: Path | None) -> Exit:
    """Say what overlays change of a scenario, table by table: rows removed, changed and added, and values set.

    Each value is told before and after, each overlay's on top of those before it. Of rows that name officers only the
    number is told. The scenario's own files are read before and after, and are the same.
    """
    from scheduler.studies.overlay_changes import diff_of

    found = diff_of(scenario, overlays, days)
    if output is not None:
        write_table(output, HEADS, _rows(found))
    emit(
        {**_document(found), **({} if output is None else {"file": str(output)})},
        lambda: "\n\n".join([_text(found), *([] if output is None else [str(output)])]),
    )
    return Exit.DONE


def _rows(found: OverlayDiff) -> Iterator[tuple[str, ...]]:
    for one in found.cells:
        yield one.overlay, one.table, one.kind, one.row, one.column, one.before or "", one.after or ""


def _document(found: OverlayDiff) -> dict[str, Any]:
    return {
        "marking": found.marking,
        "scenario": found.scenario,
        "scenario_sha256": found.scenario_sha256,
        "with_overlays_sha256": found.with_overlays_sha256,
        "overlays": [
            {
                "name": laid.overlay.name,
                "path": laid.overlay.path,
                "sha256": laid.overlay.sha256,
                "description": laid.description,
                "source": laid.source,
            }
            for laid in found.laid
        ],
        "tables": [
            {
                "overlay": one.overlay,
                "table": one.table,
                "removed": one.removed,
                "changed": one.changed,
                "added": one.added,
                "counted_only": one.named,
            }
            for one in found.tables
        ],
        "values": [
            {
                "overlay": one.overlay,
                "table": one.table,
                "kind": one.kind,
                "row": one.row,
                "column": one.column,
                "before": one.before,
                "after": one.after,
            }
            for one in found.cells
        ],
    }


def _text(found: OverlayDiff) -> str:
    parts = [f"{found.marking}\n{found.scenario}, its own files as they were (SHA-256 {found.scenario_sha256})"]
    for laid in found.laid:
        name = laid.overlay.name
        head = [f"overlay {name} ({laid.overlay.path}): {laid.description}"]
        head += [f"  {_numbers(one)}" for one in found.tables if one.overlay == name]
        parts.append("\n".join(head))
        rows = [
            (one.table, one.row, one.kind, one.column, _value(one.before), _value(one.after))
            for one in found.cells
            if one.overlay == name
        ]
        if rows:
            parts.append(rich_table(("table", "row", "what", "column", "before", "after"), rows))
    return "\n\n".join(parts)


def _numbers(one: TableNumbers) -> str:
    told = (("removed", one.removed), ("changed", one.changed), ("added", one.added))
    numbers = ", ".join(f"{number:,} {what}" for what, number in told if number)
    return f"{one.table}: {numbers}{' (they name officers: counted, not shown)' * one.named}"


def _value(value: str | None) -> str:
    return "-" if value is None else value
