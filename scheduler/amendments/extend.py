"""An officer is kept on after a tour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, held_on
from scheduler.amendments.rest_given_back import with_rest
from scheduler.domain.amendments import AmendmentKind, Reason, Worked
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day


@dataclass(frozen=True)
class Extend(Amendment):
    """A tour ends later than planned. It shortens the rest after it, which is given back.

    Attributes
    ----------
    minutes
        Beyond the tour's end.
    """

    kind: ClassVar[AmendmentKind] = "extend"
    usual: ClassVar[Reason] = "exigency"
    happened: ClassVar[bool] = True
    recorded: ClassVar[bool] = True

    officer: str
    day: int
    minutes: int

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Add the minutes after the last attended tour of the day."""
        by_code = scenario.tours_by_code
        held = [one for one in held_on(scenario, rota, self.officer, self.day) if not by_code[one.tour].on_call]
        if not held or self.minutes <= 0:
            told = f"minutes after an attended tour of {self.officer} on {iso_day(self.day)}"
            raise BadInputError([Problem("extend", str(self.minutes), told)])
        end_at = max(one.end_at for one in held)
        worked = Worked(self.officer, self.day, end_at, end_at + self.minutes)
        return with_rest(scenario, rota, worked, (), rest_day=False)

    def words(self) -> str:
        """Return who stays on for how long."""
        return f"{self.officer} stays on for {self.minutes} minutes on {iso_day(self.day)}"
