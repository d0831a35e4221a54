"""The twelve recommendations, a line each: figure, evidence, deadline and how it stands on a date.

What a line cannot say is a judgement: that is typed by a named person, never here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.rota import CrewSeat, Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.planning.alone import below_minimum
from scheduler.readiness.closing import Closing, people_wanted, plan_alone
from scheduler.readiness.figures import FIGURES, Figure, none, tracked_hours
from scheduler.readiness.recommendations import Recommendation, recommendations
from scheduler.readiness.seats import SeatHours, command_posts, seat_hours

Standing = Literal["done", "in progress", "not yet due", "overdue", "not held"]

ROTA = 2
"""The recommendation whose figure needs a rota."""
TRACKER = 3
"""The recommendation whose figure is of hours where there is a rota, and of vehicles where there is none."""
RECORDS = 12
"""The recommendation whose records are kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Line:
    """One recommendation on a date."""

    recommendation: Recommendation
    figure: Figure
    standing: Standing


@dataclass(frozen=True, slots=True)
class Seats:
    """What was found about the command seats.

    Attributes
    ----------
    of_run
        The hours are those of a run; else each role's seats were planned alone.
    closings
        By role: how many more people would cover its seats; roles that lack nobody are not there.
    """

    of_run: bool
    hours: tuple[SeatHours, ...]
    closings: Mapping[str, Closing]


def readiness(scenario: Scenario, day: int, seats: Seats, crews: Sequence[CrewSeat] | None = None) -> tuple[Line, ...]:
    """Return a line for each recommendation, in their order.

    Parameters
    ----------
    crews
        Those of a run, whose hours are then counted for the asset tracker; None counts vehicles instead.
    """
    lines = []
    for asked in recommendations().each:
        by_hours = asked.number == TRACKER and crews is not None
        figure = tracked_hours(scenario, crews or ()) if by_hours else _figure(scenario, day, seats, asked)
        lines.append(Line(asked, figure, _standing(asked, figure, day)))
    return tuple(lines)


def command_seats(scenario: Scenario, uncovered: Sequence[Uncovered] | None, seconds: float) -> Seats:
    """Return the hours each command seat is covered and, where it is not always, how many more people would do it.

    Parameters
    ----------
    uncovered
        What a run leaves uncovered; None plans the seats of each command role alone instead.
    seconds
        Time allowed for each role's plan, and as much again to find how many more people it wants.
    """
    posts = command_posts(scenario)
    roles = list(dict.fromkeys(post.role for post in posts))
    if uncovered is not None:
        hours = seat_hours(scenario, posts, uncovered)
        named = {post.post: post.role for post in posts}
        short = {named[item.duty.post] for item in uncovered if item.grade != "target" and item.duty.post in named}
        alone = {role: plan_alone(scenario, role, seconds) for role in roles if role in short}
    else:
        alone = {role: plan_alone(scenario, role, seconds) for role in roles}
        hours = seat_hours(scenario, posts, [item for made in alone.values() for item in made.uncovered])
        short = {role for role in roles if below_minimum(alone[role])}
    closings = {role: people_wanted(scenario, role, seconds, alone[role]) for role in roles if role in short}
    return Seats(uncovered is not None, hours, closings)


def _figure(scenario: Scenario, day: int, seats: Seats, asked: Recommendation) -> Figure:
    if asked.national:
        return none("not computed here: for national bodies (inferred, unverified)")
    if asked.number == ROTA:
        return _cover(seats)
    if asked.number == RECORDS:
        return none("not held here: rota deployments checks records kept elsewhere, and keeps nothing")
    return FIGURES[asked.number](scenario, day)


def _cover(seats: Seats) -> Figure:
    """Return how many command seats are covered at every hour; whether they are specialist ones no table says."""
    evidence = "uncovered.csv of the run" if seats.of_run else "posts, cover: each role's seats planned alone"
    if not seats.hours:
        return none("no seat with a command role", evidence)
    met = sum(seat.covered == seat.wanted for seat in seats.hours)
    told = f"{met:,} of {len(seats.hours):,} command seats covered at every hour"
    return Figure(met, len(seats.hours), told, evidence)


def _standing(asked: Recommendation, figure: Figure, day: int) -> Standing:
    if not figure.of:
        return "not yet due" if figure.coming else "not held"
    if figure.met == figure.of:
        return "done"
    if asked.deadline is not None and day > asked.deadline:
        return "overdue"
    return "in progress" if figure.met else "not yet due"


def by_force(hours: Sequence[SeatHours]) -> dict[str, tuple[int, int]]:
    """Return the minutes wanted and covered of all seats of each force or region."""
    wanted, covered = Counter[str](), Counter[str]()
    for seat in hours:
        wanted[seat.force] += seat.wanted
        covered[seat.force] += seat.covered
    return {force: (wanted[force], covered[force]) for force in wanted}
