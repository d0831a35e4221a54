"""A tour is taken off an officer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, Provenances, exchanged, held_on
from scheduler.domain.amendments import AmendmentKind
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@dataclass(frozen=True)
class Remove(Amendment):
    """An officer does not work a tour of a force day, or any of it; nobody else does.

    Attributes
    ----------
    tour
        The tour; all of the day where it is not named.
    """

    kind: ClassVar[AmendmentKind] = "remove"

    officer: str
    day: int
    tour: str | None = None

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Take the tour away."""
        held = held_on(scenario, rota, self.officer, self.day, self.tour)
        left = [row for row in rota.assignments if (row.officer, row.day) == (self.officer, self.day)]
        provenance: Provenances = {(row.officer, row.day, row.tour): "amended" for row in left if row not in held}
        return Changed(
            exchanged(rota, held, []), frozenset((self.officer,)), frozenset((self.day,)), provenance=provenance
        )

    def words(self) -> str:
        """Return what is taken off whom."""
        return f"{self.officer} does not work {self.tour or 'any tour'} on {iso_day(self.day)}"
