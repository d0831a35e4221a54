"""Amendments as the ledger keeps them: what was done, why in neutral words, on whose authority, at what notice.

They are lines beside the duties they moved. Of an absence it is kept whose and from when to when, since who plans anew
from what stands published must know it; never why, nor of what duty: one from armed duty alone reads as any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from scheduler.domain.amendments import AmendmentKind, AmendmentRecord, Amendments
from scheduler.domain.notice import notice_words
from scheduler.domain.people import Abstraction
from scheduler.domain.publication import PublishedDuty
from scheduler.domain.time import iso_day
from scheduler.publication.lines import AMENDMENT, Entry, Line
from scheduler.publication.store import Ledger, this_account

WORDS: dict[AmendmentKind, str] = {"sick": "absence", "workbook": "changes typed into a workbook"}
"""Kinds that the ledger calls otherwise than the command that makes them."""


def entries_of(done: Amendments) -> list[Entry]:
    """Return a line for each amendment that concerned anybody."""
    return [_entry(record) for record in done.records if record.officers]


def not_kept(lines: Iterable[Line], entries: Iterable[Entry]) -> list[Entry]:
    """Return the amendments that a roster's lines do not have yet."""
    kept = [line.detail for line in lines if line.kind == AMENDMENT]
    return [entry for entry in entries if entry.detail not in kept]


def news_of(ledger: Ledger, roster: str, done: Amendments) -> list[Entry]:
    """Return a line for each amendment that a roster does not have yet."""
    if not done.records:
        return []
    with ledger.reading() as reader:
        return not_kept(reader.lines((AMENDMENT,), roster=roster), entries_of(done))


def keep_amendments(ledger: Ledger, entries: Sequence[Entry], roster: str, version: int, at: int) -> None:
    """Add amendments that moved no duty to the version that stands, unless it has them.

    Parameters
    ----------
    at
        UTC minute.
    """
    with ledger.writing() as writer:
        new = not_kept(writer.lines((AMENDMENT,), roster=roster), entries)
        if new:
            lines = [Entry(AMENDMENT, entry.detail, roster, version=version) for entry in new]
            writer.add(lines, at, this_account())


def absences(ledger: Ledger, roster: str, duties: Iterable[PublishedDuty]) -> tuple[Abstraction, ...]:
    """Return the absences that amendments brought, as far as what stands published leaves them standing.

    On a day on which the officer is told of nothing they stop everything, and armed duty on a day with other duty. They
    are over from the day on for which armed duty was told after them.

    Parameters
    ----------
    duties
        The roster as it stands.
    """
    told: dict[tuple[str, int], list[PublishedDuty]] = defaultdict(list)
    for duty in duties:
        if duty.status == "confirmed":
            told[duty.key.officer, duty.key.day].append(duty)
    with ledger.reading() as reader:
        lines = list(reader.lines((AMENDMENT,), roster=roster))
    found: list[Abstraction] = []
    for line in lines:
        for officer, first, until in line.detail.get("absences", ()):
            held = {day: own for (name, day), own in told.items() if name == officer and first <= day < until}
            back = (
                day for day, own in held.items() if any(one.armed and one.version > (line.version or 0) for one in own)
            )
            found += _standing(officer, first, min(back, default=until), sorted(held))
    return tuple(dict.fromkeys(found))


def _standing(officer: str, first: int, until: int, worked: Iterable[int]) -> Iterable[Abstraction]:
    """Return an absence in the pieces that days with duty cut it into."""
    for day in worked:
        if first <= day < until:
            if first < day:
                yield Abstraction(officer, "other", "everything", first, day)
            yield Abstraction(officer, "other", "armed", day, day + 1)
            first = day + 1
    if first < until:
        yield Abstraction(officer, "other", "everything", first, until)


def amendment_words(line: Line) -> str:
    """Return what a line about an amendment says, for the hand-over."""
    said = line.detail
    days = said["days"]
    on = (
        f" on {iso_day(days[0])}" if len(days) == 1 else f" on {len(days)} days from {iso_day(days[0])}" if days else ""
    )
    authority = f", on the authority of {said['authority']}" if said["authority"] else ""
    n_officers = len(said["officers"])
    whose = f"{n_officers:,} officer{'' if n_officers == 1 else 's'}"
    # Nobody had to be told where no duty moved.
    notice = "" if said["notice"] is None else f", notice: {notice_words(said['notice'])}"
    return (
        f"{said['kind']} of {whose}{on}; {said['reason'].replace('_', ' ')}{authority}; "
        f"told on {iso_day(said['told_on'])}{notice}"
    )


def _entry(record: AmendmentRecord) -> Entry:
    absent = [[row.officer, row.from_day, row.until_day] for row in record.effects.away]
    detail = {
        "kind": WORDS.get(record.kind, record.kind),
        "reason": record.reason,
        "authority": record.authority,
        "told_on": record.told_on,
        "notice": record.notice,
        "officers": list(record.officers),
        "days": list(record.days),
        "absences": absent,
    }
    return Entry(AMENDMENT, detail)
