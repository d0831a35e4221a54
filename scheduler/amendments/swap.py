"""Two officers exchange duties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, Provenances, exchanged, given_to, known
from scheduler.domain.amendments import AmendmentKind
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@dataclass(frozen=True)
class Swap(Amendment):
    """Each of two officers does what the other had on a force day, seats and all; a rest day is exchanged like a tour.

    Attributes
    ----------
    officer, other
        Who exchange.
    day, other_day
        The force day of the first officer that is exchanged, and that of the other.
    """

    kind: ClassVar[AmendmentKind] = "swap"

    officer: str
    day: int
    other: str
    other_day: int

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Give the tours of one day to the other officer, and of the other day to the one."""
        days = frozenset((self.day, self.other_day))
        for day in days:
            known(scenario, self.officer, day)
            known(scenario, self.other, day)
        gone: list[Assignment] = []
        come: list[Assignment] = []
        for day in days:
            for one, two in ((self.officer, self.other), (self.other, self.officer)):
                held = [row for row in rota.assignments if (row.officer, row.day) == (one, day)]
                gone += held
                come += given_to(scenario, held, two)
        if self.officer == self.other or not gone:
            raise BadInputError([Problem("swap", self.other, f"two officers, one with a tour on {iso_day(self.day)}")])
        provenance: Provenances = {(held.officer, held.day, held.tour): "swap" for held in come}
        return Changed(exchanged(rota, gone, come), frozenset((self.officer, self.other)), days, provenance=provenance)

    def words(self) -> str:
        """Return who exchanges what with whom."""
        on = iso_day(self.day) if self.day == self.other_day else f"{iso_day(self.day)} and {iso_day(self.other_day)}"
        return f"{self.officer} and {self.other} exchange what they had on {on}"
