"""Who must be phoned: officers with a change that nobody acknowledged and that a calendar could show too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.differences import kind_of, notice_of
from scheduler.domain.call_list import CallKind, CallList, ToldChange, ToPhone
from scheduler.domain.differences import DutyTold
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import DutyKey, PublishedDuty, Version
from scheduler.domain.time import local
from scheduler.notices.acknowledged import newest_acknowledged
from scheduler.notices.lags import UNKNOWN, counted
from scheduler.publication.duties import Floor, duty_of
from scheduler.publication.lines import DUTY
from scheduler.publication.reader import Reader
from scheduler.publication.reading import logged, published_of
from scheduler.publication.store import Ledger

ClientOf = Callable[[str], str]
"""Officer -> the client in which the officer reads the feed."""


_ASKED_ONE_BY_ONE = 20


def unknown_client(_officer: str) -> str:
    """Return what is known of an officer's client where nobody has said anything: nothing."""
    return UNKNOWN


def call_list(
    ledger: Ledger, roster: str, since: int, at: int, client_of: ClientOf = unknown_client, officer: str | None = None
) -> CallList:
    """Return who must be phoned of what a roster's versions told anew after one of them.

    A change is late where its publication and the lag of the officer's client together end after the duty begins, as it
    was before the change or as it is since, whichever is earlier. A duty that was changed and changed back is late all
    the same, for a calendar may show what stood between. Officers leave the list by being acknowledged alone.

    Parameters
    ----------
    since
        Number of the version; nought for everything that was ever told.
    at
        UTC minute: the roster as it stood published then, and the officers who had been told by then.
    officer
        Only this officer; None for all.

    Raises
    ------
    BadInputError
        If nothing was published by then, there is no such version, or what was told since was pruned.
    """
    with ledger.reading() as reader:
        return call_list_of(reader, ledger.name, roster, since, at, client_of, officer=officer)


def call_list_of(
    reader: Reader,
    place: str,
    roster: str,
    since: int,
    at: int,
    client_of: ClientOf = unknown_client,
    *,
    number: int | None = None,
    officer: str | None = None,
) -> CallList:
    """Return the same within a look at the ledger that has begun.

    Parameters
    ----------
    place
        What messages call the ledger.
    number
        As the version with this number left the roster; None for the newest at that instant.
    """
    version = _standing(reader, place, roster, at, number)
    if since > version.number:
        expected = f"a version of {roster} up to {version.number}, the one that stood then; see rota log"
        raise BadInputError([Problem("--since", str(since), expected)])
    passed = newest_acknowledged(reader, roster, at)
    histories = _histories(reader, place, roster, since, version, officer)
    found, in_time = [], 0
    for who, duties in histories.items():
        known = passed.get(who, 0)
        known = min(known, version.number) if known > since else 0
        client = client_of(who)
        changes = [
            change
            for duty in duties.values()
            if (change := _change(duty, known or since, client, at, version.zone)) is not None
        ]
        if any(change.late for change in changes):
            changes.sort(key=lambda change: (not change.late, change.begins_at, change.key))
            found.append(ToPhone(who, client, known or None, tuple(changes)))
        else:
            in_time += bool(changes)
    found.sort(key=lambda one: (one.first_at, one.officer))
    return CallList(since, version, at, tuple(found), in_time)


def _standing(reader: Reader, place: str, roster: str, at: int, number: int | None) -> Version:
    """Return the version that stood at an instant, or one with a number that was published by then."""
    told = [one.version for one in logged(reader, roster) if one.version.published_at <= at]
    chosen = [one for one in told if number in (None, one.number)]
    if not chosen:
        wanted = roster if number is None else str(number)
        known = f"; the newest was {told[-1].number}" if told else ""
        wrong = f"it was not published by that instant{known}"
        raise BadInputError([Problem(place, wanted, "a version that was; see rota log", wrong=wrong)])
    return chosen[-1]


@dataclass(frozen=True, slots=True)
class _History:
    """What was told of one duty: as a version left it, and each time since."""

    before: PublishedDuty | None
    since: Sequence[PublishedDuty]


def _histories(
    reader: Reader, place: str, roster: str, since: int, version: Version, officer: str | None
) -> Mapping[str, Mapping[DutyKey, _History]]:
    """Return officer by officer what was told anew between two versions."""
    first = _standing(reader, place, roster, version.published_at, since).lines if since else 0
    told: dict[DutyKey, list[PublishedDuty]] = defaultdict(list)
    for line in reader.lines((DUTY,), roster=roster, subject=officer, after=first, until=version.lines):
        if line.pruned:
            wrong = f"what version {line.version} told was pruned; its hashes and counts are left"
            raise BadInputError([Problem("--since", str(since), "a later version", wrong=wrong)])
        # When it was published counts, not that a restore has every calendar fetch it anew.
        duty = duty_of(line, Floor())
        told[duty.key].append(duty)
    officers: set[str] | set[None] = {key.officer for key in told} if since else set()
    if len(officers) > _ASKED_ONE_BY_ONE:
        officers = {None}
    before = [
        duty for one in officers for duty in published_of(reader, place, roster, number=since, officer=one).duties
    ]
    stood_as = {duty.key: duty for duty in before if duty.key in told}
    found: dict[str, dict[DutyKey, _History]] = defaultdict(dict)
    for key, duties in told.items():
        found[key.officer][key] = _History(stood_as.get(key), duties)
    return found


def _change(history: _History, known: int, client: str, at: int, zone: str) -> ToldChange | None:
    """Return what an officer who knows a version has to be told of one duty; None for nothing."""
    was = history.before
    steps: list[tuple[PublishedDuty | None, PublishedDuty]] = []
    before = was
    for duty in history.since:
        if duty.version <= known:
            was = duty
        elif _kind(before, duty) is not None:
            steps.append((before, duty))
        before = duty
    if not steps:
        return None
    now = steps[-1][1]
    begins = [_begins(*step) for step in steps]
    return ToldChange(
        now.key,
        _kind(was, now) or "as_before",
        _told(was),
        _told(now),
        min(begins),
        now.changed_at,
        notice_of(min(begins), local(at, zone).toordinal(), zone),
        any(_late(step[1], begin, client, zone) for step, begin in zip(steps, begins, strict=True)),
    )


def _kind(before: PublishedDuty | None, after: PublishedDuty) -> CallKind | None:
    """Return what became of a duty; None where its officer need not be told anything."""
    was, now = _told(before), _told(after)
    if now is None and was is None:
        return None
    kind = kind_of(was, now)
    if kind is None and before is not None and before.armed != after.armed:
        return "armed" if after.armed else "unarmed"
    return kind


def _told(duty: PublishedDuty | None) -> DutyTold | None:
    """Return a duty as its officer is told it; None for one that is cancelled, or none."""
    if duty is None or duty.status == "cancelled":
        return None
    return DutyTold(duty.key, duty.tour, duty.start_at, duty.end_at, duty.post, duty.role)


def _begins(before: PublishedDuty | None, after: PublishedDuty) -> int:
    """Return the first instant a change is about."""
    return min(told.start_at for told in (_told(before), _told(after)) if told is not None)


def _late(after: PublishedDuty, begins_at: int, client: str, zone: str) -> bool:
    """Say whether a calendar may still show what stood before when the duty begins."""
    lag = counted(client, local(after.changed_at, zone).toordinal()).minutes
    return lag is None or after.changed_at + lag > begins_at


def officers_on(people: Iterable[ToPhone]) -> tuple[str, ...]:
    """Return the officers of a call list, in its order."""
    return tuple(one.officer for one in people)
