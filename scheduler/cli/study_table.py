"""The table of a study as a CSV file, for its owner alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Write the rows of a study.

    Raises
    ------
    BadInputError
        If the path cannot be written, or a cell is one that a spreadsheet would run.
    """
    from scheduler.cli.private_file import write_private
    from scheduler.views.csv_table import csv_bytes

    write_private(path, csv_bytes(path.name, header, rows))
