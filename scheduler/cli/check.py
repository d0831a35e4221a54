"""`rota check`: can this scenario be planned."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import days_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import counted, emit, json_option, problems_text, say, table, wants_json
from scheduler.cli.scenarios import NamedRegister, named_overlays, overlay_option, register_options, with_named_register
from scheduler.domain.duties import duties_of
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.scenario_io import LaidOver


@click.command(short_help="Report every error of a scenario at once.")
@scenario_argument
@days_option
@overlay_option
@register_options
@json_option
def check_command(scenario: Path, days: int | None, register: NamedRegister | None) -> Exit:
    """Read a scenario and report every error of every file at once, each with its place and remedy.

    With --overlay, say also what each of these files changes, of rows in which table how many; `rota study diff` has every
    value before and after. With --register,
    what the register's events and the scenario's cannot both say is told as well.
    """
    from scheduler.rules.cautions import jurisdiction_cautions, limit_cautions, rank_cautions
    from scheduler.rules.groups import check_groups
    from scheduler.scenario_io import load

    loaded = load(scenario, days=days, check_rules=check_groups, overlays=named_overlays())
    cautions = (caution(loaded.scenario) for caution in (limit_cautions, jurisdiction_cautions, rank_cautions))
    warnings = [*(warning for some in cautions for warning in some), *loaded.warnings]
    if warnings and not wants_json():
        say(problems_text(warnings))
    found = contents(with_named_register(loaded.scenario, register))
    emit(
        {
            **found,
            "overlays": [_overlay_document(laid) for laid in loaded.laid_over],
            "warnings": [asdict(problem) for problem in warnings],
        },
        lambda: "\n\n".join(
            [
                table([(name.replace("_", " "), str(value)) for name, value in found.items()]),
                *(_overlay_text(laid) for laid in loaded.laid_over),
            ]
        ),
    )
    return Exit.DONE


MOST_ROWS = 40
"""Rows of one table printed of an overlay; --json prints all."""


def _overlay_document(laid: LaidOver) -> dict[str, Any]:
    """Return what an overlay changes; of tables that name officers only in how many rows."""
    from scheduler.scenario_io import naming_officers

    about = naming_officers()
    return {
        "name": laid.overlay.name,
        "path": laid.overlay.path,
        "sha256": laid.overlay.sha256,
        "description": laid.description,
        "source": laid.source,
        "rows": {
            name: {**numbers, "shown": [] if name in about else list(laid.rows.get(name, ()))}
            for name, numbers in laid.numbers().items()
        },
        "values": [{"key": one.key, "before": one.before, "after": one.after} for one in laid.values],
    }


def _overlay_text(laid: LaidOver) -> str:
    """Return what an overlay changes, line by line."""
    lines = [f"overlay {laid.overlay.name} ({laid.overlay.path}): {laid.description}"]
    for name, told in _overlay_document(laid)["rows"].items():
        numbers = [f"{counted(told[what], 'row')} {what}" for what in ("removed", "changed", "added") if told[what]]
        lines.append(f"  {name}: {', '.join(numbers)}")
        rows = told["shown"]
        lines += ["    " + ", ".join(f"{key} {cell}" for key, cell in row.items()) for row in rows[:MOST_ROWS]]
        if len(rows) > MOST_ROWS:
            lines.append(f"    ... and {len(rows) - MOST_ROWS:,} more")
    for one in laid.values:
        before = "not stated" if one.before is None else str(one.before)
        lines.append(f"  {one.key}: {before} -> {one.after}")
    return "\n".join(lines)


def contents(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario holds, in a few figures."""
    horizon = scenario.horizon
    return {
        "scenario": scenario.name,
        "first_day": iso_day(horizon.first_day),
        "n_days": horizon.n_days,
        "n_tail_days": horizon.n_tail_days,
        "zone": horizon.zone,
        "n_forces": len(scenario.forces),
        "n_officers": len(scenario.officers),
        "n_posts": len(scenario.posts),
        "n_duties": sum(not horizon.provisional(duty.day) for duty in duties_of(scenario)),
        "n_vehicles": len(scenario.vehicles),
        "scenario_sha256": scenario.sha256,
    }
