"""How long to go on: by the clock, or by the work done, so that what is found does not hang on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

SECONDS_PER_ARC = 4e-9
"""What pricing one arc for one officer takes on a quiet machine, nearly; only ratios between such figures matter."""

SECONDS_PER_PIVOT_AND_ROW = 3e-7


class Clock(Protocol):
    """What time is measured by."""

    @property
    def counts_work(self) -> bool:
        """Whether it stands still unless it is told of work, so that solvers must not look at any other."""

    def now(self) -> float:
        """Return seconds since some beginning."""

    def spend(self, seconds: float) -> None:
        """Take note of work that takes so long on a quiet machine."""


class WallClock:
    """The machine's own."""

    counts_work = False

    def now(self) -> float:
        """Return ``time.monotonic()``."""
        return time.monotonic()

    def spend(self, seconds: float) -> None:
        """Do nothing: time passes by itself."""


class WorkClock:
    """Moves by the work it is told of: arcs priced, pivots of the simplex method, CP-SAT's deterministic time."""

    counts_work = True

    def __init__(self) -> None:
        self._spent = 0.0

    def now(self) -> float:
        """Return the seconds of work so far."""
        return self._spent

    def spend(self, seconds: float) -> None:
        """Add to them."""
        self._spent += seconds


WALL = WallClock()


@dataclass
class Effort:
    """When to stop.

    Attributes
    ----------
    deadline
        Reading of the clock after which nothing new is begun.
    stopped
        Says whether the user asked to stop.
    """

    deadline: float
    stopped: Callable[[], bool] = field(default=lambda: False)
    clock: Clock = WALL

    @property
    def seconds(self) -> float:
        """Seconds left; 0 once stopped."""
        return 0.0 if self.stopped() else max(0.0, self.deadline - self.clock.now())

    def at_most(self, seconds: float) -> Effort:
        """Return the effort with an earlier deadline."""
        return Effort(min(self.deadline, self.clock.now() + seconds), self.stopped, self.clock)

    def at_least(self, seconds: float) -> Effort:
        """Return an effort that has some seconds yet, whatever the deadline and the user say: for the last step."""
        return Effort(max(self.deadline, self.clock.now() + seconds), clock=self.clock)

    def heeding(self, stopped: Callable[[], bool]) -> Effort:
        """Return the effort with another way to hear that the user asked to stop."""
        return Effort(self.deadline, stopped, self.clock)

    def priced(self, n_arcs: int) -> None:
        """Take note of so many arcs, times officers, that were priced."""
        self.clock.spend(n_arcs * SECONDS_PER_ARC)

    def pivoted(self, n_pivots: int, n_rows: int) -> None:
        """Take note of a linear program solved."""
        self.clock.spend(n_pivots * n_rows * SECONDS_PER_PIVOT_AND_ROW)
