"""The rows of a run's ``rota.csv`` that are some officers', where the rest of it is as the run has it."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from scheduler.domain.files import read_named
from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day

_KEY = ("officer", "force_day", "tour", "post")


def rows_of(path: Path, held: Sequence[Assignment], officers: Collection[str]) -> bytes | None:
    """Return the head and the rows of some officers; None where it is not sure that all rows are those of the run.

    Parameters
    ----------
    held
        The assignments of the run.
    """
    from scheduler.audit import MOST_BYTES

    try:
        rows = list(csv.reader(io.StringIO(read_named(path, MOST_BYTES).decode("utf-8"), newline="")))
        columns = [rows[0].index(name) for name in _KEY]
        found = sorted(tuple(row[at] for at in columns) for row in rows[1:])
    except (UnicodeDecodeError, csv.Error, ValueError, IndexError):
        return None
    days = {day: iso_day(day) for day in {one.day for one in held}}
    if found != sorted((one.officer, days[one.day], one.tour, one.post) for one in held):
        return None
    text = io.StringIO(newline="")
    csv.writer(text).writerows(row for at, row in enumerate(rows) if at == 0 or row[columns[0]] in officers)
    return text.getvalue().encode()
