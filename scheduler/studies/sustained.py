"""Whether officers sustain some seats: planned, with what is proved of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from scheduler.domain.scenario import Scenario
from scheduler.engine.search import Progress
from scheduler.planning.alone import below_minimum
from scheduler.planning.full_cover import CoverAlone, cover_alone
from scheduler.planning.plan import PlanOptions, plan

if TYPE_CHECKING:
    from scheduler.domain.rota import Plan

Answer = Literal["sustained", "too few", "open"]
"""Every duty is covered at the minimum; it is proved that one is not; neither is known."""
Standing = Literal["proved", "bounded", "timed out", "interrupted"]
"""How far a point is known: the number of uncovered duties is exact; at least some are proved and more were found; nothing is
proved within the effort allowed; the user stopped it."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one plan says of some seats.

    Attributes
    ----------
    uncovered
        Duties below the minimum in the rota found, on all planned days, the provisional ones included.
    command, crews
        Price of the levels L1 and L2 in the rota found.
    command_bound, crews_bound
        What is proved to be their least.
    conditional
        The bound of L2 holds given the price of L1, which is not proved the least.
    refuted
        Cover alone proved that some duty is uncovered in every rota, of whichever level.
    """

    uncovered: int
    command: int
    command_bound: int
    crews: int
    crews_bound: int
    conditional: bool
    interrupted: bool
    refuted: bool = False

    @property
    def answer(self) -> Answer:
        """Whether the seats are sustained."""
        if not (self.command or self.crews):
            return "sustained"
        too_few = self.refuted or self.command_bound > 0 or (self.crews_bound > 0 and not self.conditional)
        return "too few" if too_few else "open"

    @property
    def standing(self) -> Standing:
        """How far that is known."""
        if self.answer == "open":
            return "interrupted" if self.interrupted else "timed out"
        exact = self.command == self.command_bound and self.crews == self.crews_bound and not self.conditional
        return "proved" if exact else "bounded"


LEAST_SECONDS = 0.1
OF_COVER = 0.5
"""Share of the limit that may go into cover alone, before anything is planned."""

QUICK = 0.25
"""Share of the limit that a plan has where it is proved that a duty is uncovered, and only how many is open."""

Tell = Callable[[str, "Progress"], None]
"""Told which point is planned, and where its search stands."""


@dataclass(frozen=True)
class Effort:
    """How hard each plan of a study tries.

    Attributes
    ----------
    seconds
        Limit of each plan, in work: about as many seconds of a quiet machine, and the same answer everywhere.
    tell
        Told what is being done.
    stop
        Set it to have the plan at hand end, and none begun after it.
    """

    seconds: float
    tell: Tell = lambda _point, _progress: None
    stop: threading.Event | None = None

    @property
    def stopped(self) -> bool:
        """Whether the user has asked to stop."""
        return self.stop is not None and self.stop.is_set()

    def point(self, scenario: Scenario, name: str, *, quickly: bool = False) -> Point:
        """Return what can be said of a scenario's seats, whatever it costs in pence.

        Cover alone is asked first: it settles most scenarios of few officers. What it leaves open is planned.

        Parameters
        ----------
        name
            The point, in words, for whoever waits.
        quickly
            Nothing is planned that cover alone can say something about.
        """
        self.tell(name, Progress("cover alone"))
        cover = cover_alone(scenario, max(OF_COVER * self.seconds, LEAST_SECONDS), lambda: self.stopped)
        if cover is not None and (quickly or self.stopped or cover.command == cover.crews == 0):
            return of_cover(cover, interrupted=self.stopped)
        known = cover is not None and cover.impossible
        # A gap of 1 is content with any price in money once the uncovered duties are proved the fewest.
        seconds = max((QUICK if known or quickly else 1.0) * self.seconds, LEAST_SECONDS)
        options = PlanOptions(seconds, gap=1.0, seed=scenario.seed, workers=1, reproducible=True)
        made = plan(scenario, options, lambda progress: self.tell(name, progress), self.stop).plan
        planned = point_of(made, interrupted=self.stopped)
        return planned if cover is None else _the_better(planned, of_cover(cover, interrupted=self.stopped))


def of_cover(cover: CoverAlone, *, interrupted: bool = False) -> Point:
    """Return what cover alone says of some seats."""
    return Point(
        cover.uncovered,
        cover.command,
        cover.command_at_least,
        cover.crews,
        cover.crews_at_least,
        conditional=False,
        interrupted=interrupted,
        refuted=cover.impossible,
    )


def _the_better(planned: Point, cover: Point) -> Point:
    """Return the rota that leaves fewer uncovered of two, with what is proved by either."""
    better = planned if (planned.command, planned.crews) <= (cover.command, cover.crews) else cover
    return replace(
        better,
        command_bound=max(planned.command_bound, cover.command_bound),
        # A bound that hangs on another price of L1 says nothing here.
        crews_bound=max(cover.crews_bound, planned.crews_bound if better is planned or not planned.conditional else 0),
        conditional=planned.conditional and better is planned and planned.crews_bound > cover.crews_bound,
        refuted=cover.refuted,
    )


def point_of(made: Plan, *, interrupted: bool = False) -> Point:
    """Return what a plan says of its seats."""
    command, crews = made.levels[:2]
    short = {item.duty.duty for item in made.uncovered if item.grade != "target"} if below_minimum(made) else set()
    return Point(
        len(short), command.price, command.bound, crews.price, crews.bound, crews.conditional, interrupted=interrupted
    )
