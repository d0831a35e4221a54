"""Publishing: what officers are told from now on, as a new version of a roster, unless somebody else was faster."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import DutyKey, PublishedDuty, Slot, Version
from scheduler.domain.time import iso_day
from scheduler.publication.duties import Floor, entry_of, same
from scheduler.publication.lines import VERSION, Entry, sha256
from scheduler.publication.reader import Reader
from scheduler.publication.reading import Changes, Logged, duties_of, floor_of, logged
from scheduler.publication.store import Ledger, this_account

PLANNED_SLOTS: tuple[Slot, ...] = ("attended", "on_call")
"""Entries of a force day that a whole rota replaces; call-outs stand, for what was worked was worked."""

MOST_OF_A_NAME = 100
"""Letters of a roster's name, which stands on every page and calendar."""
MOST_LETTERS = 500
_SHOWN = 10
_ASKED_ONE_BY_ONE = 20


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published besides the duties, and who answers for it; see `Version`.

    Attributes
    ----------
    roster
        Name of the roster.
    first_day, n_days
        Force days it speaks about; every duty is of one of them.
    whole
        The duties are all there are of these days, so that a planned one that is not among them is cancelled. Otherwise
        duties that are not named stand as they are.
    """

    roster: str
    first_day: int
    n_days: int
    zone: str
    marking: str
    run: str
    scenario_sha256: str
    approved_by: str
    authority: str
    whole: bool = True

    @property
    def days(self) -> tuple[int, int]:
        """The force days it speaks about, half-open."""
        return self.first_day, self.first_day + self.n_days


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing.

    Attributes
    ----------
    outcome
        ``published`` as a new version; ``unchanged``, for all of it was told before, so that there is none; or
        ``overtaken``, for somebody else published meanwhile and nothing was added.
    version
        The version that stands now; None where there is none yet.
    changes
        What the new version changed; nothing where there is none.
    meanwhile
        Versions that somebody else published, where overtaken.
    """

    outcome: Literal["published", "unchanged", "overtaken"]
    version: Version | None
    changes: Changes = field(default_factory=Changes)
    meanwhile: tuple[Logged, ...] = ()


def publish(
    ledger: Ledger,
    publication: Publication,
    duties: Iterable[PublishedDuty],
    at: int,
    *,
    after: int | None = None,
    beside: Sequence[Entry] = (),
    account: str | None = None,
) -> Published:
    """Publish duties as the next version of a roster, all or nothing; what is the same already stays as it is.

    Parameters
    ----------
    duties
        What officers are told; ``sequence``, ``changed_at`` and ``version`` are not looked at. A duty that is no longer
        worked is named as cancelled, or left out where the publication is whole.
    at
        UTC minute. Where the clock was set back since the version before, that one's.
    after
        Number of the version that the publisher has seen, nought for none: where another one stands by now, nothing is
        added. None for whichever stands.
    beside
        Lines of other kinds that belong to this version, such as the amendment it comes from; added with it or not at
        all, and not added where nothing changes. They get the version's number.
    account
        Who publishes; by default the account of the operating system.

    Raises
    ------
    BadInputError
        If a duty is told twice or is of another day, or a text cannot be kept.
    """
    told = checked(publication, duties)
    with ledger.writing() as writer:
        stood = logged(writer, publication.roster)
        before = stood[-1].version if stood else None
        floor = floor_of(writer)
        at = max(at, floor.at, before.published_at if before else at)
        number = before.number + 1 if before else 1
        news, changes = _news(writer, publication, told, floor, at, number)
        if not news and any(_speaks(one.version, publication) for one in stood):
            return Published("unchanged", before)
        if after is not None and after != number - 1:
            return Published("overtaken", before, meanwhile=tuple(one for one in stood if one.version.number > after))
        entries = [entry_of(publication.roster, duty) for duty in news]
        entries += [replace(entry, roster=publication.roster, version=number) for entry in beside]
        entries.append(_closing(publication, changes, told.values(), number))
        by = account or this_account()
        end = writer.add(entries, at, by)
    facts = {name: getattr(publication, name) for name in _STATED}
    version = Version(number=number, published_at=at, account=by, head=end.head, lines=end.lines, **facts)
    return Published("published", version, changes)


def foreseen(ledger: Ledger, publication: Publication, duties: Iterable[PublishedDuty], at: int) -> Changes:
    """Return what publishing duties would change, and add nothing.

    Parameters
    ----------
    at
        UTC minute.

    Raises
    ------
    BadInputError
        As `publish`.
    """
    told = checked(publication, duties)
    with ledger.reading() as reader:
        return _news(reader, publication, told, floor_of(reader), at, 0)[1]


_STATED = (
    "roster",
    "first_day",
    "n_days",
    "zone",
    "marking",
    "run",
    "scenario_sha256",
    "approved_by",
    "authority",
)


