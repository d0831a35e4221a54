"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from scheduler.cli.output import problems_text, say, wants_json
from scheduler.domain.aid import RUNGS
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.levers import LeverName
from scheduler.domain.scenario import Scenario

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OVERLAYS = "scheduler.cli.overlays"


class NamedPath(click.Path):
    """A path that has a name; an empty one would mean the working directory, which nobody means who types nothing."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(allow_dash=allow_dash, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path, or refuse an empty one as wrong use."""
        if not str(value):
            self.fail("the path is empty.", param, ctx)
        return super().convert(value, param, ctx)


scenario_argument = click.argument("scenario", type=NamedPath(), metavar="SCENARIO")
run_argument = click.argument("run", type=NamedPath(), metavar="RUN")
DAYS = click.IntRange(1, 366)
"""Force days a plan may have."""
SEEDS = click.IntRange(0, 2**31 - 1)
"""Seeds a draw may have."""


def number_option(
    name: str, meaning: str, kind: click.IntRange | click.FloatRange, letter: str = "N", default: float | None = None
) -> Callable[[_Command], _Command]:
    """Return an option that takes a number; its default, where it has one, is shown.

    Parameters
    ----------
    kind
        Which numbers it takes.
    letter
        What stands for the number in the help.
    """
    return click.option(
        name, type=kind, metavar=letter, help=meaning, default=default, show_default=default is not None
    )


def output_option(what: str, meaning: str) -> Callable[[_Command], _Command]:
    """Return the option ``-o`` that names the folder or file (``what``) to write."""
    return click.option("-o", "--output", type=NamedPath(), metavar=what, help=meaning)


days_option = number_option("--days", "Force days to plan; the scenario's own number by default.", DAYS)


class FiniteRange(click.FloatRange):
    """A number between two others; what is not a number compares with neither and would pass as being between."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number, or refuse it as wrong use."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


@dataclass(frozen=True)
class Named:
    """What a scenario was read from, as the user named it.

    Attributes
    ----------
    step_back
        File of officers who step back or return, laid over it.
    rung
        How far away help may come from.
    lever
        Last lever of the force's own that is pulled; empty for none.
    """

    scenario: Path
    step_back: Path | None = None
    rung: str = RUNGS[-1]
    lever: str = ""


step_back_option = click.option(
    "--step-back",
    type=NamedPath(),
    metavar="FILE",
    help="A CSV file of officers who step back or return, with the columns of the table events.",
)


def overlay_option(command: _Command) -> _Command:
    """Give a command ``--overlay``: whatever scenario it reads has these files laid over it, without its doing more."""

    def remember(context: click.Context, _parameter: click.Parameter, files: tuple[Path, ...]) -> None:
        context.meta[_OVERLAYS] = files

    return click.option(
        "--overlay",
        type=NamedPath(),
        multiple=True,
        metavar="FILE",
        expose_value=False,
        callback=remember,
        help="A TOML file of changes laid over the scenario, which stays as it is; may be given again, in order. Of a "
        "run: where its overlays are now, all of them.",
    )(command)


def named_overlays() -> tuple[Path, ...]:
    """Return the overlays the command that runs was given."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_OVERLAYS, ()) if context else ()


rung_option = click.option(
    "--rung",
    type=click.Choice(RUNGS),
    default=RUNGS[-1],
    show_default=True,
    help="How far away help may come from: from the force's own officers alone to the army.",
)


lever_option = click.option(
    "--lever",
    type=click.Choice(get_args(LeverName)),
    help="Levers of the force's own that are allowed, up to and including this one in the scenario's order; with "
    "--ladder, where the climb ends. None by default.",
)


def load_scenario(
    path: Path,
    days: int | None = None,
    step_back: Path | None = None,
    rung: str = RUNGS[-1],
    lever: str | None = None,
    overlays: Sequence[Path] | None = None,
) -> Scenario:
    """Return the scenario of a folder or workbook; its warnings go to stderr.

    Parameters
    ----------
    step_back
        File of officers who step back or return, laid over it.
    rung
        How far away help may come from; what comes from further is left out.
    lever
        Last lever of the force's own to pull; None or empty for none.
    overlays
        Files of changes laid over it before all else; None for those the command was given.

    Raises
    ------
    BadInputError
        If the scenario is wrong, or does not state the lever.
    """
    from scheduler.levers.pulling import up_to_lever
    from scheduler.rules.groups import check_groups
    from scheduler.scenario_io import load, with_step_backs

    laid = named_overlays() if overlays is None else overlays
    loaded = load(path, days=days, check_rules=check_groups, overlays=laid)
    if loaded.warnings and not wants_json():
        say(problems_text(loaded.warnings))
    whole = loaded.scenario if step_back is None else with_step_backs(loaded.scenario, step_back)
    given = whole.up_to(rung)
    return up_to_lever(given, checked_lever(given, lever)) if lever else given


def checked_lever(scenario: Scenario, lever: str) -> LeverName:
    """Return a lever's name once the scenario states it.

    Raises
    ------
    BadInputError
        If it does not.
    """
    for stated in scenario.levers:
        if stated.lever == lever:
            return stated.lever
    known = ", ".join(stated.lever for stated in scenario.levers)
    raise BadInputError(
        [Problem("--lever", lever, f"a lever of levers.csv: {known}" if known else "a table levers.csv")]
    )
