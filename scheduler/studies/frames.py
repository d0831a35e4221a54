"""Studies as functions that return tables; each says what its columns are and what one row is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import pandas as pd

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import date_of
from scheduler.studies.alike import Away, posts_named, seats_of
from scheduler.studies.least_people import MOST_PEOPLE, sized
from scheduler.studies.leavers import model_of
from scheduler.studies.monthly_loss import Courses, Loss, worn
from scheduler.studies.overlay_changes import diff_of
from scheduler.studies.standing_down import recovered
from scheduler.studies.sustained import Effort, Point
from scheduler.studies.two_runs import measures, read_run

NO_COURSES = Courses()
SECONDS = 30.0
"""Work allowed to each plan where nothing is said: about as many seconds of a quiet machine."""
POINT = ("answer", "standing", "uncovered", "l1_price", "l1_bound", "l2_price", "l2_bound", "l2_conditional")
"""What one plan says of some seats: ``answer`` (str: sustained, too few, open), ``standing`` (str: proved, bounded, timed out),
``uncovered`` (int: duties below the minimum on all planned days in the rota found), price and bound of the levels L1 and L2
(int), and whether the bound of L2 holds given L1 alone (bool)."""


def sizing(
    scenario: Scenario,
    *,
    role: str | None = None,
    post: str | None = None,
    away: Away | None = None,
    contract: str | None = None,
    most: int = MOST_PEOPLE,
    seconds: float = SECONDS,
) -> pd.DataFrame:
    """Return how many alike people sustain the seats of a role or post, one row a number that was planned.

    The least number whose ``answer`` is ``sustained`` is the one looked for; that one fewer cannot is proved where the row
    before it says ``too few``.

    Parameters
    ----------
    away
        Force days of leave and training of each; by default as those who hold the role have on average, rounded up.
    contract
        Contract they are all on; by default the first that could fill the seats.
    most
        More people than this are not tried.
    seconds
        Work allowed to each plan.

    Returns
    -------
    pandas.DataFrame
        ``people`` (int) and the columns of `POINT`, by people.

    Raises
    ------
    BadInputError
        If there is no such role or post, or nobody could fill it.
    """
    seats = seats_of(scenario, posts_named(scenario, role, post), away, contract)
    rows = [{"people": one.people, **_point(one.point)} for one in sized(seats, Effort(seconds), most).tried]
    return pd.DataFrame(rows, columns=["people", *POINT])


def attrition(
    scenario: Scenario,
    loss: float,
    *,
    role: str | None = None,
    post: str | None = None,
    courses: Courses = NO_COURSES,
    leavers: str = "uniform",
    months: int = 24,
    seconds: float = SECONDS,
    to_the_end: bool = False,
) -> pd.DataFrame:
    """Return how the seats of a role or post stand month after month while people leave, one row a month.

    Parameters
    ----------
    loss
        People who leave a month.
    courses
        What brings trained people.
    leavers
        Code of the model that says in which order they leave (`scheduler.studies.leavers`).
    months
        Last month looked at.
    seconds
        Work allowed to each plan.
    to_the_end
        Look at all of them, also after the first that is proved to fall.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``left``, ``joined``, ``people`` (int), ``first_day`` (datetime64, its first force day), and the columns
        of `POINT`.

    Raises
    ------
    BadInputError
        As `sizing`.
    """
    leaving = Loss(Fraction(str(loss)), model_of(leavers), scenario.seed)
    posts = posts_named(scenario, role, post)
    found = worn(scenario, posts, leaving, courses, months, Effort(seconds), to_the_end=to_the_end)
    rows = [
        {
            "month": one.month,
            "first_day": pd.Timestamp(date_of(one.day)),
            "left": one.left,
            "joined": one.joined,
            "people": one.people,
            **_point(one.point),
        }
        for one in found.months
    ]
    return pd.DataFrame(rows, columns=["month", "first_day", "left", "joined", "people", *POINT])


def recovery(
    scenario: Scenario,
    curve: Mapping[int, float],
    *,
    role: str | None = None,
    post: str | None = None,
    order: str = "uniform",
    seconds: float = SECONDS,
) -> pd.DataFrame:
    """Return which steps of the ladder are needed while those who stepped back return, one row a plan.

    Parameters
    ----------
    scenario
        With the step-backs in it.
    curve
        Force days after the first planned one -> share of those who stepped back who are back by then, rising.
    role, post
        The seats alone that count; neither is the whole scenario.
    order
        Code of the model that says in which order they return.
    seconds
        Work allowed to each plan.

    Returns
    -------
    pandas.DataFrame
        ``after_days``, ``back`` (int): the day of the curve and how many are back; ``rung``, ``lever`` (str): the step of the
        ladder, with all before it; and the columns of `POINT`.

    Raises
    ------
    BadInputError
        If there is no such role or post.
    """
    posts = () if role is None and post is None else posts_named(scenario, role, post)
    shares = {days: Fraction(str(share)) for days, share in curve.items()}
    found = recovered(scenario, shares, model_of(order), Effort(seconds), posts)
    rows = [
        {
            "after_days": one.after_days,
            "back": one.back,
            "rung": one.step.rung,
            "lever": one.step.lever,
            **_point(one.point),
        }
        for one in found.tried
    ]
    return pd.DataFrame(rows, columns=["after_days", "back", "rung", "lever", *POINT])


def _point(point: Point) -> dict[str, object]:
    values = (
        point.answer,
        point.standing,
        point.uncovered,
        point.command,
        point.command_bound,
        point.crews,
        point.crews_bound,
        point.conditional,
    )
    return dict(zip(POINT, values, strict=True))


def compare(a: Path, b: Path) -> pd.DataFrame:
    """Return two plans side by side, one row a figure.

    Parameters
    ----------
    a, b
        Folders of runs; their scenarios are not read.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``measure``, ``unit`` (str): what the figure is; ``a``, ``b``, ``change`` (Int64): the figure of
        either plan and how much greater it is in ``b``, missing where a plan does not have it; ``a_says``, ``b_says``
        (str): of a level's bound ``exact`` or ``open``, and ``conditional`` where it holds given the levels above alone.

    Raises
    ------
    BadInputError
        If a folder is no run.
    """
    rows = [{**asdict(one), "change": one.change} for one in measures(read_run(a), read_run(b))]
    whole = {"a": "Int64", "b": "Int64", "change": "Int64"}
    return pd.DataFrame(rows, columns=["group", "measure", "unit", *whole, "a_says", "b_says"]).astype(whole)


def diff(scenario: Path, overlays: Sequence[Path], days: int | None = None) -> pd.DataFrame:
    """Return what overlays change of a scenario, one row a value; rows that name officers are left out.

    Parameters
    ----------
    scenario
        Folder or workbook, which is not touched.
    overlays
        Files of changes, laid over it in this order.
    days
        Force days to plan instead of those it states.

    Returns
    -------
    pandas.DataFrame
        ``overlay``, ``table`` (str; ``scenario.toml`` for settings), ``kind`` (str: removed, changed, added, set),
        ``row`` (str: the cells of the row's key), ``column``, ``before``, ``after`` (str, as stated; missing where there
        is none).

    Raises
    ------
    BadInputError
        If scenario or overlays are wrong.
    """
    columns = ["overlay", "table", "kind", "row", "column", "before", "after"]
    return pd.DataFrame([asdict(one) for one in diff_of(scenario, overlays, days).cells], columns=columns)
