"""The rows of one table, checked cell by cell and made into domain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, Self

from pydantic import ValidationError

from scheduler.domain.errors import RefusedError
from scheduler.scenario_io.columns import ID_KIND, kind_of
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import MOST_PER_FILE, Problems
from scheduler.scenario_io.row_edits import StatedRow, TableEdits, edited
from scheduler.scenario_io.tables.row import Place, Row, Value, columns_of, expected_of, field_names
from scheduler.scenario_io.text import column_letter

_REASONS = frozenset(("reason", "reasons", "why", "cause", "diagnosis", "note", "notes", "comment", "comments"))


class OverlayRow(int):
    """Number of a row that stands in an overlay, which says so wherever it is told.

    It is greater than the numbers of the table's own rows, so that what contradicts them is told of the overlay.
    """

    place: str

    def __new__(cls, number: int, place: str) -> Self:
        """Return the number of a row at a place such as ``overlay surge.toml, [[cover]] 3``."""
        row = super().__new__(cls, number)
        row.place = place
        return row

    def __format__(self, spec: str) -> str:
        """Return the place instead of the number."""
        return format(self.place, spec)


def row_words(number: int) -> str:
    """Return how a row is called in a sentence: ``row 3``, or where it stands in an overlay."""
    return f"{number}" if isinstance(number, OverlayRow) else f"row {number}"


@dataclass
class TableRead(Generic[Value]):
    """One table as it was read.

    Attributes
    ----------
    values
        Domain values of the rows in which every cell is right.
    rows
        The row number of each value.
    names
        First key column of every row, also of wrong ones, so that one mistake is not reported again wherever the row
        is referred to.
    problems
        What is wrong with the table.
    misnamed
        Cells that should hold an id and do not, by column and value: the first row and how many rows. They are told
        once the other tables are known, since an id that is wrong where it is stated is wrong wherever it is used.
    understood
        False where the file is missing or its header is wrong, so that nothing follows from what it does not hold.
    """

    row: type[Row[Value]]
    problems: Problems
    understood: bool = True
    values: list[Value] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    misnamed: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def placed(self) -> Iterator[tuple[int, Value]]:
        """Yield each value with its row number."""
        return zip(self.rows, self.values, strict=True)


class Reads:
    """Every table as it was read, by its row model."""

    def __init__(self, tables: Iterable[TableRead[Any]]) -> None:
        self._tables = {read.row: read for read in tables}

    def __getitem__(self, row: type[Row[Value]]) -> TableRead[Value]:
        """Return the table of a row model."""
        return self._tables[row]

    def __iter__(self) -> Iterator[TableRead[Any]]:
        """Iterate over the tables in their order."""
        return iter(self._tables.values())


def read_table(
    row: type[Row[Value]],
    numbered: Iterator[NumberedRow],
    problems: Problems,
    zone: str,
    laid_over: Sequence[TableEdits] = (),
) -> TableRead[Value]:
    """Return a table from the numbered rows of its file or sheet, the header first.

    Parameters
    ----------
    row
        The table's row model.
    numbered
        Rows as text; may raise ``RefusedError`` while it is read.
    problems
        Where errors are added.
    zone
        The scenario's time zone.
    laid_over
        What overlays do to the table, in their order; what they change is among what each has found.
    """
    read = TableRead(row, problems)
    try:
        number, header = next(numbered, (0, []))
        names = _header(row, number, header, problems)
        if names is None:
            read.understood = False
        else:
            reader = _Reader(read, zone)
            rows = reader.stated(names, numbered)
            for edits in laid_over:
                kept = edited(row, rows, edits.edits, edits.found, problems)
                rows = chain(kept, reader.stated(list(columns_of(row)), edits.added))
            reader.take(rows)
    except RefusedError as error:
        read.understood = False
        problems.add(error.at, error.value, error.expected)
    return read


def _header(row: type[Row[Value]], number: int, header: Sequence[str], problems: Problems) -> list[str] | None:
    """Return the header's column names, or None where the rows below cannot be understood."""
    names = [cell.strip(" ") for cell in header]
    columns = columns_of(row)
    if number != 1 or not any(names):
        problems.add("1", "", f"a header row: {','.join(columns)}")
        return None
    if len(names) == 1 and any(mark in names[0] for mark in ";\t"):
        problems.add("1", names[0], "columns separated by commas")
        return None
    understood = True
    for at, name in enumerate(names):
        if name in names[:at]:
            problems.add(f"1:{column_letter(at)}", name, "each column once")
            understood = False
        elif name not in columns:
            refuse_column(f"1:{column_letter(at)}", name, columns, problems)
    for name, column in columns.items():
        if column.is_required() and name not in names:
            problems.add("1", "", f"a column {name!r}")
            understood = False
    return names if understood else None


