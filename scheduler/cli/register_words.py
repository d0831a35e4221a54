"""What the register answers, told: in words and as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from scheduler.cli.output import table
from scheduler.domain.findings import Reason
from scheduler.domain.time import iso_day, iso_utc, local

if TYPE_CHECKING:
    from scheduler.register.questions import Answer, Ending, Entry
    from scheduler.register.store import Appended

_Value = TypeVar("_Value")


def appended_document(appended: Appended) -> dict[str, Any]:
    """Return what was added as plain values."""
    return {
        "added": appended.added,
        "corrected": appended.corrected,
        "known": appended.known,
        "head": appended.head,
    }


def appended_text(appended: Appended) -> str:
    """Return what was added in words."""
    corrected = f" ({appended.corrected:,} of them correct an earlier line)" if appended.corrected else ""
    return f"{appended.added:,} added{corrected}, {appended.known:,} already known\nHEAD {appended.head}"


def reasons_document(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """Return reasons against an officer as plain values."""
    return [{"code": reason.code, "message": reason.message, "source": reason.source} for reason in reasons]


def answers_text(shown: Sequence[tuple[Answer, Sequence[Reason]]]) -> str:
    """Return in words who could hold a role, and what is against the others."""
    able = [answer for answer, why in shown if not why]
    rows = [("officer", "could", "what", "source")]
    rows += [(answer.officer, "yes", *reason_told(answer.advice)) for answer in able]
    rows += [(answer.officer, "no", *reason_told(why)) for answer, why in shown if why]
    return f"{len(able):,} could hold it, {len(shown) - len(able):,} could not\n\n{table(rows)}"


def reason_told(reasons: Sequence[Reason]) -> tuple[str, str]:
    """Return reasons and their sources, each in one text."""
    sources = dict.fromkeys(reason.source for reason in reasons if reason.source)
    return "; ".join(reason.message for reason in reasons), ", ".join(sources)


def ending_document(ending: Ending, zone: str) -> dict[str, Any]:
    """Return what ends as plain values."""
    return {
        "last_day": _last_day(ending, zone),
        "ends_at": iso_utc(ending.ends_at),
        "officer": ending.officer,
        "role": ending.role,
        "what": ending.what,
        "subject": ending.subject,
        "gate": ending.gate,
        "advised": ending.advised,
    }


def endings_text(endings: Sequence[Ending], on: int, within: str, zone: str) -> str:
    """Return what ends in words, one a line."""
    if not endings:
        return f"nothing ends within {within} days from {iso_day(on)}"
    rows = [("last day", "officer", "role", "what", "gate")]
    for ending in endings:
        what = f"{ending.what.replace('_', ' ')} {ending.subject}".rstrip()
        gate = f"{ending.gate} (advice only)" if ending.advised else ending.gate
        rows.append((_last_day(ending, zone), ending.officer, ending.role, what, gate))
    return table(rows)


def _last_day(ending: Ending, zone: str) -> str:
    return local(ending.ends_at - 1, zone).date().isoformat()


def entry_document(entry: Entry) -> dict[str, Any]:
    """Return a line of an officer's history as plain values."""
    event = entry.line.event
    return {
        "line": entry.line.number,
        "event": event.kind,
        "subject": event.subject,
        "at": iso_utc(event.at),
        "until": None if event.until is None else iso_utc(event.until),
        "outcome": "withdrawn" if event.withdrawn else "passed" if event.passed else "failed",
        "recorded_at": iso_utc(event.known_at),
        "replaced_by": entry.replaced_by,
        "line_hash": entry.line.line_hash,
    }


def entries_text(entries: Sequence[Entry]) -> str:
    """Return an officer's history in words."""
    rows: list[tuple[str, ...]] = [("line", "event", "subject", "at", "until", "outcome", "recorded", "stands")]
    for document in map(entry_document, entries):
        after = document["replaced_by"]
        stands = f"replaced by line {after}" if after else "no" if document["outcome"] == "withdrawn" else "yes"
        cells = [document[name] for name in ("line", "event", "subject", "at", "until", "outcome", "recorded_at")]
        rows.append((*("" if cell is None else str(cell) for cell in cells), stands))
    return table(rows, right=frozenset((0,)))


def local_words(minute: int, zone: str) -> str:
    """Return an instant on the wall clock."""
    return f"{local(minute, zone):%Y-%m-%d %H:%M %Z}"
