"""What a feed shows of a published rota: an officer's duties, or the tours on which seats of a post or force are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.feeds import Feed
from scheduler.domain.publication import PublishedDuty, PublishedRota
from scheduler.domain.time import MINUTES_PER_DAY

PAST_DAYS = 35
"""Duties that ended longer ago are in no feed."""
CANCELLED_DAYS = 7
"""How long after its end a cancelled duty is still shown as cancelled."""
ARMED_LOST_DAYS = 14
"""The same for the armed duties of an officer who has none left."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that can be seen of an entry; two with the same look differ by their identifier alone."""

    start_at: int
    end_at: int
    on_call: bool
    cancelled: bool
    role: str
    post: str
    tour: str
    sequence: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    Attributes
    ----------
    parts
        What identifies it, whatever else changes.
    shown_until
        UTC minute from which it is left out.
    """

    parts: tuple[str, ...]
    look: Look
    shown_until: int


class FeedEntries:
    """The entries of every feed of one published rota.

    Parameters
    ----------
    rota
        The roster as it stands published.
    """

    def __init__(self, rota: PublishedRota) -> None:
        self._officers: dict[str, list[PublishedDuty]] = defaultdict(list)
        self._seats: dict[tuple[str, ...], list[PublishedDuty]] = defaultdict(list)
        self._changed: dict[int, list[PublishedDuty]] = defaultdict(list)
        for duty in rota.duties:
            self._officers[duty.key.officer].append(duty)
            if duty.sequence or duty.status == "cancelled":
                self._changed[duty.key.day].append(duty)
            if duty.post:
                self._seats[_seat_of(duty)].append(duty)

    def of(self, feed: Feed, at: int, *, tombstones: bool = True) -> list[Entry]:
        """Return a feed's entries in order of time; the same all day long (UTC), as long as nothing is published.

        Parameters
        ----------
        at
            UTC minute of asking.
        tombstones
            Whether cancelled duties are shown for a while.
        """
        today = at - at % MINUTES_PER_DAY
        entries = self._officer(feed.subject) if feed.kind == "officer" else self._held(feed)
        shown = [entry for entry in entries if entry.shown_until > today and (tombstones or not entry.look.cancelled)]
        return sorted(shown, key=lambda entry: (entry.look.start_at, entry.look.end_at, entry.parts))

    def _officer(self, officer: str) -> Iterable[Entry]:
        duties = self._officers.get(officer, [])
        armed_until = max((duty.end_at for duty in duties if duty.armed and duty.status == "confirmed"), default=0)
        for duty in duties:
            key = duty.key
            lost = duty.armed and armed_until <= duty.changed_at
            look = Look(
                duty.start_at,
                duty.end_at,
                key.slot == "on_call",
                duty.status == "cancelled",
                duty.role,
                duty.post,
                duty.tour,
                duty.sequence,
                duty.changed_at,
            )
            yield Entry(("officer", key.officer, str(key.day), key.slot, str(key.number)), look, _until(look, lost))

    def _held(self, feed: Feed) -> Iterable[Entry]:
        """Yield each tour and force day on which a seat of a post, or of any post of a force, is or was held."""
        for seat, duties in self._seats.items():
            if feed.subject == (seat[1] if feed.kind == "post" else seat[0]):
                look = self._seat(duties)
                # Of a seat it is not told whether its officer lost armed duty.
                yield Entry((feed.kind, *seat), look, _until(look, False))

    def _seat(self, duties: list[PublishedDuty]) -> Look:
        """Return one look for all who hold a seat on a tour.

        An officer who has left the seat is no longer among its duties, and their number must not take the SEQUENCE of
        the entry back with them: so it is the newest version that changed any duty of the seat, or changed another
        one of the force day after it was first told. It may step without need, and never back.
        """
        held = [duty for duty in duties if duty.status == "confirmed"]
        shown = held or duties
        first = shown[0]
        moved = [*duties, *self._changed.get(first.key.day, ())]
        return Look(
            min(duty.start_at for duty in shown),
            max(duty.end_at for duty in shown),
            first.key.slot == "on_call",
            not held,
            first.role,
            first.post,
            first.tour,
            # A ledger put back from a copy raises the floor of every duty's SEQUENCE above any it gave out before.
            max(max(duty.version, duty.sequence) for duty in moved),
            max(duty.changed_at for duty in moved),
        )


def _seat_of(duty: PublishedDuty) -> tuple[str, ...]:
    key = duty.key
    return (duty.force, duty.post, str(key.day), duty.tour, key.slot, str(key.number))


def _until(look: Look, lost: bool) -> int:
    days = PAST_DAYS if not look.cancelled else ARMED_LOST_DAYS if lost else CANCELLED_DAYS
    return look.end_at + days * MINUTES_PER_DAY
