"""The ladder as data: rung by rung what was allowed, used, asked and refused, and what stays uncovered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from scheduler.domain.ladder import Step
from scheduler.domain.time import iso_day
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import utc_iso


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return ``ladder.json`` where the ladder was climbed, nothing otherwise."""
    return {"ladder": json_bytes(document(planned))} if planned.ladder else {}


def document(planned: PlannedRun) -> dict[str, Any]:
    """Return the ladder as plain values.

    ``l1`` and ``l2`` hold price and bound of all planned days; ``command_uncovered`` and ``crews_uncovered`` count duties
    of the days asked for. ``armed_minutes`` is who stands in armed seats, force day by force day, in the rota that was kept.
    """
    return {
        "marking": planned.scenario.marking,
        "scenario": planned.scenario.name,
        "scenario_sha256": planned.scenario.sha256,
        "as_at": utc_iso(planned.run.stamp_at),
        "words": "under these rules, levers and data as at that instant",
        "rungs": [_rung(step) for step in planned.ladder],
        "armed_minutes": _armed_minutes(planned),
    }


def _rung(step: Step) -> dict[str, Any]:
    return {
        "rung": step.rung,
        "covered": step.covered,
        "command_uncovered": step.command,
        "crews_uncovered": step.crews,
        **{
            f"l{number}": {
                "price": result.price,
                "bound": result.bound,
                "exact": result.exact,
                "conditional": result.conditional,
            }
            for number, result in enumerate(step.levels[:5], start=1)
        },
        "help": [asdict(used) for used in step.help],
        "seconds": round(step.seconds, 3),
        "interrupted": step.interrupted,
    }


def _armed_minutes(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return the minutes of armed seats of each force day, by own officers and by those lent."""
    lent = {officer.officer for officer in planned.scenario.officers if officer.offer is not None}
    minutes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for held in planned.plan.rota.assignments:
        if held.post and planned.roles[held.role].armed:
            minutes[held.day][held.officer in lent] += held.end_at - held.start_at
    return [{"force_day": iso_day(day), "own": own, "lent": aid} for day, (own, aid) in sorted(minutes.items())]
