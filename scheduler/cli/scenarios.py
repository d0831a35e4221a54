"""Scenarios as commands name them: the folder or workbook, and what is laid over it or joins it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.arguments import PUBLISHED, NamedPath, moment_option
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


@dataclass(frozen=True)
class ScenarioWanted:
    """A scenario that is to be read, and what is laid over it.

    Attributes
    ----------
    path
        A folder or workbook.
    days
        Force days to plan; None for as many as it states.
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
    """

    path: Path
    days: int | None = None
    step_back: Path | None = None
    rung: str = RUNGS[-1]
    lever: str | None = None
    overlays: Sequence[Path] | None = None
    register: NamedRegister | None = None


def load_scenario(wanted: ScenarioWanted) -> Scenario:
    """Return a scenario; its warnings go to stderr.

    As `loaded_scenario`.
    """
    given, warnings = loaded_scenario(wanted)
    tell_warnings(warnings)
    return given


def tell_warnings(warnings: Sequence[Problem]) -> None:
    """Say on stderr what is odd about a scenario that can be planned."""
    if warnings and not wants_json():
        say(problems_text(warnings))


def loaded_scenario(wanted: ScenarioWanted) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return a scenario, and what is odd about it.

    Raises
    ------
    BadInputError
        If the scenario is wrong, or does not state the lever.
    """
    from scheduler.levers.pulling import up_to_lever
    from scheduler.rules.groups import check_groups
    from scheduler.scenario_io import load, with_step_backs

    laid = named_overlays() if wanted.overlays is None else wanted.overlays
    loaded = load(wanted.path, days=wanted.days, check_rules=check_groups, overlays=laid)
    whole = with_named_register(loaded.scenario, wanted.register)
    whole = whole if wanted.step_back is None else with_step_backs(whole, wanted.step_back)
    given = whole.up_to(wanted.rung)
    return up_to_lever(given, checked_lever(given, wanted.lever)) if wanted.lever else given, loaded.warnings


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
