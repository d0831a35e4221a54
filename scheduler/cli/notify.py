"""`rota notify`: who must be phoned of late changes, and who was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import NamedPath, moment_option
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.instants import exact
from scheduler.cli.notify_words import (
    LAG_HEADS,
    acknowledged_text,
    counted_document,
    counted_words,
    lag_document,
    lag_row,
)
from scheduler.cli.output import emit, json_option, problems_text, rich_table, say, wants_json
from scheduler.cli.stores import now, one_roster, roster_option, store_option, today
from scheduler.domain.time import local

if TYPE_CHECKING:
    from scheduler.domain.call_list import CallList
    from scheduler.domain.findings import Problem
    from scheduler.notices.lags import Counted
    from scheduler.notices.people import Person
    from scheduler.publication.store import Ledger
    from scheduler.scenario_io.instants import Moment

_HEADS = ("begins", "change", "was", "now", "notice", "published")

the_roster = roster_option("The roster that is meant; not needed where the ledger has only one.")
client_option = click.option(
    "--client",
    metavar="CLIENT",
    help="In which officers read their feed where --names does not say, such as google; none for no calendar. Unknown by "
    "default, so that the longest lag counts.",
)
names_option = click.option(
    "--names",
    type=NamedPath(),
    metavar="FILE",
    help="A CSV file of officer, name, phone and perhaps rank and client; it is shown and kept nowhere.",
)


@dataclass(frozen=True, slots=True)
class _People:
    """What is known of officers beyond their ids, for this one output."""

    named: Mapping[str, Person]
    warnings: tuple[Problem, ...]
    client: str

    def client_of(self, officer: str) -> str:
        """Return in which client an officer reads the feed."""
        from scheduler.notices.lags import UNKNOWN

        person = self.named.get(officer)
        return self.client if person is None or person.client == UNKNOWN else person.client

    def counted(self, found: CallList) -> list[Counted]:
        """Return what is counted on for each client that somebody has, of what is published now."""
        from scheduler.notices.lags import counted

        day = local(found.at, found.version.zone).toordinal()
        return [counted(one, day) for one in sorted({self.client, *map(self.client_of, self.named)})]


@click.group(
    name="notify",
    cls=RotaGroup,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND [ARGS]...]",
    short_help="List who must be phoned of late changes, and record who was.",
)
@click.option("--since", type=click.IntRange(min=0), metavar="VERSION", help="Of what changed after this version.")
@the_roster
@store_option
@moment_option("--at", "As it was at this instant; now by default.")
@client_option
@names_option
@json_option
@click.pass_context
def notify_command(
    context: click.Context,
    *,
    since: int | None,
    roster: str | None,
    store: Path | None,
    at: Moment | None,
    client: str | None,
    names: Path | None,
) -> Exit | None:
    """List who must be phoned: a duty changed since a version, and a calendar may not show it before the duty begins.

    What begins first is on top, with what has begun already above it. An officer leaves the list by `rota notify ack`
    alone; a calendar that fetched its feed proves nothing. The exit code is 7 while anybody is to be phoned.
    """
    if context.invoked_subcommand is not None:
        given = (since, roster, store, at, client, names)
        if any(one is not None for one in given):
            message = f"put options after {context.invoked_subcommand}, which has its own."
            raise click.UsageError(message)
        return None
    if since is None:
        message = "--since VERSION is missing: the version that those to be phoned knew; 0 for everything told."
        raise click.UsageError(message)
    return _listed(since, roster, store, at, _people(client, names))


def _listed(since: int, roster: str | None, store: Path | None, at: Moment | None, people: _People) -> Exit:
    from scheduler.notices.calling import call_list
    from scheduler.publication.store import opened
    from scheduler.views.call_list import document

    with opened(store) as ledger:
        name = one_roster(ledger, roster)
        found = call_list(ledger, name, since, _minute(ledger, name, at), people.client_of)
    _warn(people.warnings)
    told = document(found)
    for row in told["officers"] if people.named else ():
        person = people.named.get(row["officer"])
        row["name"], row["phone"], row["rank"] = (person.name, person.phone, person.rank) if person else (None,) * 3
    told["lags"] = [counted_document(one) for one in people.counted(found)]
    emit({**told, "warnings": [str(one) for one in people.warnings]}, lambda: _list_text(found, people))
    return Exit.TO_PHONE if found.people else Exit.DONE


def _people(client: str | None, names: Path | None) -> _People:
    """Return what the options say of officers, or refuse it."""
    from scheduler.notices.lags import UNKNOWN, clients

    if client is not None and client not in clients():
        message = f"{client!r}: expected one of {', '.join(clients())}."
        raise click.BadParameter(message, param_hint="--client")
    if names is None:
        return _People({}, (), client or UNKNOWN)
    from scheduler.notices.people import read_people

    named, warnings = read_people(names)
    return _People(named, warnings, client or UNKNOWN)


def _minute(ledger: Ledger, roster: str, at: Moment | None) -> int:
    """Return the minute that is asked about, in the zone of the roster where it does not say UTC."""
    from scheduler.publication.reading import version

    newest = version(ledger, roster)
    return now() if at is None or newest is None else exact(at, "--at", newest.zone)


def _warn(warnings: Sequence[Problem]) -> None:
    if warnings and not wants_json():
        say(problems_text(warnings))


def _list_text(found: CallList, people: _People) -> str:
    from scheduler.views.call_list import heading, rows

    named = ("name", "phone") if people.named else ()
    cells: list[tuple[str, ...]] = []
    for one in found.people:
        person = people.named.get(one.officer)
        who = (f"{person.rank} {person.name}".strip(), person.phone) if person else ("not in the file", "")
        cells += [(one.officer, *(who if people.named else ()), *row) for row in rows(found, one)]
    counted = "; ".join(map(counted_words, people.counted(found)))
    parts = [found.version.marking, heading(found), f"Lags counted: {counted} (rota notify clients)."]
    if cells:
        parts += ["", rich_table(("officer", *named, *_HEADS), cells), ""]
        parts.append(f"Once an officer has been told: rota notify ack OFFICER --version {found.version.number}")
    return "\n".join(parts)


@notify_command.command(name="ack", short_help="Record that an officer was told, who then leaves the list.")
@click.argument("officer", metavar="OFFICER")
@click.option(
    "--version",
    "number",
    type=click.IntRange(min=1),
    required=True,
    metavar="N",
    help="The version that the list was of: the officer was told of what changed up to it, and of nothing later.",
)
@click.option("--by", metavar="WHO", help="Who told the officer: rank and name or post; by default the account.")
@click.option(
    "--since",
    type=click.IntRange(min=0),
    default=0,
    metavar="VERSION",
    help="The version the list was made since; by default everything told.",
)
@the_roster
@store_option
@moment_option("--at", "Instant at which the officer was told; now by default.")
@client_option
@names_option
@json_option
def ack_command(
    *,
    officer: str,
    number: int,
    by: str | None,
    since: int,
    roster: str | None,
    store: Path | None,
    at: Moment | None,
    client: str | None,
    names: Path | None,
) -> Exit:
    """Record in the ledger that OFFICER was told of what changed up to a version, and so leaves the call list.

    Who is not on the list cannot be acknowledged; name --since, --client and --names as for the list. Say nothing of the
    reason in --by: it stays in the ledger. A later change puts the officer on the list again.
    """
    from scheduler.domain.call_list import Acknowledgement
    from scheduler.notices.acknowledging import acknowledge
    from scheduler.publication.store import opened, this_account
    from scheduler.views.call_list import acknowledgement_document

    people = _people(client, names)
    with opened(store) as ledger:
        name = one_roster(ledger, roster)
        told_at = _minute(ledger, name, at)
    account = this_account()
    said = Acknowledgement(name, officer, number, told_at, account if by is None else by, now(), account)
    with opened(store, write=True) as ledger:
        end = acknowledge(ledger, said, since, people.client_of)
    _warn(people.warnings)
    emit(
        {**acknowledgement_document(said), "head": end.head, "lines": end.lines},
        lambda: f"{officer} was told of version {number} of {name} by {said.by}\nHEAD {end}",
    )
    return Exit.DONE


@notify_command.command(name="list", short_help="Say who was told of which version, by whom: for the hand-over.")
@the_roster
@store_option
@click.option("--since", type=click.IntRange(min=0), default=0, metavar="VERSION", help="Only of versions after this.")
@json_option
def list_command(roster: str | None, store: Path | None, since: int) -> Exit:
    """Say who was told of which version, when and by whom, in the order in which it was recorded."""
    from scheduler.notices.acknowledged import acknowledgements
    from scheduler.publication.reading import head
    from scheduler.publication.store import opened
    from scheduler.views.call_list import acknowledgement_document

    with opened(store) as ledger:
        found = acknowledgements(ledger, one_roster(ledger, roster), since)
        end = head(ledger)
    emit(
        {"acknowledgements": [acknowledgement_document(one) for one in found], "head": end.head, "lines": end.lines},
        lambda: acknowledged_text(found, end),
    )
    return Exit.DONE


@notify_command.command(name="clients", short_help="Say how long which calendar lags, and who says so.")
@json_option
def clients_command() -> Exit:
    """Say for each client how long its calendar may show what stood before, what is counted on, and the source of it."""
    from scheduler.notices.lags import clients, counted

    found = [counted(name, today("UTC")) for name in clients()]
    emit([lag_document(one) for one in found], lambda: rich_table(LAG_HEADS, [lag_row(one) for one in found]))
    return Exit.DONE
