"""The page at a token's address: the next tours and how to subscribe, on a phone and without script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler.domain.feeds import FeedToken
from scheduler.domain.time import local
from scheduler.views.feed_entries import Entry
from scheduler.views.feed_parts import plain
from scheduler.views.page import page
from scheduler.views.published_feed import PublishedFeeds, freshness, told_of
from scheduler.views.words import clock_span, clock_words, day_words, hours_words

SHOWN = 12
"""Tours on the page; the calendar has them all."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the calendar of a page is.

    Attributes
    ----------
    https
        Address that any calendar takes.
    webcal
        The same for a tap that opens a calendar.
    """

    https: str
    webcal: str


def render(feeds: PublishedFeeds, token: FeedToken, at: int, links: Links) -> bytes:
    """Return the page of a token that is live, or has expired and says so.

    Parameters
    ----------
    feeds
        Feeds of the token's roster.
    at
        UTC minute.
    """
    version = feeds.version
    live = token.standing(at) == "live"
    entries = feeds.entries.of(token.feed, at, tombstones=token.style.tombstones) if live else []
    coming = [entry for entry in entries if entry.look.end_at > at]
    return page(
        "feed_page.html.j2",
        ("base.css", "feed_page.css"),
        plain(version.marking),
        live=live,
        days=_days(coming[:SHOWN], token, at, version.zone),
        more=max(0, len(coming) - SHOWN),
        nothing=feeds.nothing_to_come(at),
        freshness=freshness(version),
        now=f"{day_words(local(at, version.zone).toordinal())} {clock_words(at, version.zone)}",
        expires=day_words(local(token.expires_at, version.zone).toordinal()),
        links=links,
    )


def _days(entries: list[Entry], token: FeedToken, at: int, zone: str) -> list[dict[str, Any]]:
    """Return the tours of each date on which one begins."""
    days: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        look = entry.look
        title, _ = told_of(look, token.style)
        days.setdefault(day_words(local(look.start_at, zone).toordinal()), []).append(
            {
                "title": title,
                "span": clock_span(look.start_at, look.end_at, zone),
                "hours": hours_words(look.end_at - look.start_at),
                "cancelled": look.cancelled,
                "now": look.start_at <= at and not look.cancelled,
            }
        )
    return [{"day": day, "tours": tours} for day, tours in days.items()]
