"""Officers whom overlays let leave and join, checked against the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.errors import BadInputError
from scheduler.domain.scenario import Scenario
from scheduler.domain.turnover import Joiners, Leavers, days_of, holders, with_turnover
from scheduler.scenario_io.overlays import OverlayRead
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import Reads, TableRead, read_table
from scheduler.scenario_io.tables import OfficerRow, RoleRow, columns_of
from scheduler.scenario_io.tables.row import Row, Value, expected_of
from scheduler.scenario_io.tables.turnover import JoinersRow, LeaversRow


@dataclass(frozen=True)
class Turnover:
    """Who leaves and joins, and what is wrong with it."""

    leavers: TableRead[Leavers]
    joiners: TableRead[Joiners]
    problems: Problems

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with them gone and come.

        Raises
        ------
        BadInputError
            If more holders of a role would leave than there are.
        """
        for number, rows in self.leavers.placed():
            if rows.role:
                day = max(rows.from_day, scenario.horizon.first_day)
                leaving = sum(many for _, many in days_of(rows, scenario.horizon.until_day))
                held = len(holders(scenario, rows.role, day))
                if leaving > held:
                    at = f"{number}:{'a_month' if rows.a_month else 'number'}"
                    self.problems.add(at, leaving, f"at most the {held} who hold the role {rows.role} then")
        if self.problems:
            raise BadInputError(self.problems.listed(warnings=False))
        return with_turnover(scenario, self.leavers.values, self.joiners.values)


def read_turnover(overlays: Sequence[OverlayRead], reads: Reads, zone: str) -> Turnover:
    """Return who leaves and joins by overlays; names that are nobody's are told."""
    problems = Problems("overlays")
    leavers, joiners = _read(LeaversRow, overlays, problems, zone), _read(JoinersRow, overlays, problems, zone)
    officers, roles = reads[OfficerRow], reads[RoleRow]
    for number, leaver in leavers.placed():
        _known(f"{number}:officer", leaver.officer, "officer", officers, problems)
        _known(f"{number}:role", leaver.role, "role", roles, problems)
    for number, joiner in joiners.placed():
        _known(f"{number}:like", joiner.like, "officer", officers, problems)
    return Turnover(leavers, joiners, problems)


def _read(row: type[Row[Value]], overlays: Sequence[OverlayRead], problems: Problems, zone: str) -> TableRead[Value]:
    edits = [overlay.tables[row.table] for overlay in overlays if row.table in overlay.tables]
    read = read_table(row, iter([(1, list(columns_of(row)))]), problems, zone, edits)
    for (name, cell), (number, _) in read.misnamed.items():
        problems.add(f"{number}:{name}", cell, expected_of(columns_of(row)[name]))
    return read


def _known(at: str, name: str, what: str, read: TableRead[Any], problems: Problems) -> None:
    if name and read.understood and name not in read.names:
        problems.add(at, name, wrong=f"unknown {what}", known=read.names)
