"""Operation seats: no more officers are sent to an operation than it wants."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.rule import CoverRule


@dataclass(frozen=True)
class OperationSeats(CoverRule):
    r"""On each tour no more officers are placed in a role of an operation than it wants, and none where it does not run.

    Source: the scenario's operations. At a post that is there every day it does no harm if whoever is on its tour has its
    seat; an operation takes the officers it has asked for, and the others are free for something else.

    .. math:: \sum_{officers\ on\ t} seat_{o, r, t} \le minimum_{o, r}

    Never more than the minimum on one tour is needed to have the minimum at every instant. One unit of excess is one
    officer too many on one tour. Example: one tactical commander wanted and three on the day tour of that day is an excess
    of two.
    """

    code: ClassVar[str] = "operation_seats"
    sentence: ClassVar[str] = "No more officers are on a tour in a role of an operation than it wants."
    unit: ClassVar[str] = "officers too many"

    def require(self, scenario: Scenario) -> Requirements:
        """State nothing: whoever is not wanted is left out of the finished rota, which changes no cover and no price."""
        return Requirements()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the officers placed on each tour against the lines of the operation that run during it."""
        tours = scenario.tours_by_code
        lines = {line.post: line for line in scenario.operations}
        placed: Counter[tuple[str, str, int]] = Counter()
        wanted: dict[tuple[str, str, int], int] = {}
        for held in set(rota.assignments):
            line = lines.get(held.post)
            if line is not None and held.tour in tours:
                tour, place = tours[held.tour], (held.post, held.tour, held.day)
                begin, end = held.start_at + tour.ready, held.end_at - tour.stand_down
                wanted[place] = line.minimum if begin < line.until_at and line.from_at < end else 0
                placed[place] += 1
        return [
            Finding(
                self.code,
                "breach",
                place[0],
                place[2],
                placed[place] - wanted[place],
                0,
                f"{placed[place]} officers on {place[1]} of {iso_day(place[2])}; {wanted[place]} wanted",
            )
            for place in sorted(placed)
            if placed[place] > wanted[place]
        ]
