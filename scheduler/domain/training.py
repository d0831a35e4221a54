"""Training that roles ask for again and again, and what of it is due to whom in the days asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from scheduler.domain.events import FAMILIAR, Gate
from scheduler.domain.time import instant, local

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario

CourseEvent = Literal["course", "training_day", "exercise"]


@dataclass(frozen=True, slots=True)
class Course:
    """Training that officers of some roles have to do so many days of, again after an interval.

    Attributes
    ----------
    roles
        Whoever is authorised for one of them needs it.
    tour
        Training tour on which it is done; no other course has it.
    event, subject
        Kind and subject of the record that says when it was done.
    interval_days
        Days for which a training day counts.
    times
        Training days that have to count at any time.
    places
        Officers who can be on it on one force day; 0 where nothing limits them.
    from_day, until_day
        Force days on which it is asked for and held, half-open.
    """

    course: str
    roles: tuple[str, ...]
    tour: str
    event: CourseEvent
    subject: str
    interval_days: int
    times: int = 1
    places: int = 0
    from_day: int = date.min.toordinal()
    until_day: int = date.max.toordinal()
    source: str = ""


@dataclass(frozen=True, slots=True)
class DueDay:
    """One training day that is due.

    Attributes
    ----------
    due
        Last date on which it is in time; None where nothing is on record.
    by
        Last force day on which it is in time in this rota: of what is overdue when the days begin, the last of them.
    """

    due: int | None
    by: int


@dataclass(frozen=True, slots=True)
class TrainingNeed:
    """What is due to one officer of one course in the days asked for, by one row of the table.

    Where several rows ask an officer for one course, each by another role, every row has a need of its own, and a day
    on the course counts for all of them.

    Attributes
    ----------
    opens
        First force day on which it can be done.
    days
        The training days that are due, in the order of ``by``.
    late_until
        First force day on which it cannot be made up any more; 0 where it is of no use once it is late.
    """

    officer: str
    course: str
    tour: str
    opens: int
    days: tuple[DueDay, ...]
    late_until: int = 0

    @property
    def until(self) -> int:
        """First force day on which none of it would be in time any more, nor could be made up."""
        return max(self.days[-1].by + 1, self.late_until)


def renews(course: Course, gate: Gate) -> bool:
    """Say whether a day on a course leaves the record that a gate asks for."""
    if gate.event == "kit":
        return course.event in FAMILIAR and course.subject == gate.subject
    return course.event == gate.event and gate.subject in ("", course.subject)


def opens_gates(course: Course, gates: Iterable[Gate]) -> bool:
    """Say whether a day on a course leaves a record without which officers are kept from roles."""
    return any(gate.level == "gate" and renews(course, gate) for gate in gates)


def training_due(scenario: Scenario) -> list[TrainingNeed]:
    """Return what is due to the force's own officers, also to those whose contract has no tour for it.

    The provisional days after those asked for are the next rota's to fill.
    """
    if not scenario.training:
        return []
    horizon = scenario.horizon
    done = _days_done(scenario)
    found = []
    for course in scenario.training:
        opens = max(horizon.first_day, course.from_day)
        closes = min(horizon.first_day + horizon.n_days, course.until_day)
        holders = _holders(scenario, course, opens, closes) if opens < closes else set()
        late = closes if opens_gates(course, scenario.gates) else 0
        for officer in scenario.officers:
            if officer.offer is None and officer.officer in holders:
                dates = done.get((officer.officer, course.event, course.subject), set())
                days = _due_days(course, dates, opens, closes)
                if days:
                    found.append(TrainingNeed(officer.officer, course.course, course.tour, opens, days, late))
    return found


def training_needs(scenario: Scenario) -> Mapping[str, tuple[TrainingNeed, ...]]:
    """Return what is due to each officer whose contract has the tour for it."""
    contracts = {contract.contract: contract.tours for contract in scenario.contracts}
    tours = {officer.officer: contracts[officer.contract] for officer in scenario.officers}
    found: dict[str, list[TrainingNeed]] = defaultdict(list)
    for need in training_due(scenario):
        if need.tour in tours[need.officer]:
            found[need.officer].append(need)
    return {officer: tuple(needs) for officer, needs in found.items()}


def _days_done(scenario: Scenario) -> Mapping[tuple[str, str, str], set[int]]:
    """Return the dates on which officers passed something, by officer, kind of event and subject."""
    done: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for event in scenario.events:
        if event.passed:
            on = local(event.at, scenario.horizon.zone).toordinal()
            done[event.officer, event.kind, event.subject].add(on)
    return done


def _holders(scenario: Scenario, course: Course, opens: int, closes: int) -> set[str]:
    """Return the officers authorised for one of a course's roles at some instant of the days it is held on."""
    begin, end = (instant(day, 0, scenario.horizon.zone) for day in (opens, closes))
    return {
        row.officer
        for row in scenario.authorisations
        if row.role in course.roles and row.from_at < end and begin < row.until_at
    }


def _due_days(course: Course, done: Set[int], opens: int, closes: int) -> tuple[DueDay, ...]:
    """Return the training days whose place in the count falls empty before a course closes."""
    latest = sorted(done, reverse=True)[: course.times]
    ends: list[int | None] = [day + course.interval_days for day in latest]
    ends += [None] * (course.times - len(latest))
    found = [
        DueDay(end, end if end is not None and end >= opens else closes - 1)
        for end in ends
        if end is None or end < closes
    ]
    return tuple(sorted(found, key=lambda day: (day.by, day.due or 0)))
