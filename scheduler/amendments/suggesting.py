"""Who could take a duty over, the best first: those whom no rule refuses, by what it costs with all that follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.checking import MARGIN_DAYS, Verdict, judged
from scheduler.amendments.kind import Amendment, Changed, exchanged
from scheduler.audit import Entitlements
from scheduler.domain.amendments import AmendmentKind
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota, Source
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.courses import with_training

MOST_JUDGED = 40
"""Officers judged with all that follows, those without a tour on the day first."""


@dataclass(frozen=True)
class Take(Amendment):
    """An officer takes a seat on a tour of a force day that nobody gives up; other attended tours of the day fall away."""

    kind: ClassVar[AmendmentKind] = "replace"

    officer: str
    day: int
    tour: str
    post: str

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Give the officer the seat."""
        seat = seat_of(scenario, self.officer, self.day, self.tour, self.post)
        own = [held for held in rota.assignments if (held.officer, held.day) == (self.officer, self.day)]
        key = (self.officer, self.day, self.tour)
        return Changed(
            exchanged(rota, own, [seat]),
            frozenset((self.officer,)),
            frozenset((self.day,)),
            provenance={key: "amended"},
        )

    def words(self) -> str:
        """Return who takes what."""
        return f"{self.officer} takes a seat at {self.post} on tour {self.tour} of {iso_day(self.day)}"


@dataclass(frozen=True)
class Suggestion:
    """One officer who could take a duty over.

    Attributes
    ----------
    gives_up
        Tours of the day that would fall away.
    verdict
        What becomes of it; its rota is the part that was looked at.
    """

    officer: str
    gives_up: tuple[str, ...]
    verdict: Verdict

    @property
    def rank(self) -> tuple[bool, tuple[int, ...], str]:
        """Return what orders suggestions: refused ones last, then by price level by level."""
        return (not self.verdict.accepted, tuple(self.verdict.more), self.officer)


def seat_of(scenario: Scenario, officer: str, day: int, tour: str, post: str) -> Assignment:
    """Return an officer's seat at a post on a tour of a force day."""
    held, zone = scenario.tours_by_code[tour], scenario.horizon.zone
    force = next(row.force for row in scenario.officers if row.officer == officer)
    role = next(row.role for row in scenario.posts if row.post == post)
    source: Source = "provisional" if scenario.horizon.provisional(day) else "planned"
    return Assignment(officer, day, tour, held.start_at(day, zone), held.end_at(day, zone), force, post, role, source)


def suggested(scenario: Scenario, rota: Rota, post: str, tour: str, day: int) -> list[Suggestion]:
    """Return officers who may hold a seat and do not, best first.

    Raises
    ------
    BadInputError
        If the scenario has no such post, tour or planned day.
    """
    _refuse_unknown(scenario, post, tour, day)
    able = sorted(_able(scenario, rota, post, tour, day), key=lambda one: (len(one[1]), one[0]))
    able = able[:MOST_JUDGED]
    near = _near(rota, {officer for officer, _ in able}, day, {course.tour for course in scenario.training})
    briefs = {brief.officer.officer: brief for brief in officer_briefs(scenario, {officer for officer, _ in able})}
    found = []
    for officer, tours in able:
        verdict = judged(scenario, near, Take(officer, day, tour, post), briefs)
        found.append(Suggestion(officer, tours, verdict))
    return sorted(found, key=lambda one: one.rank)


def _refuse_unknown(scenario: Scenario, post: str, tour: str, day: int) -> None:
    """Refuse a duty of which the scenario does not have the post, the tour at it or the day."""
    posts, days = {row.post: row for row in scenario.posts}, scenario.horizon.days
    problems = []
    if post not in posts:
        problems.append(Problem("DUTY", post[:60], f"a post of the scenario: {', '.join(posts)}"))
    elif tour not in posts[post].tours:
        problems.append(Problem("DUTY", tour[:60], f"a tour that staffs {post}: {', '.join(posts[post].tours)}"))
    if day not in days:
        problems.append(Problem("DUTY", iso_day(day), f"a planned day, {iso_day(days[0])} to {iso_day(days[-1])}"))
    if problems:
        raise BadInputError(problems)


def _near(rota: Rota, officers: Collection[str], day: int, courses: Collection[str]) -> Rota:
    """Return what of a rota a judgement about some officers on a day looks at; cars of other days are named still.

    Parameters
    ----------
    courses
        Tours of courses, which say on any day who is competent later.
    """
    days = range(day - 2 * MARGIN_DAYS, day + 2 * MARGIN_DAYS + 1)
    held = tuple(one for one in rota.assignments if one.day in days or one.officer in officers or one.tour in courses)
    seats = tuple(seat for seat in rota.crews if seat.day in days)
    return Rota(held, seats or rota.crews)


def _able(scenario: Scenario, rota: Rota, post: str, tour: str, day: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the officers who may hold a seat and do not, with the tours they have on the day."""
    tables = Entitlements(with_training(scenario, rota))
    place = next(row for row in scenario.posts if row.post == post)
    held: dict[str, list[Assignment]] = {}
    for one in rota.assignments:
        if one.day == day:
            held.setdefault(one.officer, []).append(one)
    for officer in scenario.officers:
        mine = held.get(officer.officer, [])
        if any((one.post, one.tour) == (post, tour) for one in mine):
            continue
        seat, work = seat_of(scenario, officer.officer, day, tour, post), scenario.tours_by_code[tour]
        if not tables.option_code(officer, [tour], day)[1]:
            continue
        if any(tables.seat_refusals(seat, work, place)) or any(tables.day_refusals(officer.officer, day, [work])):
            continue
        yield officer.officer, tuple(one.tour for one in mine)
