"""`rota now`: who is on, by what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import moment_option
from scheduler.cli.exits import Exit
from scheduler.cli.instants import exact
from scheduler.cli.now_ahead import ahead_document, ahead_lines, days_ahead, hold_document, short_moment
from scheduler.cli.output import emit, json_option, rich_table, say, wants_json
from scheduler.cli.stores import now, one_roster, roster_option, store_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import iso_day, local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.cli.now_ahead import Ahead
    from scheduler.domain.on_now import PostNow
    from scheduler.domain.publication import PublishedRota, Version
    from scheduler.scenario_io.instants import Moment

MOST_DAYS, WEEK = 92, 7


@click.command(name="now", short_help="Say who is on, until when, and who is next.")
@moment_option("--at", "Instant asked about; now by default.")
@click.option(
    "--days",
    "n_days",
    type=click.IntRange(1, MOST_DAYS),
    metavar="N",
    help="Also who is on in so many days, and what is empty.",
)
@click.option("--week", "n_days", flag_value=WEEK, type=int, help="The same of seven days.")
@roster_option("The roster; by default the only one published.")
@store_option
@json_option
def now_command(at: Moment | None, n_days: int | None, roster: str | None, store: Path | None) -> Exit:
    """Say who holds each seat of the published rota, until when, by which duty phone, and who is next.

    An INSTANT is a minute such as "2026-10-14 06:00" in the roster's zone or 2026-10-14T05:00Z in UTC, or a date for its
    first minute. Listed are the posts that are held or wanted within 24 hours of it. It goes by what is published by now,
    also for an instant that is past. Seats wanted at the minimum that nobody holds are for the planner: no calendar and
    no wallboard tells of them. The exit code is 3 where one is empty at the instant. With --days or --week, every hold of
    those days follows, with the seats that are empty in between and the days of which nothing is published.
    """
    from scheduler.domain.on_now import WhoIsOn
    from scheduler.publication.reading import published
    from scheduler.publication.seats import published_seats
    from scheduler.publication.store import opened

    with opened(store) as ledger:
        rota = published(ledger, one_roster(ledger, roster))
        version = rota.version
        moment = now() if at is None else exact(at, "--at", version.zone)
        _refuse_unspoken(rota, moment)
        seats = published_seats(ledger, version.roster)
    who = WhoIsOn(rota.duties)
    posts = who.at(moment, seats)
    ahead = None if n_days is None else days_ahead(who, seats, version, moment, n_days, rota.spoken)
    if not seats.posts and not wants_json():
        say(
            "warning: no phones or wanted seats are kept of this roster; publish its run again, which tells nobody anything"
        )
    known = bool(seats.posts)
    told = None if ahead is None else ahead_document(ahead, version.zone, known=known)
    emit(
        {**_document(version, moment, posts, known=known), "ahead": told},
        lambda: _text(version, moment, posts, ahead, known=known),
    )
    return Exit.UNCOVERED if any(one.empty for one in posts) else Exit.DONE


def _refuse_unspoken(rota: PublishedRota, at: int) -> None:
    """Refuse an instant of which no version speaks, where nobody on would read as nobody needed."""
    days, on = rota.spoken, local(at, rota.version.zone)
    if not {on.toordinal(), on.toordinal() - 1} & days:
        expected = f"an instant of the published days, {iso_day(min(days))} to {iso_day(max(days))}"
        raise BadInputError([Problem("--at", f"{on:%Y-%m-%d %H:%M}", f"{expected}; else publish the days after them")])


def _document(version: Version, at: int, posts: Sequence[PostNow], *, known: bool) -> dict[str, Any]:
    from scheduler.views.words import local_iso

    def moment(minute: int | None) -> str | None:
        return None if minute is None else local_iso(minute, version.zone)

    return {
        "marking": version.marking,
        "roster": version.roster,
        "version": version.number,
        "at": moment(at),
        "seats_known": known,
        "posts": [
            {
                "post": one.post.post,
                "name": one.post.name,
                "role": one.post.role,
                "force": one.post.force,
                "phone": one.post.phone,
                "held": [hold_document(held, version.zone) for held in one.held],
                "next": [hold_document(held, version.zone) for held in one.following],
                "wanted": one.wanted if known else None,
                "empty": one.empty if known else None,
                "empty_from": moment(one.empty_from),
            }
            for one in posts
        ],
        "head": version.head,
        "lines": version.lines,
    }


def _text(version: Version, at: int, posts: Sequence[PostNow], ahead: Ahead | None, *, known: bool) -> str:
    from scheduler.views.words import clock_words, counted, moment_words

    zone = version.zone
    empty = sum(one.empty for one in posts)
    coming = [one for one in posts if not one.empty and one.empty_from is not None]
    summary = f"{counted(empty, 'seat')} of the minimum empty" if empty else "no seat of the minimum is empty"
    lines = [
        version.marking,
        f"{version.roster}, version {version.number}, at {moment_words(at, zone)}",
        rich_table(
            ("post", "phone", "officer", "until", "next", "from"), [row for one in posts for row in _rows(one, zone)]
        ),
        *([summary] if known else []),
        *(f"{one.post.post}: a seat is empty from {clock_words(one.empty_from or 0, zone)}" for one in coming),
        *([] if ahead is None else ahead_lines(ahead, zone)),
        f"HEAD {version.head} ({counted(version.lines, 'line')})",
    ]
    return "\n".join(lines)


def _rows(one: PostNow, zone: str) -> list[tuple[str, ...]]:
    """Return the rows of a post: those who hold its seats, beside each one of those who are next, then what is empty."""
    from scheduler.views.words import counted

    held = [
        (f"{hold.officer}{' on call' if hold.on_call else ''}", short_moment(hold.end_at, zone)) for hold in one.held
    ]
    if one.empty:
        held.append((f"EMPTY: {counted(one.empty, 'seat')} of {one.wanted}", ""))
    if not held:
        held.append(("nobody", ""))
    following = [(hold.officer, short_moment(hold.start_at, zone)) for hold in one.following]
    n_rows = max(len(held), len(following))
    held += [("", "")] * (n_rows - len(held))
    following += [("", "")] * (n_rows - len(following))
    return [(one.post.post, one.post.phone, *who, *then) for who, then in zip(held, following, strict=True)]
