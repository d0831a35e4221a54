"""Whether officers sustain some seats: planned, with what is proved of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scheduler.domain.scenario import Scenario
from scheduler.planning.alone import below_minimum
from scheduler.planning.plan import PlanOptions, plan

if TYPE_CHECKING:
    from scheduler.domain.rota import Plan
    from scheduler.engine.search import Progress

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
    """

    uncovered: int
    command: int
    command_bound: int
    crews: int
    crews_bound: int
    conditional: bool
    interrupted: bool

    @property
    def answer(self) -> Answer:
        """Whether the seats are sustained."""
        if not (self.command or self.crews):
            return "sustained"
        too_few = self.command_bound > 0 or (self.crews_bound > 0 and not self.conditional)
        return "too few" if too_few else "open"

    @property
    def standing(self) -> Standing:
        """How far that is known."""
        if self.answer == "open":
            return "interrupted" if self.interrupted else "timed out"
        exact = self.command == self.command_bound and self.crews == self.crews_bound and not self.conditional
        return "proved" if exact else "bounded"


LEAST_SECONDS = 0.1
QUICK = 0.25
"""Share of the limit after which a plan that sustains seats has mostly been found, where there is one."""

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

    def point(self, scenario: Scenario, name: str, share: float = 1.0) -> Point:
        """Return what a plan of a scenario says of its seats, whatever it costs in pence.

        Parameters
        ----------
        name
            The point, in words, for whoever waits.
        share
            How much of the limit may be used.
        """
        # A gap of 1 is content with any price in money once the uncovered duties are proved the fewest.
        options = PlanOptions(
            max(share * self.seconds, LEAST_SECONDS), gap=1.0, seed=scenario.seed, workers=1, reproducible=True
        )
        made = plan(scenario, options, lambda progress: self.tell(name, progress), self.stop).plan
        return point_of(made, interrupted=self.stopped)


def point_of(made: Plan, *, interrupted: bool = False) -> Point:
    """Return what a plan says of its seats."""
    command, crews = made.levels[:2]
    short = {item.duty.duty for item in made.uncovered if item.grade != "target"} if below_minimum(made) else set()
    return Point(
        len(short), command.price, command.bound, crews.price, crews.bound, crews.conditional, interrupted=interrupted
    )
