"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from scheduler.cli.output import problems_text, say, wants_json
from scheduler.domain.scenario import Scenario

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path), metavar="SCENARIO")
run_argument = click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
days_option = click.option(
    "--days", type=click.IntRange(1, 366), metavar="N", help="Force days to plan; the scenario's own number by default."
)


class FiniteRange(click.FloatRange):
    """A number between two others; what is not a number compares with neither and would pass as being between."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number, or refuse it as wrong use."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


def load_scenario(path: Path, days: int | None = None) -> Scenario:
    """Return the scenario of a folder or workbook; its warnings go to stderr."""
    from scheduler.scenario_io import load

    loaded = load(path, days=days)
    if loaded.warnings and not wants_json():
        say(problems_text(loaded.warnings))
    return loaded.scenario
