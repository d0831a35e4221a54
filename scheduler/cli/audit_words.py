"""What an audit found, as data and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import table
from scheduler.domain.findings import Finding
from scheduler.domain.price import LEVEL_NAMES, Price
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.audit import AuditReport

MOST_SHOWN = 50
"""Findings of one kind printed; --json prints all."""


def report_document(report: AuditReport) -> dict[str, Any]:
    """Return an audit as plain values."""
    return {
        "n_assignments": report.n_assignments,
        "price": price_document(report.price),
        "n_faults": len(report.faults),
        "n_uncovered": len(report.uncovered),
        "findings": [_finding(finding) for finding in report.findings],
    }


def price_document(price: Price) -> dict[str, int]:
    """Return a price by the short names of its levels, ``L1`` to ``L6``."""
    return dict(zip((name.split()[0] for name in LEVEL_NAMES), price, strict=True))


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "grade": finding.grade,
        "subject": finding.subject,
        "force_day": iso_day(finding.day),
        "excess": finding.excess,
        "pence": finding.pence,
        "message": finding.message,
    }


def findings_text(report: AuditReport) -> list[str]:
    """Return an audit in parts: how much was found, what is wrong one by one, and all of it by rule."""
    from scheduler.views.words import counted

    counts = Counter((finding.grade, finding.rule) for finding in report.findings)
    pence = Counter[tuple[str, str]]()
    for finding in report.findings:
        pence[finding.grade, finding.rule] += finding.pence
    parts = [
        f"{counted(report.n_assignments, 'assignment')}, {counted(len(report.faults), 'fault')}, "
        f"{len(report.uncovered):,} uncovered"
    ]
    parts += [_listed("faults", report.faults), _listed("uncovered", report.uncovered)]
    parts.append(_listed("to look at", [finding for finding in report.findings if finding.grade == "advice"]))
    if counts:
        rows = [("grade", "rule", "findings", "pence")]
        rows += [(*key, f"{number:,}", f"{pence[key]:,}") for key, number in sorted(counts.items())]
        parts.append(table(rows, right=frozenset({2, 3})))
    return parts


def _listed(title: str, findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = [(iso_day(item.day), item.subject, item.rule, item.message) for item in findings[:MOST_SHOWN]]
    more = f"\n... and {len(findings) - MOST_SHOWN:,} more" if len(findings) > MOST_SHOWN else ""
    return f"{title}:\n{table(rows)}{more}"
