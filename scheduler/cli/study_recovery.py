"""`rota study recovery`: when each step of the ladder can be stood down."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import days_option, output_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.scenarios import ScenarioWanted, load_scenario, overlay_option, register_options, step_back_option
from scheduler.cli.study_effort import (
    STOPPED,
    document_head,
    effort_of,
    ended,
    mismatch_told,
    point_cells,
    point_document,
    posts_meant,
    seat_options,
    seconds_option,
    text_head,
)
from scheduler.cli.study_leavers import LEAVERS, back_typed
from scheduler.cli.study_table import write_table
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.cli.scenarios import NamedRegister
    from scheduler.domain.scenario import Scenario
    from scheduler.studies.standing_down import Recovery, Step, StoodDown, Tried

_MOST_DAYS = 3_660


@click.command(name="recovery", short_help="When each step of the ladder can be stood down as officers return.")
@scenario_argument
@seat_options
@click.option(
    "--back",
    multiple=True,
    required=True,
    callback=back_typed(_MOST_DAYS),
    metavar="DAYS:P",
    help="So many per cent of those who stepped back have returned so many days after the first planned one; several "
    "make a curve.",
)
@click.option(
    "--order", type=click.Choice(LEAVERS), default="uniform", show_default=True, help="Who returns before whom."
)
@seconds_option
@days_option
@step_back_option
@overlay_option
@register_options
@output_option("FILE", "Write the plans made here as a CSV file.")
@json_option
@mismatch_told
def recovery_command(
    *,
    scenario: Path,
    role: str | None,
    post: str | None,
    back: Mapping[int, Fraction],
    order: str,
    seconds: float,
    days: int | None,
    step_back: Path | None,
    register: NamedRegister | None,
    output: Path | None,
) -> Exit:
    """Find when each step of the ladder can be stood down while those who stepped back return along a stated curve.

    The scenario has the step-backs, by --overlay, --step-back or --register. Each day of the curve is planned as the
    scenario's own days, with those who have returned by then back from the first of them: levers of the force's own first,
    then neighbours, region, national help and the army. Ctrl-C keeps what is done.
    """
    from scheduler.studies.leavers import model_of
    from scheduler.studies.standing_down import recovered

    given = load_scenario(ScenarioWanted(scenario, days, step_back, register=register))
    if not any(event.kind == "step_back" for event in given.events):
        wrong = "nobody has stepped back; lay step-backs over it with --step-back or --overlay"
        raise BadInputError([Problem(str(scenario), "", wrong=wrong)])
    curve = {0: Fraction(0), **back}  # nobody is back on the first day
    posts = posts_meant(given, role, post, needed=False)
    with effort_of(seconds) as effort:
        found = recovered(given, curve, model_of(order), effort, posts)
    if output is not None:
        write_table(output, _HEADS, [[str(cell) for cell in _tried(one).values()] for one in found.tried])
    page = {} if output is None else {"file": str(output)}
    emit(
        {**document_head(given, effort, posts), **_document(found, curve, order), **page},
        lambda: "\n\n".join([*([STOPPED] if effort.stopped else []), _text(given, found, curve), *page.values()]),
    )
    return ended(effort)


_HEADS = (
    *("after_days", "back", "rung", "lever"),
    *("answer", "standing", "uncovered", "l1_price", "l1_bound", "l2_price", "l2_bound", "l2_conditional"),
)


def _tried(one: Tried) -> Mapping[str, Any]:
    return {
        "after_days": one.after_days,
        "back": one.back,
        "rung": one.step.rung,
        "lever": one.step.lever,
        **point_document(one.point),
    }


def _document(found: Recovery, back: Mapping[int, Fraction], order: str) -> dict[str, Any]:
    return {
        "stepped_back": found.stepped_back,
        "order": order,
        "curve": [{"after_days": days, "share_back": float(share)} for days, share in sorted(back.items())],
        "needed": [{"after_days": days, **_step(found.needed(days))} for days in _days(found)],
        "stood_down": [
            {**_step(one.step), "after_days": one.after_days, "proved_not_before": one.proved}
            for one in found.stood_down()
        ],
        "tried": [_tried(one) for one in found.tried],
    }


def _days(found: Recovery) -> list[int]:
    return sorted({one.after_days for one in found.tried})


def _step(step: Step | None) -> dict[str, str | None]:
    return {"rung": None, "lever": None} if step is None else {"rung": step.rung, "lever": step.lever}


def _words(step: Step) -> str:
    if step.lever:
        return f"{step.rung}, {step.lever.replace('_', ' ')}"
    return f"{step.rung}, planned rota" if step.rung == "own" else step.rung


def _text(given: Scenario, found: Recovery, back: Mapping[int, Fraction]) -> str:
    told = ", ".join(f"{float(100 * share):g} % after {days} days" for days, share in sorted(back.items()))
    parts = [f"{text_head(given, 'what can be stood down')}\n{found.stepped_back} stepped back; back are {told}"]
    if found.stood_down():
        rows = [("step of the ladder", "stood down", "that it is not sooner")]
        rows += [(_words(one.step), *_when(one)) for one in found.stood_down()]
        parts.append(table(rows))
    if found.tried:
        tried = [("day", "back", "step planned", "answer", "duties uncovered", "known")]
        tried += [
            (f"{one.after_days}", f"{one.back}", _words(one.step), *point_cells(one.point)) for one in found.tried
        ]
        parts.append(table(tried, right=frozenset({0, 1, 4})))
    return "\n\n".join(parts)


def _when(one: StoodDown) -> tuple[str, str]:
    if one.after_days is None:
        return "not on any day of the curve", "proved" if one.proved else "not proved"
    if one.after_days == 0:
        return "never needed", ""
    return f"after {one.after_days} days", "proved of the day before on the curve" if one.proved else "not proved"
