"""Rows that an overlay states, as the text that cells of a CSV file would hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.row_edits import EDITS, EditKind, RowEdit
from scheduler.scenario_io.table_reader import OverlayRow, refuse_column
from scheduler.scenario_io.tables import Row, columns_of
from scheduler.scenario_io.text import shown

MOST_WHOLE = 1 << 62
"""Largest whole number looked at; no column takes one so large."""
EDITS_APART = 1 << 28
"""More rows than any overlay has of one kind, so that a row's number says of which it is."""


@dataclass(frozen=True)
class OverlayRows:
    """Makes rows of text of the arrays of tables of an overlay.

    Attributes
    ----------
    before
        A number that is greater than those of all rows that stand before the overlay's.
    """

    problems: Problems
    before: int

    def added(self, row: type[Row[Any]], value: object) -> list[NumberedRow]:
        """Return the rows of one table; what no cell can hold is refused here."""
        empty = dict.fromkeys(columns_of(row), "")
        return [
            (number, list({**empty, **cells}.values()))
            for number, cells in self._read(row, row.table, value, self.before)
        ]

    def edits(self, row: type[Row[Any]], kind: EditKind, value: object) -> list[RowEdit]:
        """Return what is done to rows of one table that are there already."""
        before = self.before + (EDITS.index(kind) + 1) * EDITS_APART
        stated = self._read(row, f"{kind}.{row.table}", value, before)
        return [RowEdit(number, kind, cells) for number, cells in stated]

    def _read(self, row: type[Row[Any]], name: str, value: object, before: int) -> Iterator[tuple[int, dict[str, str]]]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problems.add("", name, f"tables [[{name}]], one a row")
            return
        for number, item in enumerate(value, start=1):
            place = f"{self.problems.place}, [[{name}]] {number}"
            cells = self._cells(row, place, item)
            if cells is not None:
                yield OverlayRow(before + number, place), cells

    def _cells(self, row: type[Row[Any]], place: str, item: Mapping[str, object]) -> dict[str, str] | None:
        """Return the cells stated, or None where a value is none that a cell could hold."""
        columns, cells, right = columns_of(row), dict[str, str](), True
        for name, value in item.items():
            at = f"{place}:{shown(name)}"
            if name not in columns:
                refuse_column(at, name, columns, self.problems)
                continue
            try:
                cells[name] = _cell(value)
            except NoCellError as error:
                self.problems.add(at, value, str(error))
                right = False
        return cells if right else None


class NoCellError(Exception):
    """A value that no cell could hold; says what one could."""


def _cell(value: object) -> str:
    """Return a TOML value as the cell of a CSV file would state it.

    Raises
    ------
    NoCellError
        If none would.
    """
    if isinstance(value, list):
        return "|".join(_one(item) for item in value)
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        message = f"a whole number of at most {MOST_WHOLE:,}"
        raise NoCellError(message)
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, datetime | time) and (value.second or value.microsecond):
        message = "a whole minute"
        raise NoCellError(message)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return f"{value:%Y-%m-%d %H:%M}"
        try:
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        except OverflowError:
            message = "an instant that the calendar has in UTC as well"
            raise NoCellError(message) from None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    message = "text, a number, true or false, a date, a time, or a list of these"
    raise NoCellError(message)
