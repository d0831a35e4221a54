"""The days from an instant on, as `rota now --days` tells them: who holds which seat when, and what is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import rich_table
from scheduler.domain.time import instant, iso_day, local

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.on_now import EmptySpan, Hold, PostAhead, WhoIsOn
    from scheduler.domain.publication import PublishedSeats, Version


@dataclass(frozen=True, slots=True)
class Ahead:
    """Some days on the wall clock.

    Attributes
    ----------
    n_days
        How many.
    until
        UTC minute at which they end; the clock then shows what it shows at their beginning.
    unpublished
        Force days of the dates they touch of which no version speaks: nobody on is no news there.
    """

    n_days: int
    posts: tuple[PostAhead, ...]
    until: int
    unpublished: tuple[int, ...]


def days_ahead(
    who: WhoIsOn, seats: PublishedSeats, version: Version, at: int, n_days: int, days: Collection[int]
) -> Ahead:
    """Return so many days from an instant on.

    Parameters
    ----------
    at
        UTC minute.
    days
        Force days that were published.
    """
    begin = local(at, version.zone)
    first = begin.toordinal()
    until = instant(first + n_days, begin.hour * 60 + begin.minute, version.zone)
    last = local(until - 1, version.zone).toordinal()
    missing = tuple(day for day in range(first, last + 1) if day not in days)
    return Ahead(n_days, who.between(at, until, seats), until, missing)


def ahead_document(ahead: Ahead, zone: str, *, known: bool) -> dict[str, Any]:
    """Return the days as data; what is empty is null where it is not known which seats are wanted."""
    from scheduler.views.words import local_iso

    def empty(one: EmptySpan) -> dict[str, Any]:
        return {"from": local_iso(one.start_at, zone), "until": local_iso(one.end_at, zone), "seats": one.seats}

    return {
        "until": local_iso(ahead.until, zone),
        "unpublished": [iso_day(day) for day in ahead.unpublished],
        "posts": [
            {
                "post": one.post.post,
                "held": [hold_document(held, zone) for held in one.held],
                "empty": [empty(span) for span in one.empty] if known else None,
            }
            for one in ahead.posts
        ],
    }


def ahead_lines(ahead: Ahead, zone: str) -> list[str]:
    """Return the days as lines of text: officers who come and go together in one row."""
    from scheduler.views.words import counted, day_words, moment_words

    rows = [row for one in ahead.posts for row in _rows(one, zone)]
    missing = ", ".join(day_words(day, year=False) for day in ahead.unpublished)
    return [
        "",
        f"{counted(ahead.n_days, 'day')}, to {moment_words(ahead.until, zone)}",
        rich_table(("post", "from", "until", "officers"), rows),
        *([f"not published: {missing}; who is on then is not known"] if missing else []),
    ]


def _rows(one: PostAhead, zone: str) -> list[tuple[str, ...]]:
    """Return the rows of a post in order of time."""
    from scheduler.views.words import counted

    told: dict[tuple[int, int, str], list[str]] = {}
    for hold in one.held:
        told.setdefault((hold.start_at, hold.end_at, " on call" if hold.on_call else ""), []).append(hold.officer)
    rows = [(start, end, f"{', '.join(sorted(officers))}{how}") for (start, end, how), officers in told.items()]
    rows += [(span.start_at, span.end_at, f"EMPTY: {counted(span.seats, 'seat')}") for span in one.empty]
    return [
        (one.post.post, short_moment(start, zone), short_moment(end, zone), words) for start, end, words in sorted(rows)
    ]


def hold_document(one: Hold, zone: str) -> dict[str, Any]:
    """Return a hold as data."""
    from scheduler.views.words import local_iso

    start, end = local_iso(one.start_at, zone), local_iso(one.end_at, zone)
    return {"officer": one.officer, "from": start, "until": end, "on_call": one.on_call}


def short_moment(minute: int, zone: str) -> str:
    """Return an instant as a planner reads it, without the year: ``Sat 24 Oct 19:00 BST``."""
    from scheduler.views.words import day_words

    on = local(minute, zone)
    return f"{day_words(on.toordinal(), year=False)} {on:%H:%M %Z}"
