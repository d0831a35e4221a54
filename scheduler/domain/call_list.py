"""The late-change call list: who must be phoned, because a calendar may not show a change in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.differences import ChangeKind, DutyTold
from scheduler.domain.publication import DutyKey, Version

CallKind = ChangeKind | Literal["armed", "unarmed", "as_before"]
"""What became of a duty; ``as_before`` where it was told otherwise meanwhile and is again what it was."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One duty that its officer was told anew, by one version or several.

    Attributes
    ----------
    was, now
        What the officer is known to know, and what stands; None for no duty.
    begins_at
        UTC minute of the earliest beginning of what was told of it from then to now.
    published_at
        UTC minute at which it was last told anew.
    notice
        Clear days until the date on which it begins; below nought, so many days late.
    late
        A calendar may go on showing what stood before when the duty begins.
    """

    key: DutyKey
    kind: CallKind
    was: DutyTold | None
    now: DutyTold | None
    begins_at: int
    published_at: int
    notice: int
    late: bool

    @property
    def seat_too(self) -> bool:
        """Whether hours and seat have both changed."""
        if self.kind != "moved" or self.was is None or self.now is None:
            return False
        return (self.was.post, self.was.role) != (self.now.post, self.now.role)


@dataclass(frozen=True, slots=True)
class ToPhone:
    """One officer who must be phoned.

    Attributes
    ----------
    client
        In which the officer reads the feed.
    acknowledged
        Number of the newest version that was acknowledged; None for none since the version asked about.
    changes
        Everything told anew since then, late or not: the officer is told all of it. Late ones first, each kind in order of
        time.
    """

    officer: str
    client: str
    acknowledged: int | None
    changes: tuple[ToldChange, ...]

    @property
    def first_at(self) -> int:
        """UTC minute at which the first of the late changes begins, or began."""
        return min(change.begins_at for change in self.changes if change.late)


@dataclass(frozen=True, slots=True)
class CallList:
    """Who must be phoned of what changed since a version, the most urgent first.

    Attributes
    ----------
    since
        Number of the version; nought for everything that was ever told.
    version
        The version that stands.
    at
        UTC minute as of which it is.
    in_time
        How many officers have unacknowledged changes, all of which calendars show in time.
    """

    since: int
    version: Version
    at: int
    people: tuple[ToPhone, ...]
    in_time: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An officer who was told of a version by somebody, and said so.

    Attributes
    ----------
    version
        Number of the version; later changes are not acknowledged by it.
    told_at
        UTC minute at which the officer was told.
    by
        Who told the officer, as typed.
    recorded_at, account
        When and by which account of the operating system it was recorded.
    """

    roster: str
    officer: str
    version: int
    told_at: int
    by: str
    recorded_at: int
    account: str
