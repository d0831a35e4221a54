"""Officers are not available any more, from everything or from armed duty, with or without an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from scheduler.amendments.kind import Amendment, Changed, exchanged, known
from scheduler.domain.amendments import AmendmentKind, Effects, Reason
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import day_of, iso_day

OPEN_END = day_of(date(2999, 12, 31))
"""First force day after an absence whose end nobody knows yet."""


@dataclass(frozen=True)
class Sick(Amendment):
    """Some officers, such as a whole crew, hold nothing that their absence stops, from a force day on.

    Whatever keeps them away, it is recorded as the same absence.

    Attributes
    ----------
    until_day
        First force day after it; None for not known yet.
    stops
        ``everything``, or ``armed`` duty alone.
    """

    kind: ClassVar[AmendmentKind] = "sick"
    usual: ClassVar[Reason] = "not_available"
    happened: ClassVar[bool] = True

    officers: tuple[str, ...]
    from_day: int
    until_day: int | None = None
    stops: Literal["everything", "armed"] = "everything"

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Take away every tour the absence stops."""
        until = OPEN_END if self.until_day is None else self.until_day
        for officer in self.officers:
            known(scenario, officer, self.from_day)
        if until <= self.from_day or not self.officers:
            raise BadInputError([Problem("sick", iso_day(until - 1), f"a day not before {iso_day(self.from_day)}")])
        armed = {tour.tour for tour in scenario.tours if tour.armed}
        roles = {role.role for role in scenario.roles if role.armed}

        def stopped(held: Assignment) -> bool:
            return self.stops == "everything" or held.tour in armed or held.role in roles

        concerned = frozenset(self.officers)
        held_by = [held for held in rota.assignments if held.officer in concerned]
        gone = [held for held in held_by if self.from_day <= held.day < until and stopped(held)]
        away = tuple(Abstraction(officer, "other", self.stops, self.from_day, until) for officer in self.officers)
        days = frozenset(held.day for held in gone)
        return Changed(exchanged(rota, gone, []), frozenset(self.officers), days, Effects(away=away))

    def words(self) -> str:
        """Return who is not available from when on; not for what."""
        end = "on" if self.until_day is None else f"to {iso_day(self.until_day - 1)}"
        are = "is" if len(self.officers) == 1 else "are"
        return f"{', '.join(self.officers)} {are} not available from {iso_day(self.from_day)} {end}"
