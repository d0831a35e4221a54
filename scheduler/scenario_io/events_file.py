"""A table of events that is to be added to a register or laid over a scenario, checked against what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.events import Event, EventKind
from scheduler.domain.files import read_regular
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import EVER
from scheduler.scenario_io.csv_tables import LARGEST_FILE, csv_rows
from scheduler.scenario_io.event_contradictions import check_carriers, check_events
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.references import check_references
from scheduler.scenario_io.table_reader import Reads, TableRead, read_table
from scheduler.scenario_io.tables import ROWS, EventRow, OfficerRow, RoleRow, UnitRow
from scheduler.scenario_io.text import shown

MOST_ROWS = 400_000
"""Rows read at once; a longer table is added in parts."""


class EventsFile:
    """A CSV file of events, read and compared with a scenario's officers, roles and units.

    Parameters
    ----------
    path
        The file, with the columns of a scenario's table ``events``.
    kinds
        Kinds of event it may hold; empty for all.

    Attributes
    ----------
    sha256
        Hash of its bytes.
    events
        Those of the rows in which nothing is wrong by itself; some may not say when they were recorded.
    """

    def __init__(self, path: Path, scenario: Scenario, kinds: Sequence[EventKind] = ()) -> None:
        self._scenario = scenario
        self._problems = Problems(shown(path.name))
        content = _content(path, self._problems)
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._read = TableRead(EventRow, self._problems, understood=False)
        if not self._problems:
            self._read = read_table(EventRow, csv_rows(content), self._problems, scenario.horizon.zone)
        for number, event in self._read.placed():
            if kinds and event.kind not in kinds:
                self._problems.add(f"{number}:event", event.kind, f"one of {', '.join(kinds)}")
        check_names(self._read, scenario)
        self._rows = {event.source: number for number, event in self._read.placed()}
        self.events: Sequence[Event] = self._read.values

    def check(self, kept: Iterable[tuple[int, Event]], new: Iterable[Event], at: int = EVER) -> None:
        """Refuse the file where anything is wrong with a row of it, also beside what is kept already.

        Parameters
        ----------
        kept
            Lines of the register about the officers of the file, with their numbers.
        new
            Those of the events that would be added, all with the UTC minute at which they were recorded.
        at
            UTC minute of the addition: nothing is recorded later than that.

        Raises
        ------
        BadInputError
            With every problem of every row.
        """
        added = TableRead(EventRow, self._problems, values=list(new))
        added.rows = [self._rows[event.source] for event in added.values]
        for number, event in added.placed():
            if event.known_at > at:
                told = f"{event.officer} {event.kind} {event.subject}".strip()
                self._problems.add(f"{number}:recorded", told, "a minute not after that of the import")
        held = {(row.officer, row.role): row.source for row in self._scenario.authorisations}
        check_carriers(added, held)
        check_events(added, kept)
        if self._problems:
            raise BadInputError(self._problems.listed(warnings=False))


def _content(path: Path, problems: Problems) -> bytes:
    try:
        content = read_regular(path, LARGEST_FILE, follow=True)
        if content.count(b"\n") > MOST_ROWS + 1:
            message = f"at most {MOST_ROWS:,} rows; a longer table is added in parts"
            raise RefusedError(message)
    except RefusedError as error:
        problems.add("", error.value, error.expected)
        return b""
    return content


def check_names(read: TableRead[Event], scenario: Scenario) -> None:
    """Refuse officers, roles, weapon systems and units that the scenario does not state."""
    tables = {row: TableRead(row, Problems("")) for row in ROWS}
    tables[EventRow] = read
    tables[RoleRow].values = list(scenario.roles)
    tables[RoleRow].names = {role.role for role in scenario.roles}
    tables[OfficerRow].names = {officer.officer for officer in scenario.officers}
    tables[UnitRow].names = {unit.unit for unit in scenario.units}
    check_references(Reads(tables.values()), None)
