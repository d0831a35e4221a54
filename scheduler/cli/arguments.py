"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from scheduler.cli.output import problems_text, say, wants_json
from scheduler.domain.aid import RUNGS
from scheduler.domain.errors import BadInputError
from scheduler.domain.events import RegisterReading
from scheduler.domain.findings import Problem
from scheduler.domain.levers import LeverName
from scheduler.domain.scenario import Scenario

if TYPE_CHECKING:
    from scheduler.scenario_io.instants import Moment

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OVERLAYS = "scheduler.cli.overlays"

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


@dataclass(frozen=True)
class NamedRegister:
    """A register whose events join a scenario's, as the user named it.

    Attributes
    ----------
    as_known_at
        What was recorded later is left out; None for nothing.
    again
        Which lines an earlier run read, where the same are wanted again.
    """

    path: Path
    as_known_at: Moment | None = None
    again: RegisterReading | None = None


@dataclass(frozen=True)
class NamedTold:
    """What officers were told, as the user named it, and on what terms it is changed.

    Attributes
    ----------
    run
        Run they were told; None for what stands published.
    told_on
        Force day on which they are told of what changes; None for today.
    freeze_days
        Force days after it on which a change costs more.
    pins
        Officer and force day, as typed.
    store, roster
        Of what stands published: the ledger and the roster, None for those that are meant where none is named.
    """

    run: Path | None
    told_on: int | None = None
    freeze_days: int = 0
    pins: tuple[str, ...] = ()
    store: Path | None = None
    roster: str | None = None

    @property
    def words(self) -> str:
        """What was named."""
        return PUBLISHED if self.run is None else str(self.run)


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
    register
        Register whose events join its own.
    begin_with
        Run whose rota, lines and row prices the search begins with.
    told
        Run that had been told, which is changed as little as can be.
    """

    scenario: Path
    step_back: Path | None = None
    rung: str = RUNGS[-1]
    lever: str = ""
    register: NamedRegister | None = None
    begin_with: Path | None = None
    told: NamedTold | None = None


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


_register_option = click.option(
    "--register",
    type=NamedPath(),
    metavar="FILE",
    help="A register (rota register) whose events about the scenario's officers join its own.",
)
_known_option = moment_option(
    "--as-known-at", "Leave out of the register what was recorded after this instant; nothing is by default."
)


def register_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--register`` and ``--as-known-at``, which reach it as one `NamedRegister`, None for no register."""

    @_register_option
    @_known_option
    @wraps(command)
    def with_one(*, register: Path | None, as_known_at: Moment | None, **others: Any) -> Any:  # noqa: ANN401
        if register is None and as_known_at is not None:
            message = "--as-known-at is about a register; name it with --register."
            raise click.UsageError(message)
        named = None if register is None else NamedRegister(register, as_known_at)
        return command(register=named, **others)

    return with_one


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


def load_scenario(
    path: Path,
    days: int | None = None,
    step_back: Path | None = None,
    rung: str = RUNGS[-1],
    lever: str | None = None,
    overlays: Sequence[Path] | None = None,
    register: NamedRegister | None = None,
) -> Scenario:
    """Return the scenario of a folder or workbook; its warnings go to stderr.

    As `loaded_scenario`.
    """
    given, warnings = loaded_scenario(path, days, step_back, rung, lever, overlays, register)
    tell_warnings(warnings)
    return given


def tell_warnings(warnings: Sequence[Problem]) -> None:
    """Say on stderr what is odd about a scenario that can be planned."""
    if warnings and not wants_json():
        say(problems_text(warnings))


def loaded_scenario(
    path: Path,
    days: int | None = None,
    step_back: Path | None = None,
    rung: str = RUNGS[-1],
    lever: str | None = None,
    overlays: Sequence[Path] | None = None,
    register: NamedRegister | None = None,
) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario of a folder or workbook, and what is odd about it.

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
    register
        Register whose events join its own, after overlays are laid and before step-backs are.

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
    whole = with_named_register(loaded.scenario, register)
    whole = whole if step_back is None else with_step_backs(whole, step_back)
    given = whole.up_to(rung)
    return up_to_lever(given, checked_lever(given, lever)) if lever else given, loaded.warnings


def with_named_register(scenario: Scenario, register: NamedRegister | None) -> Scenario:
    """Return a scenario with the events of a register among its own; the same scenario where none is named.

    Raises
    ------
    BadInputError
        If the register is no whole chain, lacks what an earlier run read of it, or contradicts the scenario.
    """
    if register is None:
        return scenario
    from scheduler.register.reading import read_register
    from scheduler.scenario_io import with_register

    again = register.again
    known_at = None if register.as_known_at is None else register.as_known_at.begins(scenario.horizon.zone)
    if again is not None:
        known_at = again.known_at
    reading, lines = read_register(register.path, known_at, again.head if again else None)
    events = [(line.number, line.event) for line in lines]
    return with_register(scenario, events, reading, register.path.name)


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
        [Problem("--lever", lever, f"a lever of levers.csv: {known}" if known else "a row of levers.csv")]
    )
