"""Who was told of which version, as the ledger keeps it: lines of their own in its chain."""

from __future__ import annotations

from scheduler.domain.call_list import Acknowledgement
from scheduler.publication.lines import ACKNOWLEDGED, Entry, Line
from scheduler.publication.reader import Reader
from scheduler.publication.store import Ledger


def acknowledgements(ledger: Ledger, roster: str | None = None, since: int = 0) -> tuple[Acknowledgement, ...]:
    """Return the acknowledgements of a roster's versions after one with a number, or of all, in the order of the lines."""
    with ledger.reading() as reader:
        return tuple(one for one in acknowledged_of(reader, roster) if one.version > since)


def acknowledged_of(reader: Reader, roster: str | None, officer: str | None = None) -> list[Acknowledgement]:
    """Return the acknowledgements of a roster, or of all, within a look at the ledger that has begun."""
    return [_of_line(line) for line in reader.lines((ACKNOWLEDGED,), roster=roster, subject=officer)]


def newest_acknowledged(reader: Reader, roster: str, at: int) -> dict[str, int]:
    """Return officer -> number of the newest version that was acknowledged of those told by an instant."""
    newest: dict[str, int] = {}
    for one in acknowledged_of(reader, roster):
        if one.told_at <= at:
            newest[one.officer] = max(one.version, newest.get(one.officer, 0))
    return newest


def entry_of(one: Acknowledgement) -> Entry:
    """Return what the ledger keeps of an acknowledgement: neither name nor number nor reason."""
    detail = {"told_at": one.told_at, "by": one.by}
    return Entry(ACKNOWLEDGED, detail, one.roster, one.officer, version=one.version)


def _of_line(line: Line) -> Acknowledgement:
    told = line.detail
    return Acknowledgement(
        line.roster, line.subject, line.version or 0, told["told_at"], told["by"], line.at, line.account
    )
