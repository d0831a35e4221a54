"""The wallboard: who is on, for a screen in a control room or a phone, without script.

A room has visitors, so that the page tells of seats that are held and never of one that is empty: where nobody holds a
seat it reads the same whether anybody is wanted or not, and who is next is told only where they take over at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.on_now import PostNow
from scheduler.domain.publication import Version
from scheduler.domain.time import local
from scheduler.views.feed_parts import plain
from scheduler.views.page import page
from scheduler.views.words import clock_words, day_words, moment_words

SECONDS_SHOWN = 60
"""How long the page stands before the browser asks for it again."""
_SHEETS = ("base.css", "wallboard.css")


def render(version: Version, posts: Sequence[PostNow], at: int) -> bytes:
    """Return the page at an instant (UTC minute).

    Parameters
    ----------
    posts
        From `WhoIsOn`; which seats are empty is not looked at.
    """
    return _page(version, [_post(one, version.zone) for one in posts], moment_words(at, version.zone))


def expired(version: Version) -> bytes:
    """Return what a link that has expired shows: no officer, and what to do."""
    return _page(version, None, "")


def _page(version: Version, posts: list[dict[str, object]] | None, now: str) -> bytes:
    return page(
        "wallboard.html.j2",
        _SHEETS,
        plain(version.marking),
        seconds=SECONDS_SHOWN,
        roster=version.roster,
        version=version.number,
        head=version.head,
        lines=version.lines,
        published=moment_words(version.published_at, version.zone),
        posts=posts,
        now=now,
    )


def _post(one: PostNow, zone: str) -> dict[str, object]:
    seamless = [hold for hold in one.following if any(hold.start_at <= held.end_at for held in one.held)]
    return {
        "code": one.post.post,
        "name": one.post.name,
        "phone": one.post.phone,
        "held": [
            {"officer": hold.officer, "on_call": hold.on_call, "until": _until(hold.end_at, zone)} for hold in one.held
        ],
        "next": [hold.officer for hold in seamless],
        "next_from": _until(seamless[0].start_at, zone) if seamless else "",
    }


def _until(minute: int, zone: str) -> str:
    return f"{day_words(local(minute, zone).toordinal(), year=False).split(' ')[0]} {clock_words(minute, zone)}"
