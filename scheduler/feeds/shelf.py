"""What is served for a token, made once and kept until something changes."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from scheduler.domain.feeds import FeedToken
from scheduler.domain.on_now import WhoIsOn
from scheduler.domain.publication import PublishedSeats
from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.feeds.ledger import Known
from scheduler.feeds.tokens import TOKEN, hash_of
from scheduler.views import wallboard
from scheduler.views.published_feed import PublishedFeeds, expired_feed

KEPT_BYTES = 64 << 20
"""Calendars that are kept ready; the others are made again when they are asked for."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar as it goes out.

    Attributes
    ----------
    tag
        Hash of its bytes.
    packed
        The same bytes, compressed.
    """

    tag: str
    body: bytes
    packed: bytes

    @property
    def n_bytes(self) -> int:
        """How much room it takes."""
        return len(self.body) + len(self.packed)


class _Made:
    """Calendars of published rotas that were made already, as many as there is room for, and the hashes of all."""

    def __init__(self, feeds: Mapping[str, PublishedFeeds]) -> None:
        self.feeds = feeds
        self.on: dict[str, WhoIsOn] = {}
        self.tags: dict[tuple[str, str], str] = {}
        self._day = -1
        self._kept: OrderedDict[tuple[str, str], Calendar] = OrderedDict()
        self._bytes = 0

    def turn(self, at: int) -> None:
        """Forget what was made for another day, for a feed drops at midnight (UTC) what is long past."""
        day = at // MINUTES_PER_DAY
        if day != self._day:
            self._day, self._bytes = day, 0
            self.tags.clear()
            self._kept.clear()

    def find(self, place: tuple[str, str]) -> Calendar | None:
        """Return a calendar that is kept."""
        if place in self._kept:
            self._kept.move_to_end(place)
        return self._kept.get(place)

    def keep(self, place: tuple[str, str], made: Calendar) -> None:
        """Keep a calendar, and let go of those asked for the longest ago where there is no room."""
        self.tags[place] = made.tag
        self._kept[place] = made
        self._bytes += made.n_bytes
        while self._bytes > KEPT_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].n_bytes


class Shelf:
    """The calendars of one state of the ledger.

    Parameters
    ----------
    known
        What the ledger says.
    key
        The force's feed key.
    before
        The shelf of the state before; where only tokens changed, what was made is taken from it.
    """

    def __init__(self, known: Known, key: bytes, before: Shelf | None = None) -> None:
        self.known = known
        self._key = key
        if before is not None and before.known.rotas is known.rotas:
            self._made = before.made
        else:
            self._made = _Made({name: PublishedFeeds(rota, key) for name, rota in known.rotas.items()})

    @property
    def made(self) -> _Made:
        """What was made already."""
        return self._made

    def found(self, token: str, at: int) -> FeedToken | None:
        """Return what a token opens at an instant (UTC minute), None for nothing: unknown and dead ones are alike."""
        if not TOKEN.fullmatch(token):
            return None
        kept = self.known.tokens.get(hash_of(token))
        return None if kept is None or kept.standing(at) == "dead" else kept

    def feeds(self, token: FeedToken) -> PublishedFeeds | None:
        """Return the writer of the roster a token is about; None where nothing was published of it."""
        return self._made.feeds.get(token.feed.roster)

    def tag(self, token: FeedToken, at: int) -> str:
        """Return the hash of the calendar a token opens, without making it where it is known."""
        self._made.turn(at)
        return self._made.tags.get(_place(token, at)) or self.calendar(token, at).tag

    def calendar(self, token: FeedToken, at: int) -> Calendar:
        """Return the calendar that a token which is not dead opens; its roster has to be published."""
        self._made.turn(at)
        place = _place(token, at)
        kept = self._made.find(place)
        if kept is None:
            body = self.body(token, at)
            kept = Calendar(sha256(body).hexdigest()[:32], body, gzip.compress(body, 6, mtime=0))
            self._made.keep(place, kept)
        return kept

    def body(self, token: FeedToken, at: int) -> bytes:
        """Return the bytes of the calendar that a token opens."""
        feeds = self._made.feeds[token.feed.roster]
        if token.standing(at) == "expired":
            return expired_feed(token, feeds.version, self._key)
        return feeds.feed(token.feed, token.style, at)

    def wall(self, token: FeedToken, at: int) -> bytes:
        """Return the wallboard that a token which is not dead opens; its roster has to be published."""
        roster = token.feed.roster
        rota = self.known.rotas[roster]
        if token.standing(at) == "expired":
            return wallboard.expired(rota.version)
        if roster not in self._made.on:
            self._made.on[roster] = WhoIsOn(rota.duties)
        # How many seats are wanted is not known here, so that no page can tell which are empty.
        seats = PublishedSeats(self.known.posts.get(roster, ()))
        return wallboard.render(rota.version, self._made.on[roster].at(at, seats), at)


def _place(token: FeedToken, at: int) -> tuple[str, str]:
    return token.token_hash, token.standing(at)
