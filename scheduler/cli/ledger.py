"""`rota ledger`: what was published, by whom, and whether the ledger is whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath
from scheduler.cli.chains import head_option, verdict_document, verdict_text
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.hours import hours_command
from scheduler.cli.log import log_command
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.publish_words import version_document
from scheduler.cli.resilience import resilience_command
from scheduler.cli.stores import now, one_roster, roster_option, store_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import iso_day, iso_utc, local

if TYPE_CHECKING:
    from scheduler.domain.publication import PublishedDuty, PublishedRota, Version
    from scheduler.publication.keeping import Pruned
    from scheduler.publication.reader import Head

the_roster = roster_option("The roster that is meant; not needed where the ledger has only one.")


@click.group(name="ledger", cls=RotaGroup, short_help="Show, prove and keep the ledger of what was published.")
def ledger_command() -> None:
    """Show, prove and keep the ledger of what was published, to which lines are added and never changed."""


@ledger_command.command(name="show", short_help="Show a roster as it stands published.")
@the_roster
@store_option
@click.option("--version", "number", type=click.IntRange(min=1), metavar="VERSION", help="As this version left it.")
@click.option("--officer", metavar="O", help="List the duties of this officer.")
@json_option
def show_command(roster: str | None, store: Path | None, number: int | None, officer: str | None) -> Exit:
    """Show a roster's newest version, or an earlier one, and how many duties stand.

    With --officer, every duty the officer was told of, with its sequence; with --json, every duty of everybody.
    """
    from scheduler.publication.reading import published
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        name = one_roster(ledger, roster)
        rota = published(ledger, name, number=number, officer=officer)
    days = rota.spoken
    if officer is not None and not rota.duties:
        until = "" if number is None else f" up to version {number}"
        wrong = f"no officer of that id was told anything in {name}{until}"
        raise BadInputError(
            [Problem("--officer", officer[:60], "an officer of the roster, as rota.csv has them", wrong=wrong)]
        )
    counts = Counter[str](duty.status for duty in rota.duties)
    emit(
        {
            "version": version_document(rota.version),
            "days": {"first": iso_day(min(days)), "last": iso_day(max(days))},
            "confirmed": counts["confirmed"],
            "cancelled": counts["cancelled"],
            "duties": [_duty_document(duty) for duty in rota.duties],
        },
        lambda: _rota_text(rota, days, counts, listed=officer is not None),
    )
    return Exit.DONE


def _duty_document(duty: PublishedDuty) -> dict[str, Any]:
    return {
        "officer": duty.key.officer,
        "force_day": iso_day(duty.key.day),
        "slot": duty.key.slot,
        "number": duty.key.number,
        "force": duty.force,
        "tour": duty.tour,
        "start_at": iso_utc(duty.start_at),
        "end_at": iso_utc(duty.end_at),
        "post": duty.post,
        "role": duty.role,
        "armed": duty.armed,
        "status": duty.status,
        "provenance": duty.provenance,
        "sequence": duty.sequence,
        "changed_at": iso_utc(duty.changed_at),
        "version": duty.version,
    }


def _rota_text(rota: PublishedRota, days: frozenset[int], counts: Counter[str], *, listed: bool) -> str:
    from scheduler.views.words import counted

    version = rota.version
    stand, gone = counts["confirmed"], counts["cancelled"]
    lines = [
        version.marking,
        f"version {version.number} of {version.roster}: {iso_day(min(days))} to {iso_day(max(days))}{_own_days(version, days)}",
        f"published {local(version.published_at, version.zone):%Y-%m-%d %H:%M %Z} by {version.account} from {version.run}; "
        f"approved by {version.approved_by} ({version.authority})",
        f"{counted(stand, 'duty stands', 'duties stand')}, {counted(gone, 'is', 'are')} cancelled",
        f"HEAD {version.head} ({counted(version.lines, 'line')})",
    ]
    if listed:
        rows: list[tuple[str, ...]] = [
            ("force day", "tour", "from", "until", "post", "role", "status", "sequence", "version")
        ]
        rows += [_duty_row(duty, version.zone) for duty in rota.duties]
        lines += ["", table(rows, right=frozenset((7, 8)))]
    return "\n".join(lines)


def _own_days(version: Version, days: frozenset[int]) -> str:
    """Return which of the days told the version itself is about, where that is not all of them."""
    first, last = version.first_day, version.first_day + version.n_days - 1
    if (first, last) == (min(days), max(days)):
        return ""
    return f", itself about {iso_day(first)}" + (f" to {iso_day(last)}" if last > first else "")


def _duty_row(duty: PublishedDuty, zone: str) -> tuple[str, ...]:
    begin, end = (f"{local(minute, zone):%Y-%m-%d %H:%M %Z}" for minute in (duty.start_at, duty.end_at))
    status = duty.status if duty.provenance == "planned" else f"{duty.status}, {duty.provenance.replace('_', ' ')}"
    seat = (duty.post, duty.role)
    return (iso_day(duty.key.day), duty.tour, begin, end, *seat, status, str(duty.sequence), str(duty.version))


ledger_command.add_command(log_command)
ledger_command.add_command(hours_command)
ledger_command.add_command(resilience_command)


@ledger_command.command(name="verify", short_help="Prove that nothing was changed, moved or taken out.")
@store_option
@head_option("rota publish")
@json_option
def verify_command(store: Path | None, head: str | None) -> Exit:
    """Compute the hash of every line anew, and name the first line that was changed, is missing or out of order.

    Lines cut off at the end leave a whole chain behind: only a HEAD that was kept elsewhere, as every feed prints
    it, shows that they are gone. The exit code is 1 where anything is wrong.
    """
    from scheduler.publication.store import opened

    with opened(store) as ledger, ledger.reading() as reader:
        verdict = reader.verify(head)
    emit(verdict_document(verdict), lambda: verdict_text(verdict))
    return Exit.DONE if verdict.whole else Exit.BAD_INPUT


@ledger_command.command(name="backup", short_help="Write a copy of the ledger into a new file.")
@click.argument("file", type=NamedPath(), metavar="FILE")
@store_option
@json_option
def backup_command(file: Path, store: Path | None) -> Exit:
    """Write a copy of the whole ledger into a new SQLite file, also from a PostgreSQL database."""
    from scheduler.publication.keeping import backup
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        end = backup(ledger, file)
    emit({"file": str(file), "head": end.head, "lines": end.lines}, lambda: f"{file}\nHEAD {end}")
    return Exit.DONE


@ledger_command.command(name="restore", short_help="Put a backup in the place of a ledger that is lost or damaged.")
@click.argument("file", type=NamedPath(), metavar="FILE")
@store_option
@click.option("--floor", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help="Least sequence from now on.")
@click.option("--replace", is_flag=True, help="Replace the ledger that is there; it is kept beside under another name.")
@json_option
def restore_command(file: Path, store: Path | None, floor: int, replace: bool) -> Exit:
    """Put a backup in the place of a ledger that is lost or damaged, and raise the floor of every duty's sequence.

    Calendars ignore an entry whose sequence is lower than the one they have. So every duty counts on from above anything
    that can have been published since the backup. Publish again what was published since. Nobody else may have the
    ledger open meanwhile. A PostgreSQL database has to be empty.
    """
    from scheduler.publication.keeping import restore
    from scheduler.publication.store import place_of
    from scheduler.views.words import counted

    done = restore(file, place_of(store), now(), floor=floor, replace=replace)
    kept = None if done.kept is None else str(done.kept)
    emit(
        {"head": done.head.head, "lines": done.head.lines, "floor": done.floor, "lost": done.lost, "kept": kept},
        lambda: "\n".join(
            (
                f"restored: sequences begin at {done.floor:,}",
                *((f"the ledger before is kept as {kept}",) if kept else ()),
                *(
                    (f"{counted(done.lost, 'line of it is', 'lines of it are')} not in the backup: publish again",)
                    if done.lost
                    else ()
                ),
                f"HEAD {done.head}",
            )
        ),
    )
    return Exit.DONE


@ledger_command.command(name="prune", short_help="Let go of what old versions told.")
@the_roster
@store_option
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, metavar="N", help="Versions that can still be shown."
)
@json_option
def prune_command(roster: str | None, store: Path | None, keep: int) -> Exit:
    """Let go of what versions before the newest N told, where a later one tells it anew.

    Hashes, counts, approvals and the last state of every duty stay: verify still proves the chain, and sequences go on
    counting.
    """
    from scheduler.publication.keeping import prune
    from scheduler.publication.reading import head
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        name = one_roster(ledger, roster)
    with opened(store, write=True) as ledger:
        done = prune(ledger, name, keep, now())
        end = head(ledger)
    document = {"roster": done.roster, "oldest": done.oldest, "lines_pruned": done.lines}
    emit({**document, "head": end.head, "lines": end.lines}, lambda: _pruned_text(done, end))
    return Exit.DONE


def _pruned_text(done: Pruned, end: Head) -> str:
    from scheduler.views.words import counted

    return (
        f"{done.roster}: the detail of {counted(done.lines, 'line')} went; version {done.oldest} is the oldest that can be shown\n"
        f"HEAD {end}"
    )
