"""CSV as every table of ours is written: UTF-8, comma, CRLF, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(name: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    name
        Name of the file, for the message.

    Raises
    ------
    BadInputError
        If a cell begins with what a spreadsheet would run as a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows, start=2):
        for column, cell in zip(header, row, strict=True):
            if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS):
                place = f"{name}:{number}:{column}"
                raise BadInputError([Problem(place, cell[:60], "an id that does not begin with =, +, -, @ or a tab")])
        writer.writerow(row)
    return text.getvalue().encode()
