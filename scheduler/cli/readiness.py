"""`rota readiness`: the twelve recommendations, a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import FiniteRange, NamedPath, number_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, say, table, wants_json
from scheduler.cli.runs import open_run, register_of_run
from scheduler.cli.scenarios import (
    NamedRegister,
    ScenarioWanted,
    load_scenario,
    overlay_option,
    register_options,
    step_back_option,
)
from scheduler.domain.time import YEARS, day_of, iso_day

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.readiness import Closing, Line, Seats

_BLANK = "________"


def _date(_context: click.Context, _parameter: click.Parameter, value: datetime) -> int:
    """Return the day of a date; one from which no other day could be counted is wrong use."""
    if value.year not in YEARS:
        message = f"a date of the years {YEARS.start} to {YEARS.stop - 1}."
        raise click.BadParameter(message)
    return day_of(value.date())


@click.command(short_help="Say how a force stands against the twelve recommendations.")
@scenario_argument
@click.option(
    "--at",
    "day",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    required=True,
    callback=_date,
    metavar="DATE",
    help="The date that is asked about, at its 00:00.",
)
@click.option(
    "--run",
    type=NamedPath(),
    metavar="RUN",
    help="Count the hours covered by this run; else the seats of each command role are planned alone.",
)
@click.option("--external", is_flag=True, help="Counts only: no seat, no role, no hours, no run.")
@number_option(
    "--seconds",
    "Time allowed to plan the seats of a command role alone, and as much again to find how many more people it wants.",
    FiniteRange(0.1, 86_400),
    "S",
    default=60.0,
)
@step_back_option
@overlay_option
@register_options
@json_option
def readiness_command(
    *,
    scenario: Path,
    day: int,
    run: Path | None,
    external: bool,
    seconds: float,
    step_back: Path | None,
    register: NamedRegister | None,
) -> Exit:
    """Say for each of the twelve recommendations of July 2023 what the scenario shows on a date.

    Each has a figure, where it comes from, the deadline and how it stands. The columns judgement and typed by are
    empty: a named person fills them in. Where a recommendation's text is not held, the line says so.
    """
    from scheduler.planning.plan import AuditMismatchError
    from scheduler.readiness import command_seats, readiness

    planned = None if run is None else open_run(run, scenario, step_back, register_of_run(register))
    given = (
        planned.scenario
        if planned is not None
        else load_scenario(ScenarioWanted(scenario, step_back=step_back, register=register))
    )
    if not wants_json():
        say(f"planning command seats: at most {seconds:g} s a role, and as much again where people are missing")
    try:
        seats = command_seats(given, None if planned is None else planned.plan.uncovered, seconds)
    except AuditMismatchError as error:
        say(f"rota: {error}. This is a defect of rota.")
        return Exit.MISMATCH
    # Hours are nobody's business outside.
    crews = None if planned is None or external else planned.plan.rota.crews
    lines = readiness(given, day, seats, crews)
    asked = _Asked(given, day, planned.run.run_id if planned else "", external)
    emit(_document(asked, lines, seats), lambda: _text(asked, lines, seats))
    return Exit.DONE


@dataclass(frozen=True)
class _Asked:
    """What was asked for; ``run`` is empty where none was named."""

    scenario: Scenario
    day: int
    run: str
    external: bool


def _document(asked: _Asked, lines: Sequence[Line], seats: Seats) -> dict[str, Any]:
    from scheduler.readiness import by_force, recommendations

    document: dict[str, Any] = {
        "marking": asked.scenario.marking,
        "scenario": asked.scenario.name,
        "at": iso_day(asked.day),
        "external": asked.external,
        "source": recommendations().source,
        "source_as_of": recommendations().as_of.isoformat(),
        "recommendations": [_line_document(line) for line in lines],
        "more_people": _more_people(seats),
        "more_people_found_by": "solving",
    }
    if asked.external:
        return document
    horizon = asked.scenario.horizon
    return {
        **document,
        "run": asked.run or None,
        "first_day": iso_day(horizon.first_day),
        "n_days": horizon.n_days,
        "seats": [
            {
                "post": seat.post,
                "role": seat.role,
                "force": seat.force,
                "minutes_wanted": seat.wanted,
                "minutes_covered": seat.covered,
                "share": _share(seat.covered, seat.wanted),
            }
            for seat in seats.hours
        ],
        "forces": [
            {"force": force, "minutes_wanted": wanted, "minutes_covered": covered, "share": _share(covered, wanted)}
            for force, (wanted, covered) in by_force(seats.hours).items()
        ],
        "closings": [_closing_document(closing) for closing in seats.closings.values()],
    }


def _line_document(line: Line) -> dict[str, Any]:
    asked, figure = line.recommendation, line.figure
    return {
        "number": asked.number,
        "asks": asked.asks,
        "for": "national bodies" if asked.national else "forces",
        "text": asked.text,
        "unverified": asked.text == "not held",
        "deadline": None if asked.deadline is None else iso_day(asked.deadline),
        "immediate": asked.immediate,
        "met": figure.met if figure.of else None,
        "of": figure.of or None,
        "figure": figure.told,
        "evidence": figure.evidence,
        "state": line.standing,
        "judgement": "",
        "typed_by": "",
    }


def _closing_document(closing: Closing) -> dict[str, Any]:
    return {
        "role": closing.role,
        "more_people": closing.more,
        "contracts": list(closing.contracts),
        "one_fewer_proved_too_few": closing.refuted,
        "most_tried": closing.tried,
        "seconds_allowed": closing.seconds,
    }


def _more_people(seats: Seats) -> int | None:
    """Return how many more people would cover every command seat; None where that was not found for some role."""
    found = [closing.more for closing in seats.closings.values()]
    return None if None in found else sum(number or 0 for number in found)


def _text(asked: _Asked, lines: Sequence[Line], seats: Seats) -> str:
    from scheduler.readiness import recommendations

    told = recommendations()
    head = [asked.scenario.marking, f"{asked.scenario.name} at {iso_day(asked.day)}"]
    rows = [("no.", "asks for", "text", "deadline", "figure", "evidence", "state", "judgement", "typed by")]
    rows += [
        (
            str(line.recommendation.number),
            line.recommendation.asks,
            line.recommendation.text,
            _deadline(line),
            line.figure.told,
            line.figure.evidence,
            line.standing,
            _BLANK,
            _BLANK,
        )
        for line in lines
    ]
    parts = ["\n".join(head), table(rows, right=frozenset({0})), _people_words(asked, seats)]
    if not asked.external:
        parts.append(_seats_table(asked, seats))
    parts.append(
        f"text: letter = told from a letter of {told.as_of.isoformat()} in our words, the report's own are not held; "
        "not held = a theme only, its number inferred, unverified.\n"
        f"source: {told.source}.\n"
        "state: of the figure alone, against the deadline. judgement and typed by are for a named person."
    )
    return "\n\n".join(part for part in parts if part)


def _deadline(line: Line) -> str:
    if line.recommendation.immediate:
        return "immediate"
    return "not known" if line.recommendation.deadline is None else iso_day(line.recommendation.deadline)


def _people_words(asked: _Asked, seats: Seats) -> str:
    """Return how many more trained people would cover the seats, in all or role by role."""
    if not seats.closings:
        return ""
    if asked.external:
        more = _more_people(seats)
        if more is None:
            return "2: how many more trained people would cover every command seat was not found in the time allowed."
        return f"2: {_people(more)} would cover every command seat (found by solving)."
    return "\n".join(_closing_words(closing) for closing in seats.closings.values())


def _closing_words(closing: Closing) -> str:
    if closing.more is None:
        return f"2: {closing.role}: not found within {closing.seconds:g} s, with up to {closing.tried} more people."
    if not closing.more:
        return f"2: {closing.role}: those who hold the role would leave no seat uncovered if they did nothing else."
    proved = "; one fewer is proved too few" if closing.refuted else "; that one fewer is too few is not proved"
    return (
        f"2: {closing.role}: {_people(closing.more)} on {_contracts(closing)}, never away, "
        f"would leave no seat uncovered (found by solving{proved}, on any contract that could fill it)."
    )


def _contracts(closing: Closing) -> str:
    """Return ``contract A``, or ``contracts A (2) and B (1)``."""
    numbers = Counter(closing.contracts)
    if len(numbers) == 1:
        return f"contract {closing.contracts[0]}"
    return "contracts " + " and ".join(f"{name} ({number})" for name, number in numbers.items())


def _people(number: int) -> str:
    return f"{number:,} more trained {'person' if number == 1 else 'people'}"


def _seats_table(asked: _Asked, seats: Seats) -> str:
    from scheduler.readiness import by_force

    horizon = asked.scenario.horizon
    last = iso_day(horizon.first_day + horizon.n_days - 1)
    of = f"run {asked.run}" if asked.run else "each role's seats planned alone"
    rows = [(f"seat, {iso_day(horizon.first_day)} to {last} ({of})", "force", "hours", "covered", "share")]
    hours = [(seat.post, seat.force, seat.wanted, seat.covered) for seat in seats.hours]
    hours += [("all seats", force, *minutes) for force, minutes in by_force(seats.hours).items()]
    rows += [
        (name, force, f"{wanted / 60:,.1f}", f"{covered / 60:,.1f}", f"{_share(covered, wanted):.1%}")
        for name, force, wanted, covered in hours
    ]
    return table(rows, right=frozenset({2, 3, 4})) if seats.hours else ""


def _share(covered: int, wanted: int) -> float:
    """Return a share, rounded down to a thousandth: all but a minute is not all."""
    return covered * 1000 // wanted / 1000
