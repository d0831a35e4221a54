"""`rota ledger resilience`: which posts of a published rota hang on few officers."""

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

    from scheduler.domain.publication import Version
    from scheduler.domain.resilience import PostResilience


@click.command(name="resilience", short_help="Say which posts hang on few officers.")
@roster_option("The roster that is meant; not needed where the ledger has only one.")
@store_option
@period_options
@click.option(
    "--officers", "fewest", type=click.IntRange(1, 1000), default=6, show_default=True, metavar="N",
    help="Officers a post should have at least.",
)  # fmt: skip
@click.option(
    "--share", "most", type=click.IntRange(1, 100), default=50, show_default=True, metavar="PERCENT",
    help="Part of its time in which one officer should hold it at most.",
)  # fmt: skip
@json_option
def resilience_command(
    roster: str | None, store: Path | None, first: int | None, last: int | None, fewest: int, most: int
) -> Exit:
    """Say of each post how many officers hold it as published, and for how much of the time one of them does.

    A post with few officers, or with one who is there most of the time, falls with the next who is sick. The defaults are
    the outer ends of what guidance of the Ministry of Justice for people on call asks for: 6 to 8 on a rota, nobody for
    more than 30 to 50 % of the time. It is no rule of police. Hours are whole tours. A post that is wanted and that nobody
    holds has no officer.
    """
    from scheduler.domain.resilience import resilience
    from scheduler.publication.reading import published
    from scheduler.publication.seats import published_seats
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        name = one_roster(ledger, roster)
        rota = published(ledger, name)
        wanted = published_seats(ledger, name).wanted
    version, days = rota.version, asked_days(rota, first, last)
    posts = resilience(rota.duties, days, wanted)
    emit(_document(version, days, posts, fewest, most), lambda: _text(version, days, posts, fewest, most))
    return Exit.DONE


def _lacks(one: PostResilience, fewest: int, most: int) -> list[str]:
    """Return what of the two a post lacks: officers, or a fair part of the time for each."""
    return [*(["officers"] if one.officers < fewest else []), *(["share"] if one.share * 100 > most else [])]


def _document(
    version: Version, days: frozenset[int], posts: Sequence[PostResilience], fewest: int, most: int
) -> dict[str, Any]:
    return {
        "marking": version.marking,
        "roster": version.roster,
        "version": version.number,
        "first": iso_day(min(days)),
        "last": iso_day(max(days)),
        "days": len(days),
        "officers_at_least": fewest,
        "share_at_most": most / 100,
        "posts": [
            {
                "post": one.post,
                "officers": one.officers,
                "hours": one.minutes / 60,
                "most": one.most,
                "most_hours": one.most_minutes / 60,
                "share": round(one.share, 4),
                "lacks": _lacks(one, fewest, most),
            }
            for one in posts
        ],
        "head": version.head,
        "lines": version.lines,
    }


def _text(version: Version, days: frozenset[int], posts: Sequence[PostResilience], fewest: int, most: int) -> str:
    from scheduler.views.words import counted

    told = {"officers": f"fewer than {fewest} officers", "share": f"one officer for more than {most} %"}
    rows = [
        (
            one.post,
            f"{one.officers:,}",
            f"{one.minutes / 60:,.1f}",
            one.most,
            f"{one.most_minutes / 60:,.1f}",
            f"{one.share:.1%}",
            ", ".join(told[lack] for lack in _lacks(one, fewest, most)),
        )
        for one in posts
    ]
    thin = sum(bool(_lacks(one, fewest, most)) for one in posts)
    return "\n".join(
        (
            version.marking,
            f"{version.roster}, version {version.number}: {counted(len(days), 'published day')}, "
            f"{iso_day(min(days))} to {iso_day(max(days))}",
            rich_table(("post", "officers", "hours", "most by", "hours", "share", "hangs on"), rows),
            f"{counted(thin, 'post')} of {len(posts):,} on fewer than {fewest} officers, or on one for more than {most} %",
            f"HEAD {version.head} ({counted(version.lines, 'line')})",
        )
    )
