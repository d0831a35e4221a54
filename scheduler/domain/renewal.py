"""What training in the planned days could renew: gates that stand in an officer's way until a course is done.

A first face: what eligibility offers and what rows ask for. The audit reads the finished rota instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.events import Event, Gate, standing
from scheduler.domain.gates import Recorded, good_until, met_by
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import ALWAYS, Span, Spans, joined, within, without
from scheduler.domain.training import Course, TrainingNeed, opens_gates, renews, training_needs

DatedTour = tuple[str, int]
"""A tour's code and the force day it starts on."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A gate that training due to an officer would open.

    Attributes
    ----------
    met
        When the gate keeps the officer from nothing without it.
    training
        Each day on which it could be done, and from when until when the gate would be open for it.
    """

    officer: str
    gate: Gate
    met: Spans
    training: tuple[tuple[DatedTour, Span], ...]

    @property
    def opened(self) -> Spans:
        """The instants at which some training day or other would open the gate."""
        return joined(span for _, span in self.training)

    def wanted(self, start_at: int, end_at: int) -> list[tuple[DatedTour, ...]]:
        """Return what has to be trained for the gate to be open from one instant to another: one day of each entry.

        An entry is empty where no training day would open it in time.
        """
        shut = within(((start_at, end_at),), without(ALWAYS, self.met))
        edges = {edge for _, span in self.training for edge in span}
        found: dict[tuple[DatedTour, ...], None] = {}
        for begin, end in shut:
            for piece in pairwise(sorted({begin, end, *(edge for edge in edges if begin < edge < end)})):
                able = (dated for dated, span in self.training if span[0] <= piece[0] and piece[1] <= span[1])
                found.setdefault(tuple(able))
        return list(found)

    def open_over(self, start_at: int, end_at: int, trained: Collection[DatedTour]) -> bool:
        """Say whether training on some days leaves the gate open at every instant from one to another."""
        return all(any(dated in trained for dated in days) for days in self.wanted(start_at, end_at))


def renewals(scenario: Scenario) -> Mapping[str, tuple[Renewal, ...]]:
    """Return the gates that training due to each officer would open, of those that keep officers from roles.

    Nothing while a finished rota is judged: what it plans is known then.
    """
    courses = [course for course in scenario.training if opens_gates(course, scenario.gates)]
    if not courses or scenario.renewed is not None:
        return {}
    records, kit = _records(scenario)
    found = {}
    for officer, needs in training_needs(scenario).items():
        own = tuple(_renewals_of(scenario, officer, needs, records.get(officer, {}), kit))
        if own:
            found[officer] = own
    return found


def _records(scenario: Scenario) -> tuple[Mapping[str, Recorded], Mapping[str, Event]]:
    """Return each officer's records by kind, and the kit that was introduced."""
    found: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in sorted(standing(scenario.events), key=lambda event: (event.at, not event.passed)):
        found[event.officer][event.kind].append(event)
    return found, {event.subject: event for event in reversed(found[""]["kit_introduced"])}


def _renewals_of(
    scenario: Scenario, officer: str, needs: Sequence[TrainingNeed], records: Recorded, kit: Mapping[str, Event]
) -> Iterator[Renewal]:
    asked = [(need, _course_of(scenario, need)) for need in needs]
    for gate in scenario.gates:
        due = [(need, course) for need, course in asked if gate.level == "gate" and renews(course, gate)]
        training = tuple(
            dict.fromkeys(entry for need, course in due for entry in _training(scenario, course, need, gate, records))
        )
        if training:
            met, amber = met_by(records, gate, kit.get(gate.subject))
            outside = without(ALWAYS, ((gate.from_at, gate.until_at),))
            yield Renewal(officer, gate, joined((*met, *amber, *outside)), training)


def _course_of(scenario: Scenario, need: TrainingNeed) -> Course:
    """Return a row of the course that is due; on any day all its rows are about the same tour and record."""
    days = ((course, course.course == need.course) for course in scenario.training)
    return next(course for course, same in days if same and course.from_day <= need.opens < course.until_day)


def _training(
    scenario: Scenario, course: Course, need: TrainingNeed, gate: Gate, records: Recorded
) -> Iterator[tuple[DatedTour, Span]]:
    """Yield the days on which a course can be done, and when it would open a gate."""
    tour, zone = scenario.tours_by_code[need.tour], scenario.horizon.zone
    about = records.get(course.event, ()) if gate.event != "kit" else ()
    failed = [one.at for one in about if not one.passed and gate.subject in ("", one.subject)]
    for day in range(need.opens, need.until):
        at = tour.end_at(day, zone)
        until = good_until(Event(need.officer, course.event, course.subject, at), gate)
        yield (need.tour, day), (at, min([until, *(end for end in failed if end >= at)]))
