"""Leavers as step-back events over a scenario in memory; the scenario itself is never touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scheduler.domain.events import Event
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.studies.leavers.draws import Leaver
from scheduler.studies.leavers.model import Person

SOURCE = "study"
"""What stands in the place of a file's row: these rows are in no file."""


def without_leavers(scenario: Scenario, people: Sequence[Person], leavers: Iterable[Leaver]) -> Scenario:
    """Return the scenario in which some people have handed in what they may hold, and some of them are back.

    Who holds an armed role steps back from all armed duty; each role of command that is not armed is handed in by itself.
    """
    gone = sorted(leavers)
    if not gone:
        return scenario
    events = tuple(stepping_back(scenario, people, gone))
    told = [(event.officer, event.kind, event.subject, event.at) for event in events]
    digest = hashlib.sha256(f"{scenario.sha256} {told}".encode()).hexdigest()
    return replace(scenario.with_events(events), sha256=digest)


def stepping_back(scenario: Scenario, people: Sequence[Person], leavers: Iterable[Leaver]) -> Iterator[Event]:
    """Yield the events: each at the beginning of a force day of the leaver's force."""
    roles = {role.role: role for role in scenario.roles}
    starts = {force.force: force.day_start for force in scenario.forces}
    forces = {officer.officer: officer.force for officer in scenario.officers}
    persons = {person.officer: person for person in people}
    zone = scenario.horizon.zone
    for leaver in leavers:
        held = persons[leaver.officer].roles
        subjects = [role for role in held if not roles[role].armed]
        if len(subjects) < len(held):
            subjects.insert(0, "")
        begins = starts[forces[leaver.officer]]
        for subject in subjects:
            yield Event(leaver.officer, "step_back", subject, instant(leaver.from_day, begins, zone), source=SOURCE)
            if leaver.until_day is not None:
                yield Event(leaver.officer, "return", subject, instant(leaver.until_day, begins, zone), source=SOURCE)
