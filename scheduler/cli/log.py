"""`rota log`: what was published, amended and acknowledged, by whom: the hand-over between planners."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.publish_words import changes_document, changes_words, version_document
from scheduler.cli.stores import one_roster, roster_option, store_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import Provenance
from scheduler.domain.time import iso_utc

if TYPE_CHECKING:
    from scheduler.publication.history import Entered
    from scheduler.publication.store import Ledger

_HOW: dict[Provenance, str] = {"amended": "amended", "swap": "swapped", "called_out": "called out"}


@click.command(name="log", short_help="Say who published, amended and acknowledged what, for the hand-over.")
@roster_option("Only this roster; every roster by default.")
@store_option
@click.option("--since", type=click.IntRange(min=0), default=0, metavar="VERSION", help="Only what came after this.")
@json_option
def log_command(roster: str | None, store: Path | None, since: int) -> Exit:
    """Say for the hand-over what was published, amended and acknowledged, by whom and when, and what else was done.

    A publication says how many duties and officers it concerned, and how many of the duties came about by amendments. The
    same as `rota ledger log`.
    """
    from scheduler.publication.history import history
    from scheduler.publication.reading import head
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        if roster is not None:
            one_roster(ledger, roster)
        _refuse_unknown(ledger, roster, since)
        entered = history(ledger, roster, since)
        end = head(ledger)
    emit(
        {"entries": [_entered_document(one) for one in entered], "head": end.head, "lines": end.lines},
        lambda: f"{_entered_text(entered)}\nHEAD {end}",
    )
    return Exit.DONE


def _refuse_unknown(ledger: Ledger, roster: str | None, since: int) -> None:
    """Refuse a version after which nothing can have been done, for there is none with that number yet."""
    from scheduler.publication.reading import log

    newest = max((one.version.number for one in log(ledger, roster)), default=0)
    if since > newest:
        told = f"version {newest} is the newest" if newest else "nothing was published yet"
        raise BadInputError([Problem("--since", str(since), "a version that was published", wrong=told)])


def _entered_document(one: Entered) -> dict[str, Any]:
    return {
        "line": one.line,
        "what": one.what,
        "at": iso_utc(one.at),
        "account": one.account,
        "roster": one.roster,
        "told": one.told,
        "version": None if one.version is None else version_document(one.version),
        "changes": None if one.changes is None else changes_document(one.changes),
        "amended": dict(one.amended),
        "officer": one.subject or None,
    }


def _entered_text(entered: Sequence[Entered]) -> str:
    if not entered:
        return "nothing since"
    rows = [("line", "when", "account", "roster", "version", "what")]
    for one in entered:
        number = "" if one.version is None else str(one.version.number)
        what = one.what if one.changes is None else changes_words(one.changes) + _amended_words(one)
        told = f"{what}; {one.told}" if one.told else what
        rows.append((str(one.line), iso_utc(one.at), one.account, one.roster, number, told))
    return table(rows, right=frozenset((0, 4)))


def _amended_words(one: Entered) -> str:
    told = ", ".join(f"{number:,} {_HOW[how]}" for how, number in sorted(one.amended.items()))
    return f", of them {told}" if told else ""
