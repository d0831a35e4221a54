"""The second face of every rule over a finished rota, and the proof checker; runs without ortools."""

from scheduler.audit.deployments import DeploymentFinding, deployment_findings
from scheduler.audit.entitlement import Entitlements, crew_mismatches, entitlement_findings
from scheduler.audit.proof import LevelBound, check_proof
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
