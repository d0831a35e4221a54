"""The ladder as data: step by step what was allowed, used, asked and refused, and what stays uncovered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.ladder import HelpUsed, LeverUsed, Step
from scheduler.domain.price import LevelResult
from scheduler.domain.time import iso_day
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import bound_words

AS_AT = "under these rules, levers and data as at that instant"


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return ``ladder.json`` where the ladder was climbed, nothing otherwise."""
    return {"ladder": json_bytes(document(planned))} if planned.ladder else {}


def document(planned: PlannedRun) -> dict[str, Any]:
    """Return the ladder as plain values.

    ``l1`` and ``l2`` hold price and bound of all planned days; ``command_uncovered`` and ``crews_uncovered`` count duties
    of the days asked for. ``armed_minutes`` is who stands in armed seats, force day by force day asked for, in the rota
    that was kept, and ``own_share`` the part of the force's own officers; null where nobody stands in any.
    """
    own, lent = (
        (sum(part) for part in zip(*planned.armed_minutes.values(), strict=True)) if planned.armed_minutes else (0, 0)
    )
    return {
        "marking": planned.scenario.marking,
        "scenario": planned.scenario.name,
        "scenario_sha256": planned.scenario.sha256,
        "as_at": planned.made,
        "words": AS_AT,
        "rungs": [_rung(step) for step in planned.ladder],
        "armed_minutes": [
            {"force_day": iso_day(day), "own": own_day, "lent": lent_day, "own_share": _share(own_day, lent_day)}
            for day, (own_day, lent_day) in planned.armed_minutes.items()
        ],
        "own_share": _share(own, lent),
    }


def read(data: bytes, place: str = "ladder.json") -> tuple[Step, ...]:
    """Return the steps a ``ladder.json`` was written from, but for the money of each, which is not in it.

    Raises
    ------
    BadInputError
        If it is no ladder of ours.
    """
    try:
        return tuple(_step(row) for row in json.loads(data)["rungs"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadInputError([Problem(place, "", "a ladder.json as `rota plan --ladder` writes it")]) from error


def _step(row: Mapping[str, Any]) -> Step:
    levels = tuple(
        LevelResult(level, int(told["price"]), int(told["bound"]), conditional=bool(told["conditional"]))
        for level, told in enumerate(row[f"l{number}"] for number in range(1, 6))
    )
    return Step(
        str(row["rung"]),
        levels,
        int(row["command_uncovered"]),
        int(row["crews_uncovered"]),
        tuple(HelpUsed(**used) for used in row["help"]),
        float(row["seconds"]),
        bool(row["interrupted"]),
        str(row["lever"]),
        tuple(LeverUsed(**used) for used in row["levers"]),
    )


def _share(own: int, lent: int) -> float | None:
    return round(own / (own + lent), 4) if own + lent else None


def _rung(step: Step) -> dict[str, Any]:
    return {
        "rung": step.rung,
        "lever": step.lever,
        "covered": step.covered,
        "command_uncovered": step.command,
        "command_bound": bound_words(step.levels[0]),
        "crews_uncovered": step.crews,
        "crews_bound": bound_words(step.levels[1]),
        **{
            f"l{number}": {
                "price": result.price,
                "bound": result.bound,
                "exact": result.exact,
                "conditional": result.conditional,
            }
            for number, result in enumerate(step.levels[:5], start=1)
        },
        "levers": [asdict(lever) for lever in step.levers],
        "help": [asdict(used) for used in step.help],
        "seconds": round(step.seconds, 3),
        "interrupted": step.interrupted,
    }
