"""The options that say which ledger and which roster a command is about, and when it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.arguments import NamedPath
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import local, minute_of

if TYPE_CHECKING:
    from scheduler.publication.store import Ledger
    from scheduler.views.planned_run import PlannedRun

_Command = TypeVar("_Command", bound=Callable[..., Any])

store_option = click.option(
    "--store",
    type=NamedPath(),
    metavar="FILE",
    help="The ledger's file; by default what the environment's ROTA_STORE says, a file or postgresql://account@host/"
    "database, else outputs/ledger.sqlite.",
)


def roster_option(meaning: str) -> Callable[[_Command], _Command]:
    """Return the option ``--roster``."""
    return click.option("--roster", metavar="NAME", help=meaning)


def one_roster(ledger: Ledger, name: str | None) -> str:
    """Return the roster that is meant: the one that is named, else the only one there is.

    Raises
    ------
    BadInputError
        If it is not known, or none is named and there is not exactly one.
    """
    from scheduler.publication.reading import rosters

    known = rosters(ledger)
    if name is None and len(known) == 1:
        return known[0]
    if name in known:
        return str(name)
    expected = f"a roster of the ledger: {', '.join(known)}" if known else "a ledger in which a roster was published"
    raise BadInputError([Problem("--roster", name or "", expected)])


def now() -> int:
    """Return the UTC minute it is."""
    return minute_of(datetime.now(UTC))


def today(zone: str) -> int:
    """Return the date it is in a zone, as its ordinal."""
    return local(now(), zone).toordinal()


def with_standing(planned: PlannedRun, store: Path | None) -> PlannedRun:
    """Return a run with what the ledger says of it, for its sheets and reports; the same run where there is no ledger."""
    from scheduler.publication.standing import standing_of
    from scheduler.publication.store import exists, opened

    if store is None and not exists(store):
        return planned
    with opened(store) as ledger:
        return replace(planned, standing=standing_of(ledger, planned.run.run_id))
