"""Why training that is due to an officer is not planned: what stands in its way, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.audit.report import lines_of
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.training import TrainingNeed, training_due
from scheduler.domain.work import LEAVE, REST, Option, dated_option
from scheduler.eligibility import Eligibility
from scheduler.explain.duty import pence_of, refused_on
from scheduler.register.competence import NOT_AVAILABLE
from scheduler.rules.cover.training_places import TrainingPlaces
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import LineRule

PREFIX = "training"
DayKind = Literal["planned", "free", "placed", "full", "rule", "eligibility"]


@dataclass(frozen=True, slots=True)
class TrainingDay:
    """What stands between an officer and training on one force day.

    Attributes
    ----------
    kind
        ``planned`` (it is), ``free`` (nothing in the way but what it costs), ``placed`` (only by giving up a seat),
        ``full`` (every place is taken), ``rule`` (a line rule refuses) or ``eligibility``.
    code
        Code of the rule or of the reason; empty for the others.
    pence
        What the line rules would charge more (or, negative, less), what is missed included.
    """

    day: int
    kind: DayKind
    code: str
    message: str
    pence: int = 0


@dataclass(frozen=True, slots=True)
class TrainingExplanation:
    """What is due to an officer of a course, and what stands in the way on each day on which it would be in time."""

    need: TrainingNeed
    days: tuple[TrainingDay, ...]


def explain_training(scenario: Scenario, rota: Rota, name: str) -> TrainingExplanation:
    """Return what stands in the way of training on each day from the first on which it can be done to the last.

    Parameters
    ----------
    name
        ``training/COURSE/OFFICER``.

    Raises
    ------
    BadInputError
        If nothing of that course is due to that officer in the days asked for.
    """
    due: dict[str, TrainingNeed] = {}
    for need in training_due(scenario):
        key = f"{PREFIX}/{need.course}/{need.officer}"
        due[key] = _together(due[key], need) if key in due else need
    if name not in due:
        expected = f"{PREFIX}/COURSE/OFFICER with a course that is due to the officer, as training.csv has them"
        raise BadInputError([Problem("DUTY", name[:200], expected)])
    need = due[name]
    brief = next(brief for brief in officer_briefs(scenario) if brief.officer.officer == need.officer)
    case = _Case(scenario, rota, need, brief, lines_of(scenario, rota)[need.officer])
    return TrainingExplanation(need, tuple(case.on(day) for day in range(need.opens, need.until)))


def _together(one: TrainingNeed, other: TrainingNeed) -> TrainingNeed:
    """Return what two rows of one course ask of an officer as one: all their dates."""
    days = sorted({*one.days, *other.days}, key=lambda day: (day.by, day.due or 0))
    return replace(one, days=tuple(days), late_until=max(one.late_until, other.late_until))


class _Case:
    """One officer before one course."""

    def __init__(
        self, scenario: Scenario, rota: Rota, need: TrainingNeed, brief: OfficerBrief, line: Sequence[Option]
    ) -> None:
        self._scenario, self._rota, self._need, self._brief, self._line = scenario, rota, need, brief, line
        self._options = Eligibility(scenario).days(brief.officer)
        contract = next(row for row in scenario.contracts if row.contract == brief.officer.contract)
        self._contract = contract
        self._rules: tuple[LineRule, ...] = rules_of_group(
            next(row for row in scenario.rules if row.group == contract.rules)
        )

    def on(self, day: int) -> TrainingDay:
        """Return the first thing in the way on a force day: eligibility, places, the rules, then a seat."""
        at = day - self._scenario.horizon.first_day
        if self._need.tour in self._line[at].code.split("+"):
            return TrainingDay(day, "planned", "", f"is on tour {self._need.tour}")
        codes = [code for code in self._options[at].options if self._need.tour in code.split("+")]
        if not codes:
            return self._not_offered(day)
        if self._full(day):
            return TrainingDay(day, "full", TrainingPlaces.code, "every place is taken")
        held = set(self._line[at].code.split("+")) - {REST, LEAVE}
        return self._with(min(codes, key=lambda code: len(held - set(code.split("+")))), day)

    def _not_offered(self, day: int) -> TrainingDay:
        if self._need.tour not in self._contract.tours:
            told = f"contract {self._contract.contract} has no tour {self._need.tour}"
            return TrainingDay(day, "eligibility", "not_contract", told)
        return TrainingDay(day, "eligibility", NOT_AVAILABLE.code, NOT_AVAILABLE.message)

    def _full(self, day: int) -> bool:
        """Say whether one officer more on the course would be one too many, by the count of the rule itself."""
        tour, zone = self._scenario.tours_by_code[self._need.tour], self._scenario.horizon.zone
        officer = self._brief.officer
        one = Assignment(
            officer.officer, day, tour.tour, tour.start_at(day, zone), tour.end_at(day, zone), officer.force
        )
        found = TrainingPlaces().findings(self._scenario, Rota((*self._rota.assignments, one)))
        return any((item.subject, item.day) == (self._need.course, day) for item in found)

    def _with(self, code: str, day: int) -> TrainingDay:
        """Return what the rules and the officer's seats say of the option on that day."""
        zone, tours = self._scenario.horizon.zone, self._scenario.tours_by_code
        swapped = dated_option(code, tours, day, zone)
        before, after = self._line, tuple(swapped if option.day == day else option for option in self._line)
        extra = 0
        for rule in self._rules:
            if refused_on(rule, self._brief, after, self._scenario) is not None:
                if refused_on(rule, self._brief, before, self._scenario) is None:
                    return TrainingDay(day, "rule", rule.code, self._refusal(rule, before, after))
            else:
                extra += pence_of(rule, self._brief, after, self._scenario)
                extra -= pence_of(rule, self._brief, before, self._scenario)
        given_up = [
            f"{held.tour} at {held.post}"
            for held in self._rota.assignments
            if (held.officer, held.day) == (self._need.officer, day) and held.post and held.tour not in code.split("+")
        ]
        if given_up:
            return TrainingDay(day, "placed", "", f"would give up {' and '.join(given_up)}", extra)
        return TrainingDay(day, "free", "", "nothing stands in the way but what it costs", extra)

    def _refusal(self, rule: LineRule, before: Sequence[Option], after: Sequence[Option]) -> str:
        """Return the figure that the second face of a rule gives, or the rule."""
        known = set(rule.findings(self._brief, before, self._scenario.horizon))
        new = [
            found
            for found in rule.findings(self._brief, after, self._scenario.horizon)
            if found.grade == "breach" and found not in known
        ]
        return min(new, key=lambda found: found.day).message if new else rule.told()
