"""Keeps what is served at the state of the ledger, a second behind it at most."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.domain.errors import BadInputError
from scheduler.domain.time import MINUTES_PER_DAY, minute_of
from scheduler.feeds.ledger import Known, known
from scheduler.feeds.shelf import Shelf
from scheduler.publication.store import Ledger

LOG = logging.getLogger("rota.feeds")
SECONDS_BETWEEN = 1.0
STALE_SECONDS = 60
"""After so long without a look at the ledger nothing is served: a link may have been ended meanwhile."""


@dataclass(frozen=True, slots=True)
class State:
    """What is served at one moment.

    Attributes
    ----------
    at
        UTC minute it is.
    changed
        When what is served last changed: the ledger, or the day; in UTC, whole seconds, later with every change.
    healthy
        The ledger was looked at lately.
    """

    shelf: Shelf
    at: int
    changed: datetime
    healthy: bool


def _now() -> datetime:
    return datetime.now(UTC)


class Following:
    """Follows a ledger.

    Parameters
    ----------
    ledger
        The ledger, open for reading.
    key
        The force's feed key.
    clock
        Says what time it is, in UTC.
    """

    def __init__(self, ledger: Ledger, key: bytes, clock: Callable[[], datetime] = _now) -> None:
        self._ledger, self._key, self._clock = ledger, key, clock
        self._seen_at = clock()
        self._shelf = Shelf(known(ledger), key)
        self._changed = self._seen_at.replace(microsecond=0)
        self._day = minute_of(self._seen_at) // MINUTES_PER_DAY
        self._failing = False

    def state(self) -> State:
        """Return what is served now."""
        now = self._clock()
        at = minute_of(now)
        if at // MINUTES_PER_DAY != self._day:
            self._day = at // MINUTES_PER_DAY
            self._touch(now)
        healthy = now - self._seen_at < timedelta(seconds=STALE_SECONDS)
        return State(self._shelf, at, self._changed, healthy)

    def look(self) -> Shelf | None:
        """Read what is new in the ledger and return a shelf of it; None where nothing is.

        Raises
        ------
        BadInputError
            If the ledger cannot be read.
        """
        found: Known = known(self._ledger, self._shelf.known)
        return None if found is self._shelf.known else Shelf(found, self._key, self._shelf)

    async def follow(self) -> None:
        """Look every second, until cancelled; what is read is prepared beside what is served and then takes its place."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN)
            await self.once()

    async def once(self) -> None:
        """Look once; a ledger that cannot be read leaves what is served as it is, until it is stale."""
        began = self._clock()
        try:
            shelf = await asyncio.to_thread(self.look)
        except BadInputError as error:
            if not self._failing:
                LOG.warning("the ledger cannot be read: %s", error)
            self._failing = True
            return
        self._seen_at, self._failing = began, False
        if shelf is not None:
            self._shelf = shelf
            self._touch(self._clock())

    def _touch(self, now: datetime) -> None:
        self._changed = max(now.replace(microsecond=0), self._changed + timedelta(seconds=1))
