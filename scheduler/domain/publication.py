"""What has been published: each duty as its officer was last told of it, and the versions it came with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Slot = Literal["attended", "on_call", "called_out"]
"""Which of an officer's entries of one force day a duty is: worked, stood by for, or worked beyond what was planned."""

DutyStatus = Literal["confirmed", "cancelled"]

Provenance = Literal["planned", "amended", "swap", "called_out", "aid"]
"""How a duty came to be the officer's."""


@dataclass(frozen=True, slots=True, order=True)
class DutyKey:
    """What a duty stays known by while its hours, post and role change.

    A move from an early to a late tour of the same force day is a change of one duty and not two duties, so that a
    calendar moves an entry instead of keeping one that is no longer true.

    Attributes
    ----------
    officer
        Opaque id.
    day
        Force day, as everywhere the ordinal of the date on which it starts.
    slot
        Which of the officer's entries of that day.
    number
        Counts call-outs of one force day from nought; nought for the other slots.
    """

    officer: str
    day: int
    slot: Slot
    number: int = 0


@dataclass(frozen=True, slots=True)
class PublishedDuty:
    """One duty of the ledger: what is told to its officer, and when that last changed.

    Attributes
    ----------
    start_at, end_at
        UTC minutes, half-open.
    post, role
        The seat; empty for duty without one.
    armed
        The tour is an armed one.
    sequence
        Nought when first published; one more with each change of hours, seat or status, and with nothing else.
    changed_at
        UTC minute at which the version that last changed it was published.
    version
        Number of that version.
    """

    key: DutyKey
    force: str
    tour: str
    start_at: int
    end_at: int
    post: str
    role: str
    armed: bool
    status: DutyStatus
    provenance: Provenance
    sequence: int
    changed_at: int
    version: int


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a roster that was published, and who answers for it.

    Attributes
    ----------
    roster
        Name of the scenario's roster; versions of one roster follow each other.
    number
        Counts from 1 within the roster.
    first_day, n_days
        Force days it speaks about; duties of other days stand as an earlier version left them.
    run
        Run or amendment it was made from.
    published_at
        UTC minute.
    account
        Account of the operating system that published it.
    approved_by, authority
        Who approved it and on what authority, as typed.
    head
        Hash of the ledger's last line with this version.
    lines
        Number of the ledger's lines with this version.
    """

    roster: str
    number: int
    first_day: int
    n_days: int
    zone: str
    marking: str
    run: str
    scenario_sha256: str
    published_at: int
    account: str
    approved_by: str
    authority: str
    head: str
    lines: int


@dataclass(frozen=True, slots=True)
class PublishedPost:
    """A post as it was published, and how to reach who holds a seat of it.

    Attributes
    ----------
    phone
        The seat's duty phone, never a person's; empty where none is stated. It is in no feed.
    """

    post: str
    name: str
    role: str
    force: str
    phone: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Seats of a post that are wanted at the minimum, at every instant of a span: what nobody but a planner is told.

    Attributes
    ----------
    day
        Force day it belongs to.
    tour
        The tour that alone fills them; empty where any tour of the post does.
    start_at, end_at
        UTC minutes, half-open.
    seats
        How many; of a post with cars, the officers of so many whole crews.
    """

    post: str
    day: int
    tour: str
    start_at: int
    end_at: int
    seats: int


@dataclass(frozen=True, slots=True)
class PublishedSeats:
    """The posts of a roster, and the seats that are wanted on the days its versions speak about.

    Attributes
    ----------
    posts
        In the order of the scenario's table, those of the newest version first.
    wanted
        In order of post and time.
    """

    posts: tuple[PublishedPost, ...] = ()
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedRota:
    """A roster as it stands published: its newest version, every duty that is or was told, and the days that are known.

    Duties of force days that only earlier versions speak about are among them, for they stand.

    Attributes
    ----------
    duties
        In order of officer, force day and slot; cancelled ones with them.
    spoken
        Force days that this version or one before it speaks about; an amendment's version speaks about its own alone.
    """

    version: Version
    duties: tuple[PublishedDuty, ...]
    spoken: frozenset[int]
