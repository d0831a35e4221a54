"""An officer is called out: to a seat on a tour, or for some hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, known
from scheduler.amendments.rest_given_back import with_rest
from scheduler.domain.amendments import AmendmentKind, Reason, Worked
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota, Source
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant, iso_day, local

LONGEST = 24 * 60
"""Most minutes of one call-out for some hours: what is longer belongs to more force days than one."""


@dataclass(frozen=True)
class CallOut(Amendment):
    """An officer works what was not planned for them, at once. It breaks rest, and the rest is given back.

    Attributes
    ----------
    tour, post
        The tour and the post of the seat, where the call-out is to a tour; else empty.
    start_at, end_at
        UTC minutes, where it is for some hours; else nought.
    """

    kind: ClassVar[AmendmentKind] = "call-out"
    usual: ClassVar[Reason] = "exigency"
    happened: ClassVar[bool] = True
    recorded: ClassVar[bool] = True

    officer: str
    day: int
    tour: str = ""
    post: str = ""
    start_at: int = 0
    end_at: int = 0

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Add the tour, or the hours beyond tours, and take off what begins before the officer has rested."""
        known(scenario, self.officer, self.day)
        mine = [held for held in rota.assignments if (held.officer, held.day) == (self.officer, self.day)]
        by_code, zone = scenario.tours_by_code, scenario.horizon.zone
        rest_day = all(by_code[held.tour].on_call for held in mine)
        if not self.tour:
            if self.end_at <= self.start_at:
                raise BadInputError([Problem("call-out", "", "an end after the start")])
            self._of_its_day(scenario)
            worked = Worked(self.officer, self.day, self.start_at, self.end_at)
            return with_rest(scenario, rota, worked, (), rest_day=rest_day)
        posts = {post.post: post for post in scenario.posts}
        if self.tour not in by_code or (self.post and self.post not in posts):
            raise BadInputError([Problem("call-out", f"{self.post}/{self.tour}", "a post and a tour of the scenario")])
        if any(held.tour == self.tour for held in mine):
            told = f"a tour that {self.officer} does not have on {iso_day(self.day)}"
            raise BadInputError([Problem("call-out", self.tour, told)])
        tour = by_code[self.tour]
        start_at, end_at = tour.start_at(self.day, zone), tour.end_at(self.day, zone)
        force = next(row.force for row in scenario.officers if row.officer == self.officer)
        role = posts[self.post].role if self.post else ""
        source: Source = "provisional" if scenario.horizon.provisional(self.day) else "planned"
        come = Assignment(self.officer, self.day, self.tour, start_at, end_at, force, self.post, role, source)
        worked = Worked(self.officer, self.day, start_at, end_at)
        return with_rest(scenario, rota, worked, (come,), rest_day=rest_day)

    def _of_its_day(self, scenario: Scenario) -> None:
        """Refuse hours that begin on another force day, or that are more than a day: they are another call-out's."""
        zone = scenario.horizon.zone
        force = next(row.force for row in scenario.officers if row.officer == self.officer)
        begins_at = next(row.day_start for row in scenario.forces if row.force == force)
        first, after = (instant(day, begins_at, zone) for day in (self.day, self.day + 1))
        if not first <= self.start_at < after:
            expected = f"a start on the force day {iso_day(self.day)}, which begins {local(first, zone):%Y-%m-%d %H:%M}"
            raise BadInputError([Problem("call-out", "", expected)])
        if self.end_at - self.start_at > LONGEST:
            raise BadInputError([Problem("call-out", "", "at most 24 hours; name a call-out for each force day")])

    def words(self) -> str:
        """Return who is called out to what."""
        if self.tour:
            return f"{self.officer} is called out to {self.post or 'duty'} on tour {self.tour} of {iso_day(self.day)}"
        hours, minutes = divmod(self.end_at - self.start_at, 60)
        return f"{self.officer} is called out on {iso_day(self.day)} for {hours} h {minutes:02} min"
