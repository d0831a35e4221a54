"""What is published: the duties as their officers were last told of them, and the versions they came with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import PublishedDuty, PublishedRota, Version
from scheduler.publication.duties import Floor, duty_of
from scheduler.publication.lines import RESTORED, VERSION, Line
from scheduler.publication.reader import Head, Reader
from scheduler.publication.store import Ledger


@dataclass(frozen=True, slots=True)
class Changes:
    """How many duties and people a version told something new.

    Attributes
    ----------
    new, changed, cancelled
        Duties told for the first time, or again after they were cancelled; with other hours, another tour or seat; no
        longer.
    officers
        Officers with any such duty.
    """

    new: int = 0
    changed: int = 0
    cancelled: int = 0
    officers: int = 0

    @property
    def duties(self) -> int:
        """How many duties in all."""
        return self.new + self.changed + self.cancelled


@dataclass(frozen=True, slots=True)
class Logged:
    """A version and what it changed."""

    version: Version
    changes: Changes


def published(
    ledger: Ledger,
    roster: str,
    at: int | None = None,
    *,
    number: int | None = None,
    days: tuple[int, int] | None = None,
    officer: str | None = None,
) -> PublishedRota:
    """Return a roster as it stands published, or stood.

    Every duty that was ever told is in it, those of force days that only earlier versions speak about and cancelled ones
    too.

    Parameters
    ----------
    at
        UTC minute: as it stood published then; None for now.
    number
        As its version with this number left it; None for the newest.
    days
        Force days that are wanted, half-open; None for all.
    officer
        Only the duties of one officer; None for all.

    Raises
    ------
    BadInputError
        If nothing was published yet, there is no such version, or it was pruned.
    """
    with ledger.reading() as reader:
        return published_of(reader, ledger.name, roster, at, number=number, days=days, officer=officer)


def published_of(
    reader: Reader,
    place: str,
    roster: str,
    at: int | None = None,
    *,
    number: int | None = None,
    days: tuple[int, int] | None = None,
    officer: str | None = None,
) -> PublishedRota:
    """Return the same within a look at the ledger that has begun; ``place`` is what messages call it."""
    known = logged(reader, roster)
    told = [one for one in known if at is None or one.version.published_at <= at]
    if known and not told:
        wrong = f"nothing of {roster} was published yet at that instant"
        raise BadInputError([Problem(place, "", "a later instant", wrong=wrong)])
    chosen = [one.version for one in told if number in (None, one.version.number)]
    if not chosen:
        raise _unknown(reader, place, roster, number if told else None)
    version = chosen[-1]
    now = version == known[-1].version
    duties = duties_of(reader, roster, None if now else version.lines, days, officer)
    if duties is None:
        wrong = f"what version {version.number} told was pruned; its hashes and counts are left"
        raise BadInputError([Problem(place, str(version.number), "a later version", wrong=wrong)])
    return PublishedRota(version, duties, _days_spoken(known, version.number))


@overload
def version(ledger: Ledger, roster: str, number: int) -> Version: ...
@overload
def version(ledger: Ledger, roster: str, number: None = None) -> Version | None: ...
def version(ledger: Ledger, roster: str, number: int | None = None) -> Version | None:
    """Return a version of a roster; without a number the newest, None where nothing was published yet.

    Raises
    ------
    BadInputError
        If there is no version with that number.
    """
    with ledger.reading() as reader:
        told = [one.version for one in logged(reader, roster)]
        if number is None:
            return told[-1] if told else None
        found = [one for one in told if one.number == number]
        if not found:
            raise _unknown(reader, ledger.name, roster, number if told else None)
        return found[0]


def log(ledger: Ledger, roster: str | None = None, since: int = 0) -> tuple[Logged, ...]:
    """Return the versions of a roster, or of all, after the one with the number ``since``, in the order of the lines."""
    with ledger.reading() as reader:
        return tuple(one for one in logged(reader, roster) if one.version.number > since)


def rosters(ledger: Ledger) -> tuple[str, ...]:
    """Return the names of the rosters that were ever published, in alphabetical order."""
    with ledger.reading() as reader:
        return tuple(sorted({line.roster for line in reader.lines((VERSION,))}))


def head(ledger: Ledger) -> Head:
    """Return the ledger's last hash and its number of lines."""
    with ledger.reading() as reader:
        return reader.head()


def logged(reader: Reader, roster: str | None) -> list[Logged]:
    """Return the versions of a roster, or of all, within a look at the ledger that has begun."""
    return [logged_of(line) for line in reader.lines((VERSION,), roster=roster)]


def duties_of(
    reader: Reader,
    roster: str,
    until: int | None = None,
    days: tuple[int, int] | None = None,
    officer: str | None = None,
) -> tuple[PublishedDuty, ...] | None:
    """Return the duties of a roster as they stood with a line, in order; None where what one said was pruned."""
    floor = floor_of(reader, until)
    lines = list(reader.duties(roster, until, days, officer))
    if any(line.pruned for line in lines):
        return None
    return tuple(sorted((duty_of(line, floor) for line in lines), key=lambda duty: duty.key))


def floor_of(reader: Reader, until: int | None = None) -> Floor:
    """Return what the last restore raised SEQUENCE to."""
    found = Floor()
    for line in reader.lines((RESTORED,), until=until):
        found = Floor(line.number, int(line.detail["floor"]), line.at)
    return found


def logged_of(line: Line) -> Logged:
    """Return the version that a line closes, and what it changed."""
    told = line.detail
    changes = Changes(**told.pop("changes"))
    told.pop("duties_sha256")
    number = line.version or 0
    stated = Version(
        roster=line.roster,
        number=number,
        published_at=line.at,
        account=line.account,
        head=line.line_hash,
        lines=line.number,
        **told,
    )
    return Logged(stated, changes)


def _unknown(reader: Reader, place: str, roster: str, number: int | None) -> BadInputError:
    if number is not None:
        return BadInputError([Problem(place, str(number), f"a version of the roster {roster}; see rota ledger log")])
    known: Sequence[str] = sorted({line.roster for line in reader.lines((VERSION,))})
    expected = f"a roster that was published: {', '.join(known)}" if known else "a roster that was published; none was"
    return BadInputError([Problem(place, roster, expected)])


def _days_spoken(known: Iterable[Logged], number: int) -> frozenset[int]:
    """Return the force days that the versions of a roster speak about, up to the one with a number."""
    told = [one.version for one in known if one.version.number <= number]
    return frozenset(day for one in told for day in range(one.first_day, one.first_day + one.n_days))
