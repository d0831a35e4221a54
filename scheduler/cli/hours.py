"""`rota ledger hours`: the hours everybody was told over a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, rich_table
from scheduler.cli.published_days import asked_days, period_options
from scheduler.cli.stores import one_roster, roster_option, store_option
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.hours import OfficerHours
    from scheduler.domain.publication import Version


@click.command(name="hours", short_help="Say how many hours everybody was told over a period.")
@roster_option("The roster that is meant; not needed where the ledger has only one.")
@store_option
@period_options
@json_option
def hours_command(roster: str | None, store: Path | None, first: int | None, last: int | None) -> Exit:
    """Say of each officer how many duties and hours they were told on the published days, whoever has most first.

    It goes by what stands published, amendments included. Hours are those that pass: a tour over the change to winter time
    has one more. A tour counts whole on the force day on which it starts. Call-outs are duties beside the hours on call.
    """
    from scheduler.domain.hours import hours_of
    from scheduler.publication.reading import published
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        rota = published(ledger, one_roster(ledger, roster))
    days = asked_days(rota, first, last)
    officers = sorted(hours_of(rota.duties, days), key=lambda one: (-one.minutes, -one.on_call_minutes, one.officer))
    emit(_document(rota.version, days, officers), lambda: _text(rota.version, days, officers))
    return Exit.DONE


def _document(version: Version, days: frozenset[int], officers: Sequence[OfficerHours]) -> dict[str, Any]:
    return {
        "marking": version.marking,
        "roster": version.roster,
        "version": version.number,
        "first": iso_day(min(days)),
        "last": iso_day(max(days)),
        "days": len(days),
        "officers": [
            {
                "officer": one.officer,
                "force": one.force,
                "duties": one.duties,
                "hours": one.minutes / 60,
                "armed_hours": one.armed_minutes / 60,
                "on_call_hours": one.on_call_minutes / 60,
            }
            for one in officers
        ],
        "head": version.head,
        "lines": version.lines,
    }


def _text(version: Version, days: frozenset[int], officers: Sequence[OfficerHours]) -> str:
    from scheduler.views.words import counted

    rows = [
        (
            one.officer,
            one.force,
            f"{one.duties:,}",
            *(f"{minutes / 60:,.1f}" for minutes in (one.minutes, one.armed_minutes, one.on_call_minutes)),
        )
        for one in officers
    ]
    return "\n".join(
        (
            version.marking,
            f"{version.roster}, version {version.number}: {counted(len(days), 'published day')}, "
            f"{iso_day(min(days))} to {iso_day(max(days))}",
            rich_table(("officer", "force", "duties", "hours", "armed", "on call"), rows),
            f"HEAD {version.head} ({counted(version.lines, 'line')})",
        )
    )
