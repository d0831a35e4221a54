"""The whole plan as JSON, complete enough to be read back into the plan it was written from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Finding, Problem
from scheduler.domain.price import LevelResult, Price
from scheduler.domain.rota import Assignment, CrewSeat, Plan, Rota, Source, Status, Uncovered
from scheduler.domain.time import day_of, iso_day, minute_of
from scheduler.domain.work import Duty
from scheduler.views.json_text import TextRows, WrittenRows, json_bytes, row_text, row_texts, rows_written
from scheduler.views.planned_run import PlannedRun
from scheduler.views.spliced import spliced
from scheduler.views.uncovered_csv import GRADES
from scheduler.views.words import utc_iso

NAME = "rota.json"
FORMAT = "rota/1"
_ASSIGNMENT = ("force", "post", "role", "tour", "force_day", "start_at", "end_at", "source")
_Told = TypeVar("_Told")
_MOST_KEPT = 65536
_SOURCES = get_args(Source)


def render(planned: PlannedRun) -> bytes:
    """Return the plan with everything a later view of it needs; instants in UTC, days as force days."""
    scenario, plan = planned.scenario, planned.plan
    document = {
        "format": FORMAT,
        "marking": scenario.marking,
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "run": planned.run.run_id,
        "zone": scenario.horizon.zone,
        "tours": [{"tour": tour.tour, "kind": tour.kind} for tour in scenario.tours],
        "first_day": iso_day(scenario.horizon.first_day),
        "n_days": scenario.horizon.n_days,
        "n_tail_days": scenario.horizon.n_tail_days,
        "status": plan.status,
        "price": list(plan.price),
        "levels": [asdict(result) for result in plan.levels],
        "officers_least_pence": plan.officers_least_pence,
        "seconds": plan.seconds,
        "peak_rss_mb": plan.peak_rss_mb,
        "assignments": _kept(planned) or _assignments(planned),
        "crews": _rows(planned, "crews", seat_row, lambda plan: sorted(plan.rota.crews)),
        "uncovered": _rows(planned, "uncovered", uncovered_row, lambda plan: plan.uncovered),
        "findings": _rows(planned, "findings", _finding, lambda plan: plan.findings),
    }
    return json_bytes(document)


def _assignments(planned: PlannedRun, held: Sequence[Assignment] | None = None) -> TextRows:
    return TextRows(("officer", *_ASSIGNMENT), planned.rows_in_order(_assignment, held))


def _kept(planned: PlannedRun) -> WrittenRows | None:
    """Return the assignments with the rows that are in the plan before; None where there is none to take them from."""
    before = planned.before
    text = None if before is None else before.text(NAME)
    held = None if text is None else rows_written(text, "assignments")
    if before is None or held is None:
        return None
    found = spliced(before, planned.plan.rota.assignments, held, lambda own: row_texts(_assignments(planned, own)))
    return None if found is None else WrittenRows(found)


def _rows(
    planned: PlannedRun, key: str, row: Callable[[_Told], dict[str, Any]], of: Callable[[Plan], Sequence[_Told]]
) -> WrittenRows:
    """Return the rows of a list; of what is in the plan before, those that are written there.

    Parameters
    ----------
    key
        Name of the list.
    row
        What is told of one value as plain values.
    of
        The list of a plan.
    """
    before = planned.before
    text = None if before is None else before.text(NAME)
    held = (None if text is None else rows_written(text, key)) or []
    was = [] if before is None else of(before.planned.plan)
    kept = {id(one): line for one, line in zip(was, held, strict=True)} if len(was) == len(held) else {}
    return WrittenRows([kept.get(id(one)) or row_text(row(one)) for one in of(planned.plan)])


def read(data: bytes, place: str = "rota.json") -> Plan:
    """Return the plan a ``rota.json`` was written from; assignments and crews come back sorted.

    Raises
    ------
    BadInputError
        If it is no plan of ours.
    """
    try:
        told = json.loads(data)
        if told["format"] != FORMAT:
            raise BadInputError([Problem(f"{place}:format", str(told["format"])[:40], f"the format {FORMAT}")])
        return Plan(
            Rota(
                tuple(_read_assignment(row) for row in told["assignments"]),
                tuple(_read_seat(row) for row in told["crews"]),
            ),
            Price(*(int(value) for value in told["price"])),
            tuple(LevelResult(**row) for row in told["levels"]),
            _one_of(told["status"], get_args(Status)),
            tuple(_read_uncovered(row) for row in told["uncovered"]),
            tuple(Finding(**{**row, "day": _day(row["day"])}) for row in told["findings"]),
            _whole(told["officers_least_pence"]),
            float(told["seconds"]),
            int(told["peak_rss_mb"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadInputError([Problem(place, "", "a rota.json as `rota plan` writes it")]) from error


@dataclass(frozen=True, slots=True)
class ToldRota:
    """A rota with as much about its run as can be known without its scenario.

    Attributes
    ----------
    days
        Force days asked for.
    kinds
        Kind of each of its tours, by code.
    """

    run: str
    scenario: str
    scenario_sha256: str
    marking: str
    zone: str
    days: range
    kinds: Mapping[str, str]
    plan: Plan

    @property
    def rota(self) -> Rota:
        """What everybody holds."""
        return self.plan.rota

    @property
    def on_call(self) -> frozenset[str]:
        """Codes of its tours that are stood by for."""
        return frozenset(tour for tour, kind in self.kinds.items() if kind == "on_call")


def read_told(data: bytes, place: str = "rota.json") -> ToldRota:
    """Return the rota of a ``rota.json`` and what it says of its run; the scenario may have changed since.

    Raises
    ------
    BadInputError
        If it is no plan of ours, or does not say which tours are stood by for.
    """
    plan = read(data, place)
    told = json.loads(data)
    if "tours" not in told:
        expected = "a plan that says of which kind its tours are; plan the run again"
        raise BadInputError([Problem(f"{place}:tours", "", expected)])
    try:
        first = _day(told["first_day"])
        ZoneInfo(told["zone"])
        return ToldRota(
            str(told["run"]),
            str(told["scenario"]),
            str(told["scenario_sha256"]),
            str(told["marking"]),
            str(told["zone"]),
            range(first, first + int(told["n_days"])),
            {str(row["tour"]): str(row["kind"]) for row in told["tours"]},
            plan,
        )
    except (ValueError, TypeError, KeyError, AttributeError, ZoneInfoNotFoundError) as error:
        raise BadInputError([Problem(place, "", "a rota.json as `rota plan` writes it")]) from error


def parsed_instant(text: str) -> datetime:
    """Return the moment a text with an offset or a Z names.

    Raises
    ------
    ValueError
        If it is no such text.
    """
    return datetime.fromisoformat(text)


def _whole(number: Any) -> int | None:  # noqa: ANN401 - as JSON has it
    """Return a whole number, or None where none is known."""
    return None if number is None else int(number)


def _one_of(word: Any, words: tuple[Any, ...]) -> Any:  # noqa: ANN401 - each field has words of its own
    """Return a word that is one of those it may be.

    Raises
    ------
    ValueError
        If it is another.
    """
    if word not in words:
        raise ValueError(word)
    return word


def assignment_row(item: Assignment) -> dict[str, Any]:
    """Return an assignment as plain values."""
    return {"officer": item.officer, **dict(zip(_ASSIGNMENT, _assignment(item), strict=True))}


def _assignment(item: Assignment) -> tuple[str, ...]:
    return (
        item.force,
        item.post,
        item.role,
        item.tour,
        iso_day(item.day),
        utc_iso(item.start_at),
        utc_iso(item.end_at),
        item.source,
    )


def _read_assignment(row: Mapping[str, Any]) -> Assignment:
    return Assignment(
        row["officer"],
        _day(row["force_day"]),
        row["tour"],
        _instant(row["start_at"]),
        _instant(row["end_at"]),
        row["force"],
        row["post"],
        row["role"],
        _one_of(row["source"], _SOURCES),
    )


def seat_row(seat: CrewSeat) -> dict[str, Any]:
    """Return a seat in a car as plain values."""
    return {
        "post": seat.post,
        "tour": seat.tour,
        "force_day": iso_day(seat.day),
        "vehicle": seat.vehicle,
        "seat": seat.seat,
        "officer": seat.officer,
    }


def _read_seat(row: Mapping[str, Any]) -> CrewSeat:
    return CrewSeat(row["post"], _day(row["force_day"]), row["tour"], row["vehicle"], row["seat"], row["officer"])


def uncovered_row(item: Uncovered) -> dict[str, Any]:
    """Return an uncovered duty, or part of one, as plain values."""
    duty = item.duty
    return {
        "duty": duty.duty,
        "post": duty.post,
        "role": item.role,
        "tour": duty.tour,
        "force_day": iso_day(duty.day),
        "start_at": utc_iso(item.start_at),
        "end_at": utc_iso(item.end_at),
        "needed": item.needed,
        "filled": item.filled,
        "grade": item.grade,
        "proved": item.proved,
        "provisional": item.provisional,
        "duty_start_at": utc_iso(duty.start_at),
        "duty_end_at": utc_iso(duty.end_at),
        "minimum": duty.minimum,
        "target": duty.target,
        "duty_source": duty.source,
    }


def _read_uncovered(row: Mapping[str, Any]) -> Uncovered:
    duty = Duty(
        row["duty"],
        row["post"],
        row["tour"],
        _day(row["force_day"]),
        _instant(row["duty_start_at"]),
        _instant(row["duty_end_at"]),
        row["minimum"],
        row["target"],
        row["duty_source"],
    )
    return Uncovered(
        duty,
        row["role"],
        _instant(row["start_at"]),
        _instant(row["end_at"]),
        row["needed"],
        row["filled"],
        _one_of(row["grade"], GRADES),
        row["proved"],
        row["provisional"],
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "grade": finding.grade,
        "subject": finding.subject,
        "day": iso_day(finding.day),
        "excess": finding.excess,
        "pence": finding.pence,
        "message": finding.message,
    }


@lru_cache(_MOST_KEPT)
def _day(text: str) -> int:
    return day_of(date.fromisoformat(text))


@lru_cache(_MOST_KEPT)
def _instant(text: str) -> int:
    return minute_of(parsed_instant(text))
