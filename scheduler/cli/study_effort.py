"""What studies of many plans have in common on the command line: how hard each plan tries, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.arguments import FiniteRange, number_option
from scheduler.cli.exits import Exit
from scheduler.cli.output import say
from scheduler.cli.progress import reporter
from scheduler.cli.stopping import stop_on_interrupt

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.domain.work import Post
    from scheduler.engine.search import Progress
    from scheduler.studies.sustained import Effort, Point

_Command = TypeVar("_Command", bound=Callable[..., Any])

seconds_option = number_option(
    "--seconds",
    "Work allowed to each plan, about as many seconds of a quiet machine: the same answer each time.",
    FiniteRange(0.1, 86_400),
    "S",
    default=30.0,
)


def seat_options(command: _Command) -> _Command:
    """Give a command ``--role`` and ``--post``, which say whose seats are meant."""
    role = click.option("--role", metavar="R", help="The posts of this role, but for those of operations.")
    post = click.option("--post", metavar="P", help="This post alone.")
    return role(post(command))


def posts_meant(scenario: Scenario, role: str | None, post: str | None, *, needed: bool = True) -> tuple[Post, ...]:
    """Return the posts named by a role or as one, none where neither is needed nor named.

    Raises
    ------
    click.UsageError
        If both are named, or neither where one is needed.
    BadInputError
        If there is no such post.
    """
    from scheduler.studies.alike import posts_named

    if (role is not None and post is not None) or (needed and role is None and post is None):
        message = "name the seats with --role or with --post."
        raise click.UsageError(message)
    return () if role is None and post is None else posts_named(scenario, role, post)


@contextmanager
def effort_of(seconds: float) -> Iterator[Effort]:
    """Give the effort of a study: progress goes to stderr, and the first Ctrl-C ends it with what is done."""
    from scheduler.studies.sustained import Effort

    with reporter() as report, stop_on_interrupt() as stop:

        def tell(point: str, progress: Progress) -> None:
            report(replace(progress, stage=f"{point}: {progress.stage}"))

        yield Effort(seconds, tell, stop)


def mismatch_told(command: Callable[..., Exit]) -> Callable[..., Exit]:
    """Give a command the exit code of an audit that disagrees with a plan; nothing is written then."""

    @wraps(command)
    def run(**given: Any) -> Exit:  # noqa: ANN401 - whatever the command takes
        from scheduler.planning.plan import AuditMismatchError

        try:
            return command(**given)
        except AuditMismatchError as error:
            say(f"rota: {error}; nothing was written. This is a defect of rota.")
            return Exit.MISMATCH

    return run


def ended(effort: Effort) -> Exit:
    """Return how a study ends that has printed what it found."""
    return Exit.INTERRUPTED if effort.stopped else Exit.DONE


def point_document(point: Point) -> dict[str, Any]:
    """Return what a plan says of its seats as plain values."""
    return {
        "answer": point.answer,
        "standing": point.standing,
        "uncovered": point.uncovered,
        "l1_price": point.command,
        "l1_bound": point.command_bound,
        "l2_price": point.crews,
        "l2_bound": point.crews_bound,
        "l2_conditional": point.conditional,
    }


def point_cells(point: Point) -> tuple[str, str, str]:
    """Return what a plan says of its seats in words: the answer, duties uncovered, and how far that is known."""
    told = []
    for level, price, bound in (("L1", point.command, point.command_bound), ("L2", point.crews, point.crews_bound)):
        if price:
            told.append(f"{level} {price:,}, at least {bound:,}{' given L1' * (level == 'L2' and point.conditional)}")
    return point.answer, f"{point.uncovered:,}", "; ".join([point.standing, *told])


STOPPED = "Stopped from the keyboard: here is what was done by then."


def document_head(scenario: Scenario, effort: Effort, posts: Sequence[Post]) -> dict[str, Any]:
    """Return what every study of seats says of itself, once it has ended."""
    from scheduler.domain.time import iso_day

    horizon = scenario.horizon
    return {
        "marking": scenario.marking,
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "overlays": [overlay.name for overlay in scenario.overlays],
        "first_day": iso_day(horizon.first_day),
        "n_days": horizon.n_days,
        "n_planned_days": len(horizon.days),
        "work_seconds_a_plan": effort.seconds,
        "interrupted": effort.stopped,
        "posts": [post.post for post in posts],
    }


def text_head(scenario: Scenario, about: str) -> str:
    """Return the first lines of a study: its marking, its scenario and what it is about."""
    laid = f" with {', '.join(overlay.name for overlay in scenario.overlays)}" if scenario.overlays else ""
    return f"{scenario.marking}\n{scenario.name}{laid}: {about}, over {len(scenario.horizon.days)} planned days"
