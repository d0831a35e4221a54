"""`rota explain`: who could hold a duty, and the first thing in the way of everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import run_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option

if TYPE_CHECKING:
    from scheduler.domain.rota import Uncovered
    from scheduler.explain.cars import CarLack, CarTour
    from scheduler.explain.duty import DutyExplanation, Kind
    from scheduler.explain.training import DayKind, TrainingExplanation

KIND_WORDS: Mapping[Kind, str] = {
    "holds": "on the duty",
    "free": "nothing in the way",
    "placed": "holds another seat",
    "rule": "a rule refuses",
    "eligibility": "not eligible",
}

TRAINING_WORDS: Mapping[DayKind, str] = {
    "planned": "planned",
    "free": "nothing in the way",
    "placed": "holds a seat",
    "full": "full",
    "rule": "a rule refuses",
    "eligibility": "not eligible",
}


@click.command(short_help="Say who could hold a duty, and what is in the way of the others.")
@run_argument
@click.argument("duty", metavar="DUTY")
@scenario_option
@step_back_option
@overlay_option
@register_option
@json_option
def explain_command(run: Path, duty: str, scenario: Path | None, step_back: Path | None, register: Path | None) -> Exit:
    """Say for each officer the first thing that stands between them and a duty of a run.

    DUTY is written as in uncovered.csv: POST/TOUR/YYYY-MM-DD, or POST/HH:MM-HH:MM/YYYY-MM-DD with clock times, an
    end not after its start being on the next day. Of cars it also says what is missing on them. training/COURSE/OFFICER
    asks why training that falls due, as training.csv has it, is not planned: what is in the way, day by day.
    """
    from scheduler.explain.duty import explain_duty
    from scheduler.explain.training import PREFIX, explain_training

    planned = open_run(run, scenario, step_back, register)
    if duty.startswith(f"{PREFIX}/") and planned.scenario.training:
        trained = explain_training(planned.scenario, planned.plan.rota, duty)
        emit(_training_document(trained), lambda: _training_text(trained))
        return Exit.DONE
    found = explain_duty(planned.scenario, planned.plan.rota, duty)
    short = [item for item in planned.plan.uncovered if item.duty.duty == found.duty.duty]
    emit(_document(found, short), lambda: _text(found, short, planned.scenario.horizon.zone))
    return Exit.DONE


def _document(found: DutyExplanation, short: list[Uncovered]) -> dict[str, Any]:
    from scheduler.domain.time import iso_day
    from scheduler.views.rota_json import uncovered_row
    from scheduler.views.words import utc_iso

    duty = found.duty
    return {
        "duty": duty.duty,
        "post": duty.post,
        "force_day": iso_day(duty.day),
        "start_at": utc_iso(duty.start_at),
        "end_at": utc_iso(duty.end_at),
        "minimum": duty.minimum,
        "target": duty.target,
        "held_by": list(found.held_by),
        "uncovered": [uncovered_row(item) for item in short],
        "cars": [asdict(cars) for cars in found.cars],
        "officers": [asdict(obstacle) for obstacle in found.obstacles],
    }


def _training_document(found: TrainingExplanation) -> dict[str, Any]:
    from scheduler.domain.time import iso_day

    need = found.need
    return {
        "course": need.course,
        "officer": need.officer,
        "tour": need.tour,
        "due": [{"due": None if day.due is None else iso_day(day.due), "by": iso_day(day.by)} for day in need.days],
        "days": [{**asdict(day), "day": iso_day(day.day)} for day in found.days],
    }


def _training_text(found: TrainingExplanation) -> str:
    from scheduler.domain.time import iso_day

    need = found.need
    head = [f"{need.course}, officer {need.officer}, tour {need.tour}"]
    for day in need.days:
        due = "not on record" if day.due is None else f"due {iso_day(day.due)}"
        head.append(f"{due}: by {iso_day(day.by)} in this rota")
    rows = [("force day", "what", "why")]
    rows += [
        (
            iso_day(day.day),
            day.code or TRAINING_WORDS[day.kind],
            day.message + (f" ({day.pence:+,} p)" if day.kind in ("free", "placed") else ""),
        )
        for day in found.days
    ]
    return "\n".join(head) + "\n\n" + table(rows)


def _cars_words(cars: CarTour) -> str:
    """Return what the cars of one tour have and lack, in one line."""
    from scheduler.views.words import counted

    told = f"tour {cars.tour}: {counted(cars.crewed, 'car')} crewed"
    if not cars.wanted:
        return told
    if not cars.lacks:
        return f"{told}; whoever is placed there could crew {cars.wanted} more"
    lacks = ", ".join(f"{counted(lack.missing, lack.part)} ({_there_words(lack)})" for lack in cars.lacks)
    return f"{told}; {cars.wanted} more would want {lacks}"


def _there_words(lack: CarLack) -> str:
    match lack.part:
        case "officer":
            return f"crews of {lack.each}, {lack.there} placed"
        case "driver":
            return f"role {lack.named}, {lack.there} placed"
        case "supervisor":
            return f"role {lack.named}, one for {lack.each} cars, {lack.there} placed"
        case "vehicle":
            return f"pool {lack.named}, {lack.there} free"


def _text(found: DutyExplanation, short: list[Uncovered], zone: str) -> str:
    from scheduler.views.words import span_words

    duty = found.duty
    head = [
        f"{duty.duty}: {span_words(duty.start_at, duty.end_at, zone)}, minimum {duty.minimum}, target {duty.target}"
    ]
    for item in short:
        proved = ", proved" if item.proved else ""
        head.append(f"{item.filled} of {item.needed} {span_words(item.start_at, item.end_at, zone)}{proved}")
    head += [_cars_words(cars) for cars in found.cars]
    head.append(f"held by: {', '.join(found.held_by) or 'nobody'}")
    counts = Counter(obstacle.kind for obstacle in found.obstacles)
    head.append(", ".join(f"{KIND_WORDS[kind]}: {counts[kind]:,}" for kind in KIND_WORDS if counts[kind]))
    roles = any(obstacle.roles for obstacle in found.obstacles)
    rows = [("officer", *(("roles",) if roles else ()), "what", "why", "source")]
    rows += [
        (
            obstacle.officer,
            *((", ".join(obstacle.roles),) if roles else ()),
            obstacle.code or KIND_WORDS[obstacle.kind],
            obstacle.message + (f" ({obstacle.pence:+,} p)" if obstacle.kind in ("free", "placed") else ""),
            obstacle.source,
        )
        for obstacle in found.obstacles
    ]
    return "\n".join(head) + "\n\n" + table(rows)