def refuse_column(place: str, name: str, columns: Mapping[str, object], problems: Problems) -> None:
    """Refuse a column that the table does not have; one for a reason is told why there is none."""
    if name.casefold() in _REASONS:
        problems.add(place, name, "no column for a reason or a note: why someone is away is never kept")
    else:
        problems.add(place, name, ", ".join(columns), wrong="unknown column", known=columns)


class _Reader(Generic[Value]):
    """What reading the rows of one table takes; kept small, since it runs for every row."""

    def __init__(self, read: TableRead[Value], zone: str) -> None:
        self._read = read
        self._row = read.row
        self._problems = read.problems
        self._zone = zone
        self._known = columns_of(read.row)
        self._key_column = read.row.key[0]
        fields = field_names(read.row)
        self._key_of = attrgetter(*(fields[name] for name in read.row.key))
        self._seen: dict[object, int] = {}
        # A class that does not override the method has nothing to contradict: the call is saved.
        self._contradictory = read.row.contradictions is not Row.contradictions

    def take(self, rows: Iterable[StatedRow]) -> None:
        """Read every row."""
        for number, stated in rows:
            self._take_row(number, stated)

    def stated(self, names: list[str], numbered: Iterable[NumberedRow]) -> Iterator[StatedRow]:
        """Yield the cells of every row that are not empty; they stand under these names."""
        width = len(names)
        known, key_column = self._known, self._key_column
        for number, cells in numbered:
            stated = {
                name: text
                for name, cell in zip(names, cells, strict=False)
                if (text := cell.strip(" ")) and name in known
            }
            if len(cells) != width:
                if any(cell.strip(" ") for cell in cells):
                    self._read.names.add(stated.get(key_column, ""))
                    self._refuse_width(number, cells, width)
                continue
            if stated:
                yield number, stated

    def _take_row(self, number: int, stated: Mapping[str, str]) -> None:
        self._read.names.add(stated.get(self._key_column, ""))
        try:
            row: Row[Value] = self._row.__pydantic_validator__.validate_python(stated)
        except ValidationError as error:
            self._refuse_cells(number, error)
            return
        key = self._key_of(row)
        first = self._seen.setdefault(key, number)
        if first != number:
            self._refuse_duplicate(number, stated, first)
            return
        if self._contradictory:
            wrong = list(row.contradictions())
            for name, expected in wrong:
                self._problems.add(f"{number}:{name}", stated.get(name, ""), expected)
            if wrong:
                return
        self._read.values.append(row.value(Place(self._problems.whole_place(f"{number}"), self._zone)))
        self._read.rows.append(number)

    def _refuse_width(self, number: int, cells: list[str], width: int) -> None:
        expected = f"{width} cells, as in the header, not {len(cells)}"
        at = column_letter(min(len(cells), width))
        self._problems.add(f"{number}:{at}", "", expected)

    def _refuse_cells(self, number: int, error: ValidationError) -> None:
        if self._problems.full:
            self._problems.add_unseen(error.error_count())
            return
        for wrong in error.errors(include_url=False):
            name = str(wrong["loc"][0])
            column = self._known[name]
            if wrong["type"] == "missing":
                self._problems.add(f"{number}:{name}", "", f"{expected_of(column)}, not an empty cell")
                continue
            kind = kind_of(column)
            if kind is not None and kind.name == ID_KIND and self._misnamed(number, name, wrong["input"]):
                continue
            cause = wrong.get("ctx", {}).get("error")
            expected = str(cause or "") or expected_of(column)
            self._problems.add(f"{number}:{name}", wrong["input"], expected)

    def _misnamed(self, number: int, name: str, value: str) -> bool:
        """Keep a wrong id for later; False where there are so many that this one is told or counted at once."""
        kept = self._read.misnamed
        if (name, value) not in kept and len(kept) >= MOST_PER_FILE:
            return False
        kept.setdefault((name, value), [number, 0])[1] += 1
        return True

    def _refuse_duplicate(self, number: int, stated: Mapping[str, str], first: int) -> None:
        key = self._row.key
        self._problems.add(
            f"{number}:{key[0]}",
            " ".join(stated.get(name, "") for name in key).strip(),
            f"each {' + '.join(key)} once; {row_words(first)} has it already",
        )
