"""What stands published as a rota: the other way round from a run to its duties."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.publication import PublishedDuty
from scheduler.domain.rota import Assignment, Rota


def rota_of_duties(duties: Iterable[PublishedDuty]) -> Rota:
    """Return the tours that stand told, without cars; what was worked beyond them is no tour of a plan."""
    return Rota(
        tuple(
            sorted(
                Assignment(
                    duty.key.officer,
                    duty.key.day,
                    duty.tour,
                    duty.start_at,
                    duty.end_at,
                    duty.force,
                    duty.post,
                    duty.role,
                    "planned",
                )
                for duty in duties
                if duty.status == "confirmed" and duty.key.slot != "called_out"
            )
        )
    )
