"""A file of deployments, kept elsewhere: read to be checked, and not kept."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.commitments import Deployment
from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.files import read_regular
from scheduler.domain.findings import Problem
from scheduler.scenario_io import csv_tables
from scheduler.scenario_io.csv_tables import csv_rows
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import read_table
from scheduler.scenario_io.tables import columns_of
from scheduler.scenario_io.tables.commitments import DeploymentRow
from scheduler.scenario_io.tables.row import expected_of
from scheduler.scenario_io.text import shown, shown_path


def read_deployments(path: Path, zone: str) -> tuple[Deployment, ...]:
    """Return the rows of a CSV file of deployments, whether or not anybody knows who they name.

    Parameters
    ----------
    path
        A CSV file with the columns deployment, officer, role, from and until.
    zone
        Time zone of the minutes without a Z.

    Raises
    ------
    BadInputError
        If the file cannot be read or a cell does not hold what its column asks for; all problems together.
    """
    try:
        content = read_regular(path, csv_tables.LARGEST_FILE, follow=True)
    except RefusedError as error:
        raise BadInputError([Problem(shown_path(path), error.value, error.expected)]) from None
    # A row is named by the file alone, as in an audit: its folder tells nothing.
    problems = Problems(shown(path.name))
    read = read_table(DeploymentRow, csv_rows(content), problems, zone)
    columns = columns_of(DeploymentRow)
    for (column, value), (number, _) in read.misnamed.items():
        problems.add(f"{number}:{column}", value, expected_of(columns[column]))
    if problems:
        raise BadInputError(problems.listed(warnings=False))
    return tuple(read.values)
