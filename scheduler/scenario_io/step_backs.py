"""A file of officers who step back, suspended or returning, laid over a scenario."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.events import Event
from scheduler.domain.files import read_regular
from scheduler.domain.scenario import Scenario
from scheduler.scenario_io import csv_tables
from scheduler.scenario_io.contradictions import event_clashes, told_of
from scheduler.scenario_io.csv_tables import csv_rows
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import TableRead, read_table
from scheduler.scenario_io.tables import EventRow, columns_of
from scheduler.scenario_io.tables.row import expected_of
from scheduler.scenario_io.text import shown_path

KINDS = ("step_back", "return", "refresher")
"""Events such a file may hold."""


def with_step_backs(scenario: Scenario, path: Path) -> Scenario:
    """Return a scenario with the step-backs, returns and refresher days of a file among its events.

    Parameters
    ----------
    path
        A CSV file with the columns of the table ``events``.

    Raises
    ------
    BadInputError
        If a row is wrong, names somebody unknown or contradicts the scenario's events; all problems together.
    """
    problems = Problems(shown_path(path))
    try:
        content = read_regular(path, csv_tables.LARGEST_FILE, follow=True)
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)
        raise BadInputError(problems.listed(warnings=False)) from None
    read = read_table(EventRow, csv_rows(content), problems, scenario.horizon.zone)
    _check(scenario, read)
    if problems:
        raise BadInputError(problems.listed(warnings=False))
    digest = hashlib.sha256(f"{scenario.sha256}\0".encode() + content).hexdigest()
    return replace(scenario.with_events(read.values), sha256=digest)


def _check(scenario: Scenario, read: TableRead[Event]) -> None:
    columns, problems = columns_of(EventRow), read.problems
    for (column, value), (number, _) in read.misnamed.items():
        problems.add(f"{number}:{column}", value, expected_of(columns[column]))
    officers = frozenset(officer.officer for officer in scenario.officers)
    subjects = frozenset(role.role for role in scenario.roles)
    subjects |= {weapon for role in scenario.roles for weapon in role.weapons}
    numbers = {}
    for number, event in read.placed():
        numbers[id(event)] = number
        if event.kind not in KINDS:
            problems.add(f"{number}:event", event.kind, f"one of {', '.join(KINDS)}")
        elif event.officer not in officers:
            problems.add(f"{number}:officer", event.officer, wrong="unknown officer", known=officers)
        elif event.kind != "refresher" and event.subject and event.subject not in subjects:
            problems.add(f"{number}:subject", event.subject, wrong="unknown role or weapon system", known=subjects)
    for event, expected in event_clashes([*scenario.events, *read.values]):
        if id(event) in numbers:
            problems.add(f"{numbers[id(event)]}:at", told_of(event), expected)
