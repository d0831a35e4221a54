"""The seven days from an instant on, as `rota now --week` tells them: who holds which seat when, and what is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import rich_table
from scheduler.domain.time import instant, iso_day, local

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.on_now import EmptySpan, Hold, PostAhead, WhoIsOn
    from scheduler.domain.publication import PublishedSeats, Version

_DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days on the wall clock.

    Attributes
    ----------
    until
        UTC minute at which they end; the clock then shows what it shows at their beginning.
    unpublished
        Force days of the dates they touch of which no version speaks: nobody on is no news there.
    """

    posts: tuple[PostAhead, ...]
    until: int
    unpublished: tuple[int, ...]


def week_ahead(who: WhoIsOn, seats: PublishedSeats, version: Version, at: int, days: Collection[int]) -> Week:
    """Return the seven days from an instant on.

    Parameters
    ----------
    at
        UTC minute.
    days
        Force days that were published.
    """
    begin = local(at, version.zone)
    first = begin.toordinal()
    until = instant(first + _DAYS, begin.hour * 60 + begin.minute, version.zone)
    last = local(until - 1, version.zone).toordinal()
    missing = tuple(day for day in range(first, last + 1) if day not in days)
    return Week(who.between(at, until, seats), until, missing)


def week_document(week: Week, zone: str, *, known: bool) -> dict[str, Any]:
    """Return the days as data; what is empty is null where it is not known which seats are wanted."""
    from scheduler.views.words import local_iso

    def empty(one: EmptySpan) -> dict[str, Any]:
        return {"from": local_iso(one.start_at, zone), "until": local_iso(one.end_at, zone), "seats": one.seats}

    return {
        "until": local_iso(week.until, zone),
        "unpublished": [iso_day(day) for day in week.unpublished],
        "posts": [
            {
                "post": one.post.post,
                "held": [hold_document(held, zone) for held in one.held],
                "empty": [empty(span) for span in one.empty] if known else None,
            }
            for one in week.posts
        ],
    }


def week_lines(week: Week, zone: str) -> list[str]:
    """Return the days as lines of text: officers who come and go together in one row."""
    from scheduler.views.words import day_words, moment_words

    rows = [row for one in week.posts for row in _rows(one, zone)]
    missing = ", ".join(day_words(day, year=False) for day in week.unpublished)
    return [
        "",
        f"seven days, to {moment_words(week.until, zone)}",
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
