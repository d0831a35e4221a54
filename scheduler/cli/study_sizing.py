"""`rota study sizing`: the fewest trained people who sustain a seat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import days_option, number_option, output_option, scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, table
from scheduler.cli.scenarios import ScenarioWanted, load_scenario, overlay_option
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
from scheduler.cli.study_table import write_table

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.studies.least_people import Sizing

_AWAY = click.IntRange(0, 366)


@click.command(
    name="sizing", short_help="The fewest trained people who sustain a seat, and proof that one fewer cannot."
)
@scenario_argument
@seat_options
@click.option(
    "--contract", metavar="C", help="Contract they are all on; by default the first that could fill the seats."
)
@number_option(
    "--leave-days", "Force days of leave each has in the planned days; by default as the role's holders have.", _AWAY
)
@number_option("--training-days", "Force days of training each has; by default as the role's holders have.", _AWAY)
@number_option("--most", "More people than this are not tried.", click.IntRange(1, 1_000), default=128)
@seconds_option
@days_option
@overlay_option
@output_option("FILE", "Write the numbers tried here as a CSV file.")
@json_option
@mismatch_told
def sizing_command(
    *,
    scenario: Path,
    role: str | None,
    post: str | None,
    contract: str | None,
    leave_days: int | None,
    training_days: int | None,
    most: int,
    seconds: float,
    days: int | None,
    output: Path | None,
) -> Exit:
    """Find the fewest trained people who sustain the seats of a role, or of one post, under every rule of the scenario.

    They are all alike and have no past: one contract, one unit, every role the seats ask for, leave and training spread
    over them. The number found covers every duty at its minimum; that one fewer leaves one uncovered is proved, or it
    says that it is not. Ctrl-C ends the search and keeps what is known.
    """
    from scheduler.planning.alone import seats_alone
    from scheduler.studies.alike import Away, seats_of, usual_absence
    from scheduler.studies.least_people import sized

    given = load_scenario(ScenarioWanted(scenario, days))
    posts = posts_meant(given, role, post)
    usual = usual_absence(seats_alone(given, posts))
    away = Away(
        usual.leave if leave_days is None else leave_days, usual.training if training_days is None else training_days
    )
    seats = seats_of(given, posts, away, contract)
    with effort_of(seconds) as effort:
        found = sized(seats, effort, most)
    if output is not None:
        rows = [(one.people, *point_document(one.point).values()) for one in found.tried]
        write_table(output, ("people", *_HEADS), [[str(cell) for cell in row] for row in rows])
    page = {} if output is None else {"file": str(output)}
    emit(
        {**document_head(given, effort, posts), **_document(found), **page},
        lambda: "\n\n".join([*([STOPPED] if effort.stopped else []), _text(given, found), *page.values()]),
    )
    return ended(effort)


_HEADS = ("answer", "standing", "uncovered", "l1_price", "l1_bound", "l2_price", "l2_bound", "l2_conditional")


def _document(found: Sizing) -> dict[str, Any]:
    return {
        "contract": found.seats.like.contract,
        "unit": found.seats.like.unit,
        "roles": list(found.seats.roles),
        "leave_days": found.seats.away.leave,
        "training_days": found.seats.away.training,
        "people": found.people,
        "one_fewer_proved_too_few": found.proved,
        "proved_too_few": found.refuted,
        "tried": [{"people": one.people, **point_document(one.point)} for one in found.tried],
    }


def _text(given: Scenario, found: Sizing) -> str:
    posts = ", ".join(post.post for post in found.seats.posts)
    like, away = found.seats.like, found.seats.away
    about = (
        f"each on contract {like.contract} in unit {like.unit}, with {', '.join(found.seats.roles)}, "
        f"{away.leave} days of leave and {away.training} of training"
    )
    rows = [("people", "answer", "duties uncovered", "known")]
    rows += [(f"{one.people:,}", *point_cells(one.point)) for one in found.tried]
    return "\n\n".join(
        [
            f"{text_head(given, f'people to sustain {posts}')}\n{about}",
            _verdict(found),
            *([table(rows, right=frozenset({0, 2}))] if found.tried else []),
        ]
    )


def _verdict(found: Sizing) -> str:
    """Return the answer in a sentence."""
    if found.people is None:
        known = f"; {found.refuted:,} are proved too few" if found.refuted else ""
        return f"No number was found that sustains these seats; more than {found.most:,} are not tried{known}."
    fewer = found.people - 1
    if found.proved:
        return f"{found.people:,} sustain these seats, and {fewer:,} cannot: proved."
    known = f"at least {found.refuted + 1:,} are needed: proved" if found.refuted else "no fewer is proved too few"
    return f"{found.people:,} sustain these seats; that {fewer:,} cannot is not proved ({known})."
