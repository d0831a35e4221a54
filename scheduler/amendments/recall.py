"""An officer is called back from leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.call_out import CallOut
from scheduler.amendments.kind import Amendment, Changed, Provenances, known
from scheduler.domain.amendments import AmendmentKind, Effects, GivenBack, Reason
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@dataclass(frozen=True)
class Recall(Amendment):
    """An officer comes back from leave for a tour on a force day; the day of leave is owed.

    Nobody is called back from another absence than leave.
    """

    kind: ClassVar[AmendmentKind] = "recall"
    usual: ClassVar[Reason] = "exigency"

    officer: str
    day: int
    tour: str
    post: str = ""

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Call the day of leave off and give the officer the tour."""
        known(scenario, self.officer, self.day)
        away = [
            row
            for row in scenario.abstractions
            if row.officer == self.officer and row.stops == "everything" and row.from_day <= self.day < row.until_day
        ]
        if not away or any(row.kind != "leave" for row in away):
            raise BadInputError([Problem("recall", self.officer, f"an officer on leave on {iso_day(self.day)}")])
        added = CallOut(self.officer, self.day, self.tour, self.post).change(scenario, rota)
        back = (GivenBack(self.officer, self.day, ""),)
        provenance: Provenances = {(self.officer, self.day, self.tour): "amended"}
        # What begins too soon after it is the rules' to refuse: a recall is decided, not suffered.
        there = set(rota.assignments)
        come = [held for held in added.rota.assignments if held not in there]
        whole = Rota(tuple(sorted((*rota.assignments, *come))), rota.crews)
        recalled = ((self.officer, self.day),)
        return Changed(
            whole, frozenset((self.officer,)), frozenset((self.day,)), Effects(recalled=recalled), provenance, back
        )

    def words(self) -> str:
        """Return who comes back for what."""
        return f"{self.officer} is called back from leave on {iso_day(self.day)} for {self.post or 'duty'}, tour {self.tour}"
