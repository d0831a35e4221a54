"""The record of a run as JSON: what was planned from what, how well, and what is proved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from scheduler.domain.aid import RUNGS
from scheduler.domain.errors import BadInputError
from scheduler.domain.events import RegisterReading
from scheduler.domain.findings import FAULTS, Problem
from scheduler.domain.levers import LeverName
from scheduler.domain.price import LEVEL_NAMES
from scheduler.domain.replanning import Replan
from scheduler.domain.rota import Plan
from scheduler.domain.run import RuleNote, RunRecord
from scheduler.domain.scenario import Overlay
from scheduler.domain.time import iso_day, minute_of
from scheduler.domain.vehicles import asked_for
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun, duties
from scheduler.views.rota_json import parsed_instant
from scheduler.views.words import utc_iso


def render(planned: PlannedRun) -> bytes:
    """Return the record of the run; ``gap`` is null where there is nothing the price could be measured against."""
    return json_bytes(document(planned))


def document(planned: PlannedRun) -> dict[str, Any]:
    """Return the record of the run as plain values.

    ``register`` says which lines of a register joined the scenario's events, null where none did; its ``as_known_at`` is
    null where nothing was left out. ``cost_pence_by_item`` is indicative and about the days asked for; prices of levels are another thing. ``uncovered`` and ``uncovered_by_grade`` count duties on the days asked for; ``uncovered_provisional`` counts those
    on the provisional days after them. ``levels``, ``gap`` and ``breaches`` are about all ``n_planned_days``, the
    provisional ones included. ``breaches`` counts findings of the audit that break a rule.
    """
    scenario, plan, run = planned.scenario, planned.plan, planned.run
    return {
        "run": run.run_id,
        "made_at": utc_iso(run.stamp_at),
        "marking": scenario.marking,
        "scenario": scenario.name,
        "scenario_path": run.scenario_path,
        "step_back_path": run.step_back_path,
        "overlays": [asdict(overlay) for overlay in run.overlays],
        "register": _register(run),
        "rung": run.rung,
        "lever": run.lever,
        "begun_with_path": run.begun_with_path,
        "from_path": run.from_path,
        "scenario_sha256": scenario.sha256,
        "versions": dict(run.versions),
        "seed": run.seed,
        "workers": run.workers,
        "reproducible": run.reproducible,
        "seconds_allowed": run.seconds_allowed,
        "load": list(run.load),
        "first_day": iso_day(scenario.horizon.first_day),
        "n_days": scenario.horizon.n_days,
        "n_tail_days": scenario.horizon.n_tail_days,
        "n_planned_days": len(scenario.horizon.days),
        "n_officers": len(scenario.officers),
        "status": plan.status,
        "levels": levels(plan),
        "gap": gap(plan),
        "gap_pence": plan.gap_pence,
        "uncovered": duties(planned.below_minimum()),
        "uncovered_by_grade": _by_grade(plan, provisional=False),
        "uncovered_provisional": _by_grade(plan, provisional=True),
        "breaches": n_breaches(plan),
        "armed_vehicle_minutes": dict(zip(("tracked", "all"), asked_for(scenario, plan.rota.crews), strict=True)),
        "cost_pence_by_item": planned.pay.pence_by_item,
        "replan": replan(planned.replan),
        "seconds": round(plan.seconds, 3),
        "peak_rss_mb": plan.peak_rss_mb,
        "rules": [asdict(rule) for rule in run.rules],
        "rules_not_applied": [rule.code for rule in run.rules if not rule.applied],
    }


def replan(made: Replan | None) -> dict[str, Any] | None:
    """Return how much a roster planned anew changes, null for one planned afresh.

    ``people_to_tell`` counts everybody with a changed day, ``people_with_other_tours`` those whose tours change and not
    their seat alone; ``fewest_found`` and ``proved_at_least`` are about the latter, null where nothing is known.
    """
    if made is None:
        return None
    return {
        "from": made.source,
        "told_on": iso_day(made.told_on),
        "freeze_days": made.freeze_days,
        "pins": made.n_pins,
        "pins_lost": [{"officer": officer, "force_day": iso_day(day)} for officer, day in made.pins_lost],
        "changed_days": len(made.changes),
        "people_to_tell": len(made.to_tell),
        "people_with_other_tours": len(made.other_tours),
        "fewest_found": made.fewest,
        "proved_at_least": made.at_least,
    }


def _register(run: RunRecord) -> dict[str, Any] | None:
    if run.register is None:
        return None
    known_at = run.register.known_at
    return {
        "path": run.register_path,
        "head": run.register.head,
        "lines": run.register.n_lines,
        "as_known_at": None if known_at is None else utc_iso(known_at),
    }


def _read_register(told: Any) -> RegisterReading | None:  # noqa: ANN401
    if told is None:
        return None
    known_at = None if told["as_known_at"] is None else minute_of(parsed_instant(told["as_known_at"]))
    return RegisterReading(str(told["head"]), int(told["lines"]), known_at)


def levels(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return price, bound and standing of each level, by its short name (L1 to L6)."""
    return {
        name.split(" ", 1)[0]: {
            "name": name.split(" ", 1)[1],
            "price": result.price,
            "bound": result.bound,
            "conditional": result.conditional,
            "exact": result.exact,
        }
        for name, result in zip(LEVEL_NAMES, plan.levels, strict=True)
    }


