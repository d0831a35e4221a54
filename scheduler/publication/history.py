"""What happened to the ledger, line by line: the hand-over from one planner to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from scheduler.domain.publication import Provenance, Version
from scheduler.domain.time import iso_day, utc
from scheduler.publication.amendments import amendment_words
from scheduler.publication.lines import ACKNOWLEDGED, AMENDMENT, APPROVED, DRAFT, DUTY, PRUNED, RESTORED, VERSION, Line
from scheduler.publication.reader import Reader
from scheduler.publication.reading import Changes, logged_of
from scheduler.publication.store import Ledger
from scheduler.views.words import counted

BY_HAND: tuple[Provenance, ...] = ("amended", "swap", "called_out")
"""How a duty comes to be its officer's by an amendment."""


@dataclass(frozen=True, slots=True)
class Entered:
    """One thing that was done.

    Attributes
    ----------
    line
        Number of its line.
    what
        ``published``, ``amendment`` (with the version after it), ``acknowledged``, ``draft``, ``approved``, ``restored`` or ``pruned``.
    at
        UTC minute.
    told
        The rest in words.
    subject
        Officer who acknowledged; empty for anything else.
    version, changes
        What was published, and what that changed; None for anything else.
    amended
        How many of the duties it changed came about by amendments, by how; those whose detail was pruned are not counted.
    """

    line: int
    what: str
    at: int
    account: str
    roster: str
    told: str = ""
    subject: str = ""
    version: Version | None = None
    changes: Changes | None = None
    amended: Mapping[Provenance, int] = field(default_factory=lambda: MappingProxyType({}))


def history(ledger: Ledger, roster: str | None = None, since: int = 0) -> tuple[Entered, ...]:
    """Return what was done to a roster, or to all, after its version ``since``, in the order of the lines.

    A restore concerns every roster. Of several rosters, each has its own version ``since``.
    """
    kinds = (VERSION, AMENDMENT, ACKNOWLEDGED, DRAFT, APPROVED, RESTORED, PRUNED)
    passed: dict[str, int] = {}
    found = []
    with ledger.reading() as reader:
        for line in reader.lines(kinds):
            if line.kind == VERSION and (line.version or 0) <= since:
                passed[line.roster] = line.number
            if line.roster in ("", roster) or roster is None:
                found.append(_entered(line))
        first = min((passed.get(name, 0) for name in {one.roster for one in found if one.roster}), default=0)
        entered = [one for one in found if one.line > passed.get(one.roster, first)]
        if all(one.version is None for one in entered):
            return tuple(entered)
        amended = _amended(reader, roster, first)
    return tuple(
        one if one.version is None else replace(one, amended=amended.get((one.roster, one.version.number), {}))
        for one in entered
    )


def _amended(reader: Reader, roster: str | None, after: int) -> Mapping[tuple[str, int], Mapping[Provenance, int]]:
    """Return how many duties came about by amendments, by roster and number of the version, and by how."""
    counts: dict[tuple[str, int], Counter[Provenance]] = defaultdict(Counter)
    for line in reader.lines((DUTY,), roster=roster, after=after):
        how = line.detail.get("provenance")
        if how in BY_HAND:
            counts[line.roster, line.version or 0][how] += 1
    return counts


def _entered(line: Line) -> Entered:
    said = line.detail
    if line.kind == VERSION:
        one = logged_of(line)
        told = f"{_days(said)} from {said['run']}, approved by {said['approved_by']} ({said['authority']})"
        return Entered(
            line.number, "published", line.at, line.account, line.roster, told, version=one.version, changes=one.changes
        )
    words = {
        DRAFT: lambda: f"{counted(said['n_duties'], 'duty', 'duties')}, {_days(said)} from {said['run']}",
        APPROVED: lambda: (
            f"{counted(said['n_duties'], 'duty', 'duties')}, {_days(said)} from {said['run']}, "
            f"by {said['approved_by']} ({said['authority']})"
        ),
        RESTORED: lambda: f"from a backup of {counted(said['lines'], 'line')}; sequences begin at {said['floor']:,}",
        ACKNOWLEDGED: lambda: (
            f"{line.subject} was told of version {line.version} by {said['by']} at {utc(said['told_at']):%Y-%m-%dT%H:%MZ}"
        ),
        AMENDMENT: lambda: amendment_words(line),
        PRUNED: lambda: f"version {line.version} is the oldest that can be shown",
    }
    subject = line.subject if line.kind == ACKNOWLEDGED else ""
    return Entered(line.number, line.kind, line.at, line.account, line.roster, words[line.kind](), subject=subject)


def _days(said: dict[str, int]) -> str:
    return f"{iso_day(said['first_day'])} to {iso_day(said['first_day'] + said['n_days'] - 1)}"
