"""A page to print and hand over: a token's address as a QR code, and what to do with it."""

from __future__ import annotations

import segno

from scheduler.domain.feeds import FeedToken
from scheduler.domain.time import local
from scheduler.views.feed_parts import plain
from scheduler.views.page import page
from scheduler.views.words import day_words


def render(token: FeedToken, link: str, marking: str, zone: str) -> bytes:
    """Return the page, without the officer's id: it goes to one person, and may be left on a desk.

    Parameters
    ----------
    link
        Address of the calendar; the code leads to the page at it.
    zone
        Zone in which the date of expiry is told.
    """
    drawn = segno.make(link.removesuffix(".ics"), error="m", micro=False)
    rows = ["".join("1" if dark else "0" for dark in row) for row in drawn.matrix_iter(scale=1, border=4)]
    cells = [(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark == "1"]
    return page(
        "feed_card.html.j2",
        ("base.css", "feed_card.css"),
        plain(marking),
        side=len(rows),
        path="".join(f"M{x} {y}h1v1h-1z" for x, y in cells),
        link=link,
        name=token.name,
        expires=day_words(local(token.expires_at, zone).toordinal()),
    )
