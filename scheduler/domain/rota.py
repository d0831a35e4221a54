"""The finished rota: who holds which tour at which post, and who sits in which car."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.findings import Finding
from scheduler.domain.price import LevelResult, Price
from scheduler.domain.work import Duty

Source = Literal["planned", "provisional"]
Status = Literal["optimal", "feasible"]


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One officer's tour on one force day.

    Attributes
    ----------
    post, role
        Where the officer fills a seat and as what; empty for other duty, training and a tour nobody placed.
    source
        ``planned`` in the period asked for, ``provisional`` in the tail.
    """

    officer: str
    day: int
    tour: str
    start_at: int
    end_at: int
    force: str
    post: str = ""
    role: str = ""
    source: Source = "planned"


@dataclass(frozen=True, slots=True, order=True)
class CrewSeat:
    """One officer's seat in one car on one tour; ``seat`` is driver, supervisor or crew."""

    post: str
    day: int
    tour: str
    vehicle: str
    seat: str
    officer: str


@dataclass(frozen=True, slots=True)
class Rota:
    """Assignments and crews; nothing about why or how good."""

    assignments: tuple[Assignment, ...]
    crews: tuple[CrewSeat, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A duty, or the part of it, that has too few officers or cars.

    Attributes
    ----------
    grade
        ``command``, ``crew`` (below the minimum) or ``target`` (at the minimum, below the target).
    proved
        Fewer in this grade is proved impossible under the scenario's rules and data.
    """

    duty: Duty
    role: str
    start_at: int
    end_at: int
    needed: int
    filled: int
    grade: Literal["command", "crew", "target"]
    proved: bool
    provisional: bool = False

    @property
    def shown(self) -> Literal["command", "crew", "target", "aspirational"]:
        """The grade as views name it: ``aspirational`` where the duty has a target and no minimum."""
        return "aspirational" if self.duty.aspirational else self.grade


@dataclass(frozen=True, slots=True)
class Plan:
    """A rota with its price, its bound and everything a view needs.

    Attributes
    ----------
    officers_least_pence
        Sum of each officer's own least price, the zero point of ``gap``; None for a rota whose scenario nobody bounded.
    """

    rota: Rota
    price: Price
    levels: tuple[LevelResult, ...]
    status: Status
    uncovered: tuple[Uncovered, ...]
    findings: tuple[Finding, ...]
    officers_least_pence: int | None
    seconds: float
    peak_rss_mb: int

    @property
    def gap_pence(self) -> int:
        """Distance of L6 to its bound, in pence."""
        return self.levels[-1].price - self.levels[-1].bound

    @property
    def unbounded(self) -> bool:
        """Whether no bound of L6 is known that says as much as what its officers cost of themselves.

        So it is where an absence made another scenario of the one that was searched: nothing is proved of that but nought.
        """
        return self.officers_least_pence is None or self.levels[-1].bound < self.officers_least_pence

    @property
    def gap(self) -> float:
        """Distance to the bound as a share of what could be planned away: (price - bound) / (price - least).

        Infinite where there is nothing to measure it against: no such bound, or nothing that could be planned away.
        """
        if self.gap_pence <= 0:
            return 0.0
        least = self.officers_least_pence
        span = 0 if least is None or self.unbounded else self.levels[-1].price - least
        return self.gap_pence / span if span > 0 else float("inf")