def _speaks(before: Version, publication: Publication) -> bool:
    """Say whether an earlier version speaks about the days of a publication, so that saying nothing new adds nothing."""
    first, until = publication.days
    return not publication.whole or (before.first_day <= first and until <= before.first_day + before.n_days)


def checked(publication: Publication, duties: Iterable[PublishedDuty]) -> dict[DutyKey, PublishedDuty]:
    """Return duties by their keys, once nothing is wrong with them.

    Raises
    ------
    BadInputError
        As `publish`.
    """
    problems = [
        Problem(place, text[:60], f"between 1 and {most} letters that can be printed")
        for place, text, most in (
            ("--roster", publication.roster, MOST_OF_A_NAME),
            ("--approved-by", publication.approved_by, MOST_LETTERS),
            ("--authority", publication.authority, MOST_LETTERS),
        )
        if not (0 < len(text.strip()) <= most and text.isprintable())
    ]
    first, until = publication.days
    told: dict[DutyKey, PublishedDuty] = {}
    for duty in duties:
        key = duty.key
        shown = f"{key.officer} {iso_day(key.day)} {key.slot}"
        if key in told:
            problems.append(Problem("duties", shown, "each duty once"))
        elif not first <= key.day < until:
            expected = f"a duty of {iso_day(first)} to {iso_day(until - 1)}, the days it is published for"
            problems.append(Problem("duties", shown, expected))
        told[key] = duty
    if problems:
        raise BadInputError(problems[:_SHOWN])
    return told


def _news(
    reader: Reader,
    publication: Publication,
    told: Mapping[DutyKey, PublishedDuty],
    floor: Floor,
    at: int,
    number: int,
) -> tuple[list[PublishedDuty], Changes]:
    """Return the duties that are told anew, in order, and how many of them are new, changed or cancelled."""
    kept = _kept(reader, publication, told)
    wanted = dict(told)
    if publication.whole:
        for key, duty in kept.items():
            if key not in told and key.slot in PLANNED_SLOTS:
                wanted[key] = replace(duty, status="cancelled")
    counts = {"new": 0, "changed": 0, "cancelled": 0}
    news = []
    for key, duty in sorted(wanted.items()):
        before = kept.get(key)
        what = _what(before, duty)
        if what:
            counts[what] += 1
            news.append(_told_anew(duty, before, floor, at, number))
    return news, Changes(**counts, officers=len({duty.key.officer for duty in news}))


def _kept(
    reader: Reader, publication: Publication, told: Mapping[DutyKey, PublishedDuty]
) -> dict[DutyKey, PublishedDuty]:
    """Return what officers were told before of the days of a publication; of a part, those concerned alone."""
    officers: set[str] | set[None] = {None} if publication.whole else {key.officer for key in told}
    if len(officers) > _ASKED_ONE_BY_ONE:
        officers = {None}
    found: dict[DutyKey, PublishedDuty] = {}
    for officer in officers:
        duties = duties_of(reader, publication.roster, None, publication.days, officer)
        found |= {duty.key: duty for duty in duties or ()}
    return found


def _what(before: PublishedDuty | None, duty: PublishedDuty) -> Literal["new", "changed", "cancelled", ""]:
    """Return what telling a duty now is, after what was told before; empty where it tells nothing."""
    gone = before is None or before.status == "cancelled"
    if duty.status == "cancelled":
        return "" if gone else "cancelled"
    if gone:
        return "new"
    return "" if before is not None and same(before, duty) else "changed"


def _told_anew(duty: PublishedDuty, before: PublishedDuty | None, floor: Floor, at: int, number: int) -> PublishedDuty:
    """Return a duty with the SEQUENCE it is told with; one that comes back goes on counting."""
    if before is None:
        return replace(duty, sequence=floor.sequence, changed_at=at, version=number)
    if duty.status == "cancelled":
        # Whatever else it would have become: its officer knows it by what was told before.
        duty = replace(before, status="cancelled", provenance=duty.provenance)
    return replace(duty, sequence=before.sequence + 1, changed_at=at, version=number)


def _closing(publication: Publication, changes: Changes, duties: Iterable[PublishedDuty], number: int) -> Entry:
    """Return the line that closes a version: its hash is over everything the version told."""
    detail: dict[str, Any] = {name: getattr(publication, name) for name in _STATED[1:]}
    detail |= {"duties_sha256": content_sha256(duties), "changes": asdict(changes)}
    return Entry(VERSION, detail, publication.roster, version=number)


def content_sha256(duties: Iterable[PublishedDuty]) -> str:
    """Return the hash of what duties tell, whoever publishes them and whatever was told before."""
    facts = sorted(
        (
            duty.key.officer,
            duty.key.day,
            duty.key.slot,
            duty.key.number,
            duty.force,
            duty.tour,
            duty.start_at,
            duty.end_at,
            duty.post,
            duty.role,
            duty.armed,
            duty.status,
        )
        for duty in duties
    )
    return sha256(json.dumps(facts, separators=(",", ":")))
