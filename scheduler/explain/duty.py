"""Why an officer does not hold a duty: the first thing that stands in the way, officer by officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.audit.report import lines_of
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.training import Course
from scheduler.domain.work import LEAVE, REST, Duty, Option, Post, dated_option
from scheduler.eligibility import options_of, why_not
from scheduler.explain.cars import CarTour, cars_of
from scheduler.explain.naming import named_duty
from scheduler.rules.cover.adviser_apart import AdviserApart
from scheduler.rules.cover.commanders_apart import CommandersApart
from scheduler.rules.cover.courses import with_training
from scheduler.rules.cover.operation_roles import OperationRoles
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import DayRule, LineRule, MachineRule

Kind = Literal["holds", "free", "placed", "rule", "eligibility"]
NEAREST_FIRST: tuple[Kind, ...] = ("holds", "free", "placed", "rule", "eligibility")
"""From those on the duty to those who could never be."""

_APART = (CommandersApart(), AdviserApart(), OperationRoles())
"""Rules about the seats of one person, on this day and on others."""

LONGEST_RUN = 7
"""Days tried together where a rule refuses one alone."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands between one officer and a duty.

    Attributes
    ----------
    kind
        ``holds`` (on the duty), ``free`` (nothing in the way), ``placed`` (only by giving up another seat of the same
        day), ``rule`` (a line rule refuses) or ``eligibility``.
    code
        Code of the rule or of the eligibility reason; empty for the others.
    option
        Option the officer would hold on the day.
    message
        One sentence with the figure.
    source
        Cell of the scenario it comes from; empty where that would say why somebody is not available.
    pence
        What the line rules would charge more (or, negative, less) than for the planned line.
    roles
        Which of the post's driver and supervisor roles the officer holds over the tour.
    """

    officer: str
    kind: Kind
    code: str
    option: str
    message: str
    source: str = ""
    pence: int = 0
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyExplanation:
    """A duty, who holds it, what stands in the way of everybody else, the nearest first, and what its cars lack."""

    duty: Duty
    held_by: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    cars: tuple[CarTour, ...] = ()


def explain_duty(scenario: Scenario, rota: Rota, duty_id: str) -> DutyExplanation:
    """Return for each officer the first thing in the way of a duty.

    Every officer's machines are stepped along the planned line with the duty's option swapped in.

    Parameters
    ----------
    duty_id
        ``POST/TOUR-OR-SPAN/YYYY-MM-DD``, as ``uncovered.csv`` writes it, or as `named_duty` takes it besides.

    Raises
    ------
    BadInputError
        If the scenario has no such duty on the planned days.
    """
    duty = named_duty(scenario, duty_id)
    known = with_training(scenario, rota)
    scenario = replace(known, renewed=known.renewed or ())
    post = next(row for row in scenario.posts if row.post == duty.post)
    tours = filling_tours(scenario, post, duty)
    lines = lines_of(scenario, rota)
    placed = {(row.officer, row.tour): row.post for row in rota.assignments if row.day == duty.day and row.post}
    obstacles = []
    for brief in officer_briefs(scenario):
        work = tuple(row for row in rota.assignments if row.officer == brief.officer.officer)
        case = _Case(scenario, brief, duty, placed, lines[brief.officer.officer], work)
        obstacles.append(case.nearest(tours))
    obstacles.sort(key=lambda found: (NEAREST_FIRST.index(found.kind), found.code, found.pence, found.officer))
    held_by = tuple(found.officer for found in obstacles if found.kind == "holds")
    cars = cars_of(scenario, rota, duty, tours) if post.crewed else ()
    return DutyExplanation(duty, held_by, tuple(obstacles), cars)


def filling_tours(scenario: Scenario, post: Post, duty: Duty) -> tuple[str, ...]:
    """Return the tours that fill a duty, or a part of it, on its force day."""
    if duty.tour is not None:
        return (duty.tour,)
    zone, by_code = scenario.horizon.zone, scenario.tours_by_code
    return tuple(
        code
        for code in post.tours
        if by_code[code].seat_from(duty.day, zone) < duty.end_at
        and duty.start_at < by_code[code].seat_until(duty.day, zone)
    )


@dataclass(frozen=True)
class _Case:
    """One officer before one duty."""

    scenario: Scenario
    brief: OfficerBrief
    duty: Duty
    placed: dict[tuple[str, str], str]
    line: tuple[Option, ...]
    work: tuple[Assignment, ...]

    @property
    def officer(self) -> str:
        return self.brief.officer.officer

    @property
    def planned(self) -> str:
        """Option code the officer holds on the duty's day."""
        return self.line[self.duty.day - self.scenario.horizon.first_day].code

    def nearest(self, tours: Sequence[str]) -> Obstacle:
        """Return the obstacle on the tour where the officer comes nearest to the duty."""
        found = [replace(self.on_tour(tour), roles=self._roles(tour)) for tour in tours]
        return min(found, key=lambda obstacle: NEAREST_FIRST.index(obstacle.kind))

    def on_tour(self, tour: str) -> Obstacle:
        """Return the first thing in the way on one tour: eligibility, then the rules, then another seat."""
        if self.placed.get((self.officer, tour)) == self.duty.post:
            return Obstacle(self.officer, "holds", "", self.planned, f"is on it, on tour {tour}")
        alone = self._alone(self.duty.day)
        reasons = why_not(alone, self.officer, self.duty.day, tour, self.duty.post)
        if reasons:
            reason = reasons[0]
            return Obstacle(self.officer, "eligibility", reason.code, tour, reason.message, reason.source)
        allowed = options_of(alone, [self.brief]).officers[0].days[0].options
        return min(
            (self._in_a_run(code, tour) for code in self._by_what_is_kept(tour, allowed, self.planned)),
            key=lambda obstacle: NEAREST_FIRST.index(obstacle.kind),
        )

    def _in_a_run(self, code: str, tour: str) -> Obstacle:
        """Return what is in the way of an option; with days beside it, where only its being alone is."""
        alone = self._with({self.duty.day: code}, tour)
        if alone.code not in {rule.code for rule in self._rules() if rule.wants_runs}:
            return alone
        for days in self._runs():
            beside = {day: self._beside(tour, day) for day in days if day != self.duty.day}
            if all(beside.values()):
                found = self._with({**beside, self.duty.day: code}, tour)
                if found.code != alone.code:
                    run = f"on {tour} from {iso_day(days[0])} to {iso_day(days[-1])}"
                    return replace(found, message=f"{run}: {found.message}")
        return alone

    def _runs(self) -> Iterator[range]:
        """Yield runs of planned days around the duty's, the shortest first."""
        horizon = self.scenario.horizon
        for length in range(2, LONGEST_RUN + 1):
            for first in range(self.duty.day, self.duty.day - length, -1):
                if first in horizon.days and first + length - 1 in horizon.days:
                    yield range(first, first + length)

    def _beside(self, tour: str, day: int) -> str:
        """Return the option that adds a tour to what an officer holds on another day; empty where none does."""
        planned = self.line[day - self.scenario.horizon.first_day].code
        allowed = options_of(self._alone(day), [self.brief]).officers[0].days[0].options
        kept = self._by_what_is_kept(tour, allowed, planned)
        held = set(planned.split("+")) - {REST, LEAVE}
        return kept[0] if kept and held <= set(kept[0].split("+")) else ""

    def _roles(self, tour: str) -> tuple[str, ...]:
        """Return the driver and supervisor roles an officer would bring to the duty's seat."""
        seats = options_of(self._alone(self.duty.day), [self.brief]).officers[0].days[0].seats
        every = (seat for groups in seats.values() for group in groups for seat in group)
        return tuple(
            sorted({role for seat in every if (seat.post, seat.tour) == (self.duty.post, tour) for role in seat.roles})
        )

    def _alone(self, day: int) -> Scenario:
        """Return the scenario of this officer and a day alone: all that eligibility reads, and quick to read."""
        return replace(
            self.scenario,
            horizon=replace(self.scenario.horizon, first_day=day, n_days=1, n_tail_days=0),
            officers=(self.brief.officer,),
            authorisations=tuple(row for row in self.scenario.authorisations if row.officer == self.officer),
            abstractions=tuple(row for row in self.scenario.abstractions if row.officer == self.officer),
            events=tuple(row for row in self.scenario.events if row.officer in ("", self.officer)),
            training=self._courses_on(day),
        )

    def _courses_on(self, day: int) -> tuple[Course, ...]:
        """Return the courses due to the officer on a day, made such that they are due on that day alone as well."""
        due = {need.course for need in self.brief.training_needs if need.opens <= day < need.until}
        held = [row for row in self.scenario.training if row.course in due and row.from_day <= day < row.until_day]
        return tuple(replace(row, event="course", subject="", roles=self._roles_held()) for row in held)

    def _roles_held(self) -> tuple[str, ...]:
        return tuple({row.role for row in self.scenario.authorisations if row.officer == self.officer})

    @staticmethod
    def _by_what_is_kept(tour: str, allowed: Sequence[str], planned: str) -> list[str]:
        """Return the options that hold a tour, first those that keep most of what is planned for the day."""
        held = set(planned.split("+")) - {REST, LEAVE}

        def change(code: str) -> tuple[int, int]:
            would_hold = set(code.split("+"))
            return len(held - would_hold), len(would_hold - held)

        return sorted((code for code in allowed if tour in code.split("+")), key=change)

    def _with(self, codes: Mapping[int, str], tour: str) -> Obstacle:
        """Return what the rules and the officer's other seats say of an option on the duty's day, and on days beside it."""
        zone, tours = self.scenario.horizon.zone, self.scenario.tours_by_code
        held_then = {day: dated_option(code, tours, day, zone) for day, code in codes.items()}
        code, swapped = codes[self.duty.day], held_then[self.duty.day]
        before, after = self.line, tuple(held_then.get(option.day, option) for option in self.line)
        extra = 0
        for rule in self._rules():
            refused = refused_on(rule, self.brief, after, self.scenario) is not None
            if refused and refused_on(rule, self.brief, before, self.scenario) is None:
                return self._refusal(rule, swapped, before, after)
            extra += pence_of(rule, self.brief, after, self.scenario) - pence_of(
                rule, self.brief, before, self.scenario
            )
        apart = self._kept_apart(code, tour)
        if apart is not None:
            return Obstacle(self.officer, "rule", apart.rule, code, apart.message)
        given_up = [
            f"{held} at {self.placed[self.officer, held]}"
            for held in self.planned.split("+")
            if (held == tour or held not in code.split("+")) and (self.officer, held) in self.placed
        ]
        if given_up:
            return Obstacle(self.officer, "placed", "", code, f"would give up {' and '.join(given_up)}", "", extra)
        return Obstacle(self.officer, "free", "", code, "nothing stands in the way", "", extra)

    def _kept_apart(self, code: str, tour: str) -> Finding | None:
        """Return what is found about the seat beside the officer's other seats, that of the day's other tours kept."""
        tours, zone, day = self.scenario.tours_by_code, self.scenario.horizon.zone, self.duty.day
        posts = {name: self.placed.get((self.officer, name), "") for name in code.split("+")} | {tour: self.duty.post}
        roles = {post.post: post.role for post in self.scenario.posts}
        swapped = [
            Assignment(
                self.officer,
                day,
                name,
                tours[name].start_at(day, zone),
                tours[name].end_at(day, zone),
                self.brief.officer.force,
                post,
                roles.get(post, ""),
            )
            for name, post in posts.items()
        ]
        rota = Rota((*(held for held in self.work if held.day != day), *swapped))
        known = {found for rule in _APART for found in rule.findings(self.scenario, Rota(self.work))}
        found = (found for rule in _APART for found in rule.findings(self.scenario, rota))
        return next((one for one in found if one not in known), None)

    def _refusal(self, rule: LineRule, swapped: Option, before: Sequence[Option], after: Sequence[Option]) -> Obstacle:
        """Return the refusal of a rule, with the figure its second face gives."""
        horizon = self.scenario.horizon
        known = set(rule.findings(self.brief, before, horizon))
        new = [
            found
            for found in rule.findings(self.brief, after, horizon)
            if found.grade == "breach" and found not in known
        ]
        if new:
            first = min(new, key=lambda found: found.day)
            message = first.message
        else:
            day = refused_on(rule, self.brief, after, self.scenario)
            message = f"{rule.told()} It refuses the day of {iso_day(self.duty.day if day is None else day)}."
        return Obstacle(self.officer, "rule", rule.code, swapped.code, message, self._source(rule, swapped))

    def _source(self, rule: LineRule, option: Option) -> str:
        """Return the cell of the agreement that alone refuses the option, if one does; else the limits' place."""
        if isinstance(rule, DayRule):
            for wish in self.brief.preferences:
                if rule.price(replace(self.brief, preferences=(wish,)), option, self.scenario.horizon) is None:
                    return wish.source
        group = self._group()
        return group.places.get(rule.code, group.source)

    def _rules(self) -> tuple[LineRule, ...]:
        return tuple(rules_of_group(self._group()))

    def _group(self) -> RuleLimits:
        contract = next(row for row in self.scenario.contracts if row.contract == self.brief.officer.contract)
        return next(row for row in self.scenario.rules if row.group == contract.rules)


def refused_on(rule: LineRule, brief: OfficerBrief, line: Sequence[Option], scenario: Scenario) -> int | None:
    """Return the force day on which a rule's machine refuses a line, or None where it accepts all of it."""
    if isinstance(rule, DayRule):
        refused = (option.day for option in line if rule.price(brief, option, scenario.horizon) is None)
        return next(refused, None)
    if isinstance(rule, MachineRule):
        state = rule.start(brief, scenario.horizon)
        for option in line:
            step = rule.step(state, option, scenario.horizon)
            if step is None:
                return option.day
            state = step.state
    return None


def pence_of(rule: LineRule, brief: OfficerBrief, line: Sequence[Option], scenario: Scenario) -> int:
    """Return the pence a rule's machine charges a line it accepts."""
    if isinstance(rule, DayRule):
        return sum(rule.price(brief, option, scenario.horizon) or 0 for option in line)
    if not isinstance(rule, MachineRule):
        return 0
    state, pence = rule.start(brief, scenario.horizon), 0
    for option in line:
        step = rule.step(state, option, scenario.horizon)
        if step is None:
            return pence
        state = step.state
        pence += step.pence
    return pence + rule.finish(state, scenario.horizon)
