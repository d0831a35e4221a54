"""What happened to the ledger, line by line: the hand-over from one planner to the next."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.publication import Version
from scheduler.domain.time import iso_day
from scheduler.publication.lines import APPROVED, DRAFT, PRUNED, RESTORED, VERSION, Line
from scheduler.publication.reading import Changes, logged_of
from scheduler.publication.store import Ledger


@dataclass(frozen=True, slots=True)
class Entered:
    """One thing that was done.

    Attributes
    ----------
    line
        Number of its line.
    what
        ``published``, ``draft``, ``approved``, ``restored`` or ``pruned``.
    at
        UTC minute.
    told
        The rest in words.
    version, changes
        What was published, and what that changed; None for anything else.
    """

    line: int
    what: str
    at: int
    account: str
    roster: str
    told: str = ""
    version: Version | None = None
    changes: Changes | None = None


def history(ledger: Ledger, roster: str | None = None, since: int = 0) -> tuple[Entered, ...]:
    """Return what was done to a roster, or to all, after its version ``since``, in the order of the lines.

    A restore concerns every roster. Of several rosters, each has its own version ``since``.
    """
    kinds = (VERSION, DRAFT, APPROVED, RESTORED, PRUNED)
    passed: dict[str, int] = {}
    found = []
    with ledger.reading() as reader:
        for line in reader.lines(kinds):
            if line.kind == VERSION and (line.version or 0) <= since:
                passed[line.roster] = line.number
            if line.roster in ("", roster) or roster is None:
                found.append(_entered(line))
    first = min((passed.get(name, 0) for name in {one.roster for one in found if one.roster}), default=0)
    return tuple(one for one in found if one.line > passed.get(one.roster, first))


def _entered(line: Line) -> Entered:
    said = line.detail
    if line.kind == VERSION:
        one = logged_of(line)
        told = f"{_days(said)} from {said['run']}, approved by {said['approved_by']} ({said['authority']})"
        return Entered(line.number, "published", line.at, line.account, line.roster, told, one.version, one.changes)
    words = {
        DRAFT: lambda: f"{said['n_duties']:,} duties, {_days(said)} from {said['run']}",
        APPROVED: lambda: (
            f"{said['n_duties']:,} duties, {_days(said)} from {said['run']}, "
            f"by {said['approved_by']} ({said['authority']})"
        ),
        RESTORED: lambda: f"from a backup of {said['lines']:,} lines; sequences begin at {said['floor']:,}",
        PRUNED: lambda: f"version {line.version} is the oldest that can be shown",
    }
    return Entered(line.number, line.kind, line.at, line.account, line.roster, words[line.kind]())


def _days(said: dict[str, int]) -> str:
    return f"{iso_day(said['first_day'])} to {iso_day(said['first_day'] + said['n_days'] - 1)}"
