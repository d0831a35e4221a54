"""One officer takes over a tour of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, Provenances, exchanged, given_to, held_on, known
from scheduler.domain.amendments import AmendmentKind
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@dataclass(frozen=True)
class Replace(Amendment):
    """An officer's tour and seat become another's; what the other held on a tour of that force day falls away.

    Attributes
    ----------
    tour
        The tour that is taken over; all of the day where it is not named.
    keeps
        The one who takes over keeps the tours of the day beside it, such as a day job beside standing by on call.
    """

    kind: ClassVar[AmendmentKind] = "replace"

    officer: str
    day: int
    by: str
    tour: str | None = None
    keeps: bool = False

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Give the tour to the one who takes over."""
        held = held_on(scenario, rota, self.officer, self.day, self.tour)
        known(scenario, self.by, self.day)
        if self.by == self.officer:
            raise BadInputError([Problem("replace", self.by, f"another officer than {self.officer}")])
        own = [row for row in rota.assignments if (row.officer, row.day) == (self.by, self.day) and not self.keeps]
        come = given_to(scenario, held, self.by)
        provenance: Provenances = {(row.officer, row.day, row.tour): "amended" for row in come}
        return Changed(
            exchanged(rota, [*held, *own], come),
            frozenset((self.officer, self.by)),
            frozenset((self.day,)),
            provenance=provenance,
        )

    def words(self) -> str:
        """Return who takes over what from whom."""
        return f"{self.by} takes over {self.tour or 'what'} {self.officer} had on {iso_day(self.day)}"
