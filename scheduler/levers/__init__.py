"""Levers: one file each, `LEVERS` in the order in which a force pulls them unless its scenario states another.

A lever is a change of data. What it does to a scenario is all it says; that a rota uses it is found by the audit, which
judges the rota by the scenario in which that one lever is not pulled.
"""

from __future__ import annotations

from scheduler.levers import (
    attached_officers,
    exigency,
    leave_recalled,
    longer_tours,
    rest_days_worked,
    training_recalled,
)
from scheduler.levers.kind import LeverKind

LEVERS: tuple[LeverKind, ...] = (
    rest_days_worked.LEVER,
    longer_tours.LEVER,
    attached_officers.LEVER,
    training_recalled.LEVER,
    leave_recalled.LEVER,
    exigency.LEVER,
)

__all__ = ["LEVERS", "LeverKind"]
