"""`rota study compare`: two plans side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath, output_option
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, rich_table, say, wants_json
from scheduler.cli.study_table import write_table

if TYPE_CHECKING:
    from scheduler.studies.two_runs import Measure, ReadRun


@click.command(name="compare", short_help="Put the figures of two plans side by side.")
@click.argument("a", metavar="A", type=NamedPath())
@click.argument("b", metavar="B", type=NamedPath())
@output_option("FILE", "Write the figures here as a CSV file.")
@json_option
def compare_command(a: Path, b: Path, output: Path | None) -> Exit:
    """Put two plans side by side: people, levels with their bounds, what stays uncovered, cost, duty and fairness.

    A and B are folders of runs; their scenarios are not read. Figures are of the days asked for, levels of all planned
    days. `rota diff A B` says who has to be told of what.
    """
    from scheduler.studies.two_runs import measures, other_ground, read_run

    first, second = read_run(a), read_run(b)
    found, ground = measures(first, second), other_ground(first, second)
    if not wants_json():
        for sentence in ground:
            say(f"rota: {sentence}")
    if output is not None:
        write_table(output, HEADS, [_cells(one) for one in found])
    document = {
        "a": _side(first),
        "b": _side(second),
        "other_ground": list(ground),
        "measures": [_document(one) for one in found],
        **({} if output is None else {"file": str(output)}),
    }
    emit(document, lambda: _text(first, second, found, output))
    return Exit.DONE


HEADS = ("group", "measure", "unit", "a", "b", "change", "a_says", "b_says")


def _side(run: ReadRun) -> dict[str, Any]:
    from scheduler.domain.time import iso_day

    rota = run.rota
    return {
        "run": rota.run,
        "marking": rota.marking,
        "scenario": rota.scenario,
        "scenario_sha256": rota.scenario_sha256,
        "overlays": list(run.figures.overlays),
        "first_day": iso_day(rota.days.start),
        "n_days": len(rota.days),
        "status": rota.plan.status,
    }


def _document(one: Measure) -> dict[str, Any]:
    return {
        "group": one.group,
        "measure": one.measure,
        "unit": one.unit,
        "a": one.a,
        "b": one.b,
        "change": one.change,
        "a_says": one.a_says,
        "b_says": one.b_says,
    }


def _cells(one: Measure) -> tuple[str | int, ...]:
    return tuple("" if value is None else value for value in _document(one).values())


def _text(first: ReadRun, second: ReadRun, found: Sequence[Measure], output: Path | None) -> str:
    head = [" / ".join(dict.fromkeys((first.rota.marking, second.rota.marking)))]
    for name, run in (("A", first), ("B", second)):
        laid = f" with {', '.join(run.figures.overlays)}" if run.figures.overlays else ""
        head.append(f"{name}: {run.rota.scenario}{laid}, run {run.rota.run}, {run.rota.plan.status}")
    rows = [
        (one.group, one.measure, one.unit, _figure(one.a, one.a_says), _figure(one.b, one.b_says), _change(one.change))
        for one in found
    ]
    parts = ["\n".join(head), rich_table(("about", "figure", "unit", "A", "B", "B - A"), rows)]
    return "\n\n".join([*parts, *([] if output is None else [str(output)])])


def _figure(value: int | None, says: str) -> str:
    told = "-" if value is None else f"{value:,}"
    return f"{told} {says}".rstrip()


def _change(value: int | None) -> str:
    return "-" if value is None else f"{value:+,}" if value else "0"
