"""`rota study attrition`: months until a seat falls at a monthly loss."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import SEEDS, days_option, number_option, output_option, scenario_argument
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
from scheduler.cli.study_leavers import LEAVERS
from scheduler.cli.study_table import write_table

if TYPE_CHECKING:
    from scheduler.cli.scenarios import NamedRegister
    from scheduler.domain.scenario import Scenario
    from scheduler.studies.monthly_loss import Attrition, Month

_MONTHS = click.IntRange(1, 600)


def _people(_context: click.Context, _parameter: click.Parameter, value: str) -> Fraction:
    """Return a number of people typed with decimals."""
    try:
        found = Fraction(value)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 < found <= 10_000 or "/" in value:
        message = "a number of people above 0, such as 1 or 0.5."
        raise click.BadParameter(message)
    return found


@click.command(name="attrition", short_help="Months until a seat falls at a monthly loss.")
@scenario_argument
@seat_options
@click.option("--loss", callback=_people, required=True, metavar="N", help="People who leave each month, such as 0.5.")
@number_option("--months", "Last month looked at.", _MONTHS, default=24)
@number_option("--course-places", "People each course brings; none by default.", click.IntRange(0, 1_000), default=0)
@number_option("--course-weeks", "How long a course lasts.", click.IntRange(1, 104), default=12)
@number_option("--course-every", "Months from the beginning of one course to that of the next.", _MONTHS, default=3)
@number_option("--course-first", "Month in which the first course begins.", click.IntRange(0, 600), default=0)
@click.option(
    "--leavers", type=click.Choice(LEAVERS), default="uniform", show_default=True, help="Who leaves before whom."
)
@click.option("--to-the-end", is_flag=True, help="Look at every month, also after one that is proved to fall.")
@number_option("--seed", "Of the draw of who leaves; the scenario's own by default.", SEEDS)
@seconds_option
@days_option
@step_back_option
@overlay_option
@register_options
@output_option("FILE", "Write the months here as a CSV file.")
@json_option
@mismatch_told
def attrition_command(
    *,
    scenario: Path,
    role: str | None,
    post: str | None,
    loss: Fraction,
    months: int,
    course_places: int,
    course_weeks: int,
    course_every: int,
    course_first: int,
    leavers: str,
    to_the_end: bool,
    seed: int | None,
    seconds: float,
    days: int | None,
    step_back: Path | None,
    register: NamedRegister | None,
    output: Path | None,
) -> Exit:
    """Find how many months the seats of a role, or of one post, stand while so many people leave each month.

    Each month is planned as the scenario's own days by the force's own people who would be left, and by those whose
    course is over. It ends with the first month proved to leave a duty below its minimum. Ctrl-C keeps the months done.
    """
    from scheduler.studies.leavers import model_of
    from scheduler.studies.monthly_loss import Courses, Loss, worn

    given = load_scenario(ScenarioWanted(scenario, days, step_back, register=register))
    posts = posts_meant(given, role, post)
    leaving = Loss(loss, model_of(leavers), given.seed if seed is None else seed)
    courses = Courses(course_places, course_weeks, course_every, course_first)
    with effort_of(seconds) as effort:
        found = worn(given, posts, leaving, courses, months, effort, to_the_end=to_the_end)
    if output is not None:
        cells = [[str(cell) for cell in _month(one).values()] for one in found.months]
        write_table(output, _HEADS, cells)
    page = {} if output is None else {"file": str(output)}
    emit(
        {**document_head(given, effort, posts), **_document(found, leavers), **page},
        lambda: "\n\n".join(
            [*([STOPPED] if effort.stopped else []), _text(given, found, leaving.model.words), *page.values()]
        ),
    )
    return ended(effort)


_HEADS = (
    *("month", "first_day", "left", "joined", "people"),
    *("answer", "standing", "uncovered", "l1_price", "l1_bound", "l2_price", "l2_bound", "l2_conditional"),
)


def _month(one: Month) -> Mapping[str, Any]:
    from scheduler.domain.time import iso_day

    return {
        "month": one.month,
        "first_day": iso_day(one.day),
        "left": one.left,
        "joined": one.joined,
        "people": one.people,
        **point_document(one.point),
    }


def _document(found: Attrition, leavers: str) -> dict[str, Any]:
    courses = found.courses
    return {
        "loss_a_month": float(found.loss),
        "leavers": leavers,
        "course_places": courses.places,
        "course_weeks": courses.weeks,
        "course_every_months": courses.every_months,
        "course_first_month": courses.first_month,
        "falls_in_month": found.falls,
        "stands_through_month": found.stands,
        "months": [_month(one) for one in found.months],
    }


def _text(given: Scenario, found: Attrition, words: str) -> str:
    from scheduler.domain.time import iso_day

    posts = ", ".join(post.post for post in found.seats.posts)
    courses = found.courses
    about = f"{float(found.loss):g} people leave a month, {words}"
    if courses.places:
        about += (
            f"; every {courses.every_months} months from month {courses.first_month} a course of {courses.weeks} weeks "
            f"for {courses.places}"
        )
    rows = [("month", "from", "left", "joined", "people", "answer", "duties uncovered", "known")]
    rows += [
        (f"{one.month}", iso_day(one.day), f"{one.left}", f"{one.joined}", f"{one.people}", *point_cells(one.point))
        for one in found.months
    ]
    parts = [f"{text_head(given, f'how long {posts} stands')}\n{about}", _verdict(found)]
    return "\n\n".join([*parts, *([table(rows, right=frozenset({0, 2, 3, 4, 6}))] if found.months else [])])


def _verdict(found: Attrition) -> str:
    """Return the answer in a sentence."""
    if not found.months:
        return "Nothing was planned."
    last = found.months[-1].month
    stands = "not found to stand even now" if found.stands is None else f"stands through month {found.stands}"
    if found.falls is None:
        return f"The seat {stands}; up to month {last} it is not proved to fall."
    return f"The seat {stands} and falls in month {found.falls}: proved."
