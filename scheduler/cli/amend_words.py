"""What becomes of an amendment, in words and as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import table
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.amendments.checking import Verdict
    from scheduler.amendments.kind import Amendment
    from scheduler.amendments.suggesting import Suggestion

MOST_SHOWN = 20
"""Findings of a kind, and suggestions, printed; --json prints all."""


def verdict_document(amendment: Amendment, verdict: Verdict, folder: Path | None) -> dict[str, Any]:
    """Return what becomes of an amendment as plain values; ``run`` is null where nothing was written."""
    return {
        "amendment": amendment.kind,
        "words": amendment.words(),
        "accepted": verdict.accepted,
        "refused": [_finding(one) for one in verdict.refused],
        "broken": [_finding(one) for one in verdict.broken],
        "more": dict(zip(verdict.more._fields, verdict.more, strict=True)),
        "uncovered": [_finding(one) for one in verdict.uncovered],
        "given_back": [
            {"officer": one.officer, "force_day": iso_day(one.day), "tour": one.tour}
            for one in verdict.changed.given_back
        ],
        "run": None if folder is None else str(folder),
    }


def verdict_text(amendment: Amendment, verdict: Verdict) -> str:
    """Return what becomes of an amendment in words."""
    from scheduler.domain.price import LEVEL_NAMES

    parts = [f"{amendment.words()}: {'accepted' if verdict.accepted else 'refused'}."]
    parts += [listed("refused by", verdict.refused), listed("broken, for it has happened", verdict.broken)]
    parts.append(listed("left uncovered", verdict.uncovered))
    back = [
        f"{one.officer}: {f'tour {one.tour} of' if one.tour else 'a day off is owed for'} {iso_day(one.day)}"
        for one in verdict.changed.given_back
    ]
    parts.append("\n".join(["given back:", *(f"  {line}" for line in back)]) if back else "")
    rows = [(name, f"{more:+,}") for name, more in zip(LEVEL_NAMES, verdict.more, strict=True) if more]
    parts.append(table(rows, right=frozenset({1})) if rows else "The price stays the same.")
    return "\n\n".join(part for part in parts if part)


def listed(title: str, findings: tuple[Finding, ...]) -> str:
    """Return findings under a title, nothing where there are none."""
    if not findings:
        return ""
    rows = [(iso_day(one.day), one.subject, one.rule, one.message) for one in findings[:MOST_SHOWN]]
    more = f"\n... and {len(findings) - MOST_SHOWN:,} more" if len(findings) > MOST_SHOWN else ""
    return f"{title}:\n{table(rows)}{more}"


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "grade": one.grade,
        "subject": one.subject,
        "force_day": iso_day(one.day),
        "excess": one.excess,
        "message": one.message,
    }


def suggestion_document(one: Suggestion) -> dict[str, Any]:
    """Return what is said of somebody who could take a duty over, as plain values."""
    return {
        "officer": one.officer,
        "accepted": one.verdict.accepted,
        "gives_up": list(one.gives_up),
        "more": dict(zip(one.verdict.more._fields, one.verdict.more, strict=True)),
        "refused": [_finding(finding) for finding in one.verdict.refused],
        "uncovered": [_finding(finding) for finding in one.verdict.uncovered],
    }


def suggestions_text(duty: str, found: list[Suggestion]) -> str:
    """Return who could take a duty over in words, the first of them."""
    if not found:
        return f"Nobody who may hold a seat of {duty} is without it."
    rows = [("officer", "", "levels 1 to 5", "pence", "gives up", "first in the way")]
    for one in found[:MOST_SHOWN]:
        above = "/".join(f"{value:+}" if value else "0" for value in one.verdict.more[:-1])
        way = one.verdict.refused[0] if one.verdict.refused else None
        rows.append(
            (
                one.officer,
                "free" if one.verdict.accepted else "refused",
                above,
                f"{one.verdict.more.pence:+,}",
                "+".join(one.gives_up),
                f"{way.rule}: {way.message}" if way else "",
            )
        )
    return table(rows, right=frozenset({3}))
