"""The second face of every rule over a finished rota, and the proof checker; runs without ortools.

The proof checker alone reckons with numpy, which is loaded by who first asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.audit.deployments import DeploymentFinding, deployment_findings
from scheduler.audit.entitlement import Entitlements, crew_mismatches, entitlement_findings
from scheduler.audit.report import (
    AuditReport,
    audit,
    audit_seats,
    cover_findings,
    line_findings,
    lines_of,
    price_of,
    reported,
    without_tail,
)
from scheduler.audit.rota_file import MOST_BYTES, crews_beside, read_rota
from scheduler.audit.uncovered import uncovered_of

if TYPE_CHECKING:
    from scheduler.audit.proof import LevelBound, check_proof

__all__ = [
    "MOST_BYTES",
    "AuditReport",
    "DeploymentFinding",
    "Entitlements",
    "LevelBound",
    "audit",
    "audit_seats",
    "check_proof",
    "cover_findings",
    "crew_mismatches",
    "crews_beside",
    "deployment_findings",
    "entitlement_findings",
    "line_findings",
    "lines_of",
    "price_of",
    "read_rota",
    "reported",
    "uncovered_of",
    "without_tail",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever of the two is asked for
    """Return what the proof checker offers."""
    if name not in ("LevelBound", "check_proof"):
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from scheduler.audit import proof

    return getattr(proof, name)
