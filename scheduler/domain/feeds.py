"""Feeds: whose duties a calendar shows, how much it tells, and the token by which it is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.time import MINUTES_PER_DAY

FeedKind = Literal["officer", "post", "force", "wall"]
"""What a token opens: the calendar of an officer, of a post, or of all seats of a force; or the roster's wallboard."""

Redaction = Literal["minimal", "role", "full"]
"""What an entry tells: that there is a duty; its role as well; its role, post and tour."""

Standing = Literal["live", "expired", "dead"]
"""What a token opens: its feed; one entry that warns of it; nothing."""

WARNED_DAYS = 14
"""How long an expired link warns those who still subscribe to it."""
MOST_ALARM_MINUTES = 7 * MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class Feed:
    """Which duties of a roster a calendar shows.

    Attributes
    ----------
    roster
        Name of the scenario's roster.
    kind, subject
        Whose: an officer's id, a post's or a force's code; empty for the wallboard.
    """

    roster: str
    kind: FeedKind
    subject: str

    @property
    def path(self) -> str:
        """Where on the server its token leads."""
        return "wall" if self.kind == "wall" else "feeds"


@dataclass(frozen=True, slots=True)
class FeedStyle:
    """How a subscriber wants the feed; what is left at its default tells least and disturbs least.

    Attributes
    ----------
    alarm_minutes
        Minutes before each duty at which a reminder sounds; None for none.
    tombstones
        Whether cancelled duties are shown for a while.
    local_times
        Times on the wall clock of the roster's zone, with its rules, in place of UTC.
    """

    redaction: Redaction = "minimal"
    alarm_minutes: int | None = None
    tombstones: bool = True
    local_times: bool = False


@dataclass(frozen=True, slots=True)
class FeedToken:
    """What is kept of a token; the token itself is not.

    Attributes
    ----------
    token_hash
        SHA-256 of the token, 64 hexadecimal digits; the first eight name it wherever it is spoken of.
    salt
        What the token was made from, with the force's feed key.
    created_at, expires_at
        UTC minutes; from the second on the link only warns.
    dead_at
        UTC minute from which it opens nothing, as it leaked; None where it did not.
    """

    token_hash: str
    salt: str
    feed: Feed
    style: FeedStyle
    created_at: int
    expires_at: int
    dead_at: int | None = None

    @property
    def name(self) -> str:
        """The digits by which logs, lists and commands name the token."""
        return self.token_hash[:8]

    def standing(self, at: int) -> Standing:
        """Return what the token opens at an instant (UTC minute)."""
        if self.dead_at is not None and at >= self.dead_at:
            return "dead"
        if at < self.expires_at:
            return "live"
        return "expired" if at < self.expires_at + WARNED_DAYS * MINUTES_PER_DAY else "dead"
