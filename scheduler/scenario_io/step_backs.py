"""A file of officers who step back or return, laid over a scenario."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from scheduler.domain.events import EventKind
from scheduler.domain.scenario import Scenario
from scheduler.scenario_io.events_file import EventsFile

KINDS: tuple[EventKind, ...] = ("step_back", "return", "refresher")
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
    file = EventsFile(path, scenario, KINDS)
    file.check(((0, event) for event in scenario.events), file.events)
    digest = hashlib.sha256(f"{scenario.sha256}\0{file.sha256}".encode()).hexdigest()
    return replace(scenario.with_events(file.events), sha256=digest)
