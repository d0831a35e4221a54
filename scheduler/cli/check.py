"""`rota check`: can this scenario be planned."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from scheduler.cli.arguments import days_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, problems_text, say, table, wants_json
from scheduler.domain.duties import duties_of
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@click.command(short_help="Report every error of a scenario at once.")
@scenario_argument
@days_option
@json_option
def check_command(scenario: Path, days: int | None) -> Exit:
    """Read a scenario and report every error of every file at once, each with its place and remedy."""
    from scheduler.rules.cautions import jurisdiction_cautions, limit_cautions
    from scheduler.rules.groups import check_groups
    from scheduler.scenario_io import load

    loaded = load(scenario, days=days, check_rules=check_groups)
    warnings = [*limit_cautions(loaded.scenario), *jurisdiction_cautions(loaded.scenario), *loaded.warnings]
    if warnings and not wants_json():
        say(problems_text(warnings))
    found = contents(loaded.scenario)
    emit(
        {**found, "warnings": [asdict(problem) for problem in warnings]},
        lambda: table([(name.replace("_", " "), str(value)) for name, value in found.items()]),
    )
    return Exit.DONE


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
