"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from scheduler.domain.aid import RUNGS
from scheduler.domain.levers import LeverName

if TYPE_CHECKING:
    from scheduler.scenario_io.instants import Moment

_Command = TypeVar("_Command", bound=Callable[..., Any])

PUBLISHED = "published"
"""In the place of a run: what stands published. A folder of that name is meant with ``./`` before it."""


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


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Moment | None:
    """Return the minute that an option states, or refuse it as wrong use."""
    from scheduler.scenario_io.instants import moment_of_text

    if value is None:
        return None
    try:
        return moment_of_text(value)
    except ValueError as error:
        message = f"{value!r}: expected {error}."
        raise click.BadParameter(message) from None


def moment_option(name: str, meaning: str, *, required: bool = False) -> Callable[[_Command], _Command]:
    """Return an option that takes an instant."""
    return click.option(name, callback=_moment, required=required, metavar="INSTANT", help=meaning)


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Return the force day that an option states, or refuse it as wrong use."""
    from scheduler.scenario_io.instants import day_of_text

    if value is None:
        return None
    try:
        return day_of_text(value)
    except ValueError as error:
        message = f"{value!r}: expected {error}."
        raise click.BadParameter(message) from None


def day_option(
    name: str, meaning: str, *, required: bool = False, into: str | None = None
) -> Callable[[_Command], _Command]:
    """Return an option that takes a force day.

    Parameters
    ----------
    into
        Name of the command's parameter, where the option's own is a word of the language.
    """
    names = (name,) if into is None else (name, into)
    return click.option(*names, callback=_day, required=required, metavar="DATE", help=meaning)


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
