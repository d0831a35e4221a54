"""A register's events beside a scenario's own: what both say, and what they cannot both say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain.errors import BadInputError
from scheduler.domain.events import Event, RegisterReading, standing
from scheduler.domain.scenario import Scenario
from scheduler.scenario_io.event_contradictions import clashes
from scheduler.scenario_io.events_file import check_names
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import TableRead
from scheduler.scenario_io.tables import EventRow


def with_register(
    scenario: Scenario, lines: Sequence[tuple[int, Event]], reading: RegisterReading, place: str
) -> Scenario:
    """Return a scenario with the events of a register about its officers, and about kit, among its own.

    An event that stands in both identically is one. Neither an officer nor what happened is named in a problem: the
    line's number is enough for the keeper of the register.

    Parameters
    ----------
    lines
        Events as they were known, with the numbers of their lines, in order.
    reading
        Which lines these are.
    place
        The register's file, as the user knows it.

    Raises
    ------
    BadInputError
        If lines contradict the scenario's tables or name what it does not have; all problems together.
    """
    officers = {officer.officer for officer in scenario.officers}
    mine = [
        (number, replace(event, source=f"{place}:line {number}"))
        for number, event in lines
        if not event.officer or event.officer in officers
    ]
    stand = _standing(mine)
    problems = Problems(place)
    read = TableRead(EventRow, problems, values=[event for _, event in stand], rows=[number for number, _ in stand])
    check_names(read, scenario)
    stated = {event.about: event for event in scenario.events}
    for number, told in sorted({*_otherwise(mine, stand, stated), *_overlapping(stand, scenario)}):
        problems.add(f"line {number}", "", wrong=told)
    for number, told in _carried_twice(stand, scenario):
        problems.add(f"line {number}", "", wrong=told)
    if problems:
        raise BadInputError(problems.listed(warnings=False))
    known = json.dumps([_facts(event) for _, event in stand], separators=(",", ":"))
    digest = hashlib.sha256(f"{scenario.sha256}\0register\0{known}".encode()).hexdigest()
    joined = scenario.with_events([event for _, event in stand if event.about not in stated])
    return replace(joined, sha256=digest, register=reading)


def _standing(lines: Sequence[tuple[int, Event]]) -> list[tuple[int, Event]]:
    """Return the lines that stand; of those about one thing the last that was known, if it withdraws nothing."""
    numbers = {id(event): number for number, event in lines}
    return [(numbers[id(event)], event) for event in standing(event for _, event in lines)]


def _otherwise(
    lines: Sequence[tuple[int, Event]],
    stand: Sequence[tuple[int, Event]],
    stated: dict[tuple[str, str, str, int], Event],
) -> Iterator[tuple[int, str]]:
    """Yield the lines that say of something else than the scenario says of it, or that it never was."""
    last = {event.about: (number, event) for number, event in stand}
    withdrawn = {event.about: number for number, event in lines if event.withdrawn and event.about not in last}
    for about, own in stated.items():
        if about in withdrawn:
            yield withdrawn[about], f"withdraws what {own.source} states; take that row out of the scenario"
        elif about in last:
            number, event = last[about]
            if (event.until, event.passed) != (own.until, own.passed):
                yield number, f"says otherwise than {own.source} of the same thing; one of the two has to be corrected"


def _overlapping(stand: Sequence[tuple[int, Event]], scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Yield the lines that overlap with an event of the scenario where an officer has one at a time."""
    stated = {event.about for event in scenario.events}
    news = [(number, event) for number, event in stand if event.about not in stated]
    for number, own in clashes(news, scenario.events):
        yield number, f"overlaps with {own.source}, the same officer and thing; one of the two has to end before"


def _carried_twice(stand: Sequence[tuple[int, Event]], scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Yield the accreditations for roles that the table of authorisations states already."""
    from_events = {event.source for event in scenario.events}
    held = {(row.officer, row.role): row.source for row in scenario.authorisations if row.source not in from_events}
    for number, event in stand:
        source = held.get((event.officer, event.subject)) if event.kind == "accreditation" else None
        if source is not None:
            yield number, f"states a role that {source} states already; one carrier for one thing"


def _facts(event: Event) -> tuple[object, ...]:
    return (event.officer, event.kind, event.subject, event.at, event.until, event.passed)