def gap(plan: Plan) -> float | None:
    """Return the gap, or None where it is a share of nothing."""
    return None if plan.gap == float("inf") else plan.gap


def n_breaches(plan: Plan) -> int:
    """Return how many findings break a rule; costs, shortfalls and what was inherited do not."""
    return sum(finding.grade in FAULTS for finding in plan.findings)


def read(data: bytes, place: str = "run.json") -> RunRecord:
    """Return the record a ``run.json`` was written from; the key of the calendars is not in it.

    Raises
    ------
    BadInputError
        If it is no record of a run.
    """
    try:
        told = json.loads(data)
        if told["rung"] not in RUNGS:
            raise ValueError(told["rung"])
        one, five, fifteen = (float(load) for load in told["load"])
        return RunRecord(
            run_id=str(told["run"]),
            stamp_at=minute_of(parsed_instant(told["made_at"])),
            versions={str(name): str(version) for name, version in told["versions"].items()},
            seed=int(told["seed"]),
            workers=int(told["workers"]),
            seconds_allowed=float(told["seconds_allowed"]),
            load=(one, five, fifteen),
            reproducible=bool(told["reproducible"]),
            rules=tuple(RuleNote(**rule) for rule in told["rules"]),
            scenario_path=str(told["scenario_path"]),
            step_back_path=str(told["step_back_path"]),
            register_path=str((told["register"] or {"path": ""})["path"]),
            register=_read_register(told["register"]),
            rung=str(told["rung"]),
            lever=_lever(told.get("lever", "")),
            overlays=tuple(Overlay(str(one["name"]), str(one["path"]), str(one["sha256"])) for one in told["overlays"]),
            begun_with_path=str(told.get("begun_with_path", "")),
            from_path=str(told.get("from_path", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        problem = Problem(place, "", "a run.json as `rota plan` writes it")
        raise BadInputError([problem]) from error


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the record of a run says that its rota does not.

    Attributes
    ----------
    overlays
        Names of the changes laid over its scenario, in order.
    pence_by_item
        Indicative pay beyond what falls due anyway, by kind of work.
    """

    n_officers: int
    overlays: tuple[str, ...]
    pence_by_item: Mapping[str, int]


def read_figures(data: bytes, place: str = "run.json") -> RunFigures:
    """Return the figures of a ``run.json``, whatever has become of its scenario.

    Raises
    ------
    BadInputError
        If it is no record of a run.
    """
    record = read(data, place)
    try:
        told = json.loads(data)
        return RunFigures(
            int(told["n_officers"]),
            tuple(overlay.name for overlay in record.overlays),
            {str(item): int(pence) for item, pence in told["cost_pence_by_item"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        problem = Problem(place, "", "a run.json as `rota plan` writes it")
        raise BadInputError([problem]) from error


def _lever(told: object) -> str:
    """Return the name of a lever, or an empty text; runs of before there were levers say nothing of it."""
    if told not in ("", *get_args(LeverName)):
        raise ValueError(told)
    return str(told)


def _by_grade(plan: Plan, *, provisional: bool) -> dict[str, int]:
    return {
        grade: duties(tuple(item for item in plan.uncovered if item.shown == grade and item.provisional is provisional))
        for grade in ("command", "crew", "target", "aspirational")
    }
