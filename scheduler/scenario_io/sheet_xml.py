"""The XML parts of a workbook, read as streams: shared strings, styles and the rows of a sheet.

Values, hidden rows, filters and formulas come from one pass over the XML. A reader that lays a sheet out as a grid
would need half a terabyte for a file of five kilobytes with one cell in each of two corners.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from xml.parsers import expat

from scheduler.domain.errors import RefusedError
from scheduler.scenario_io.csv_tables import LONGEST_CELL, MOST_ROWS, NumberedRow
from scheduler.scenario_io.text import column_letter

MOST_COLUMNS = 100
_MOST_STRINGS = 4_000_000
_MOST_FORMATS = 10_000
_MOST_NOTES = 1_000
_LONGEST_TAG = 1 << 20
_LONGEST_RANGE = 40
_LETTERS = re.compile(r"[A-Z]{1,3}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone
_FIRST_SAFE_SERIAL = 61  # before it, Excel counts a 29 February 1900 that never was

Attributes = dict[str, str]
_Noted = TypeVar("_Noted", int, str)


@dataclass
class SheetNotes:
    """What a sheet has besides values, found while its rows are read.

    Attributes
    ----------
    hidden_rows
        Numbers of the hidden rows that hold something.
    formulas, errors
        Places (``41:D``) of cells with a formula, and of cells that show an error such as ``#N/A``.
    merged
        Ranges (``D5:E6``) of merged cells.
    hidden_columns, filtered
        Whether a column is hidden, or a filter is set.
    """

    hidden_rows: list[int] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    hidden_columns: bool = False
    filtered: bool = False
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BookText:
    """What cells refer to: shared strings, the styles that show a date or a time, and the day that dates count from."""

    strings: list[str]
    dates: frozenset[str]
    epoch: datetime


def parsed(chunks: Iterable[bytes], parser: expat.XMLParserType, name: str) -> Iterator[None]:
    """Feed a part to a parser, yielding after each chunk.

    Raises
    ------
    RefusedError
        If the XML is damaged, has an endless tag, or declares a document type (which could define entities without
        end).
    """

    def refuse(*_declaration: object) -> None:
        message = f"a workbook without a document type; part {name} declares one"
        raise RefusedError(message)

    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            # A tag is held, and looked through again, until its end has come.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                message = f"tags of at most {_LONGEST_TAG} bytes; part {name} has a longer one"
                raise RefusedError(message)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = f"an undamaged workbook; part {name} is damaged at line {error.lineno}, column {error.offset + 1}"
        raise RefusedError(message) from None
    yield


def elements(chunks: Iterable[bytes], name: str) -> Iterator[tuple[str, Attributes]]:
    """Yield the elements of a part in order, by local name, with their attributes."""
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[tuple[str, Attributes]] = []
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    for _ in parsed(chunks, parser, name):
        yield from found
        found.clear()


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


class _Text:
    """Gathers character data up to one character more than a cell may have."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, data: str) -> None:
        if self._size <= LONGEST_CELL:
            self._parts.append(data[: LONGEST_CELL + 1 - self._size])
            self._size += len(data)

    def take(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def shared_strings(chunks: Iterable[bytes], name: str) -> list[str]:
    """Return the texts that cells refer to by number; phonetic readings are left out."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    strings: list[str] = []
    text = _Text()
    phonetic = 0

    def start(tag: str, _attributes: Attributes) -> None:
        nonlocal phonetic
        local = _local(tag)
        if local == "rPh":
            phonetic += 1
        elif local == "t" and not phonetic:
            parser.CharacterDataHandler = text.add

    def end(tag: str) -> None:
        nonlocal phonetic
        local = _local(tag)
        if local == "t":
            parser.CharacterDataHandler = None
        elif local == "rPh":
            phonetic -= 1
        elif local == "si":
            if len(strings) >= _MOST_STRINGS:
                message = f"at most {_MOST_STRINGS} different texts"
                raise RefusedError(message)
            strings.append(text.take())

    parser.StartElementHandler, parser.EndElementHandler = start, end
    for _ in parsed(chunks, parser, name):
        pass
    return strings


def date_styles(chunks: Iterable[bytes], name: str) -> frozenset[str]:
    """Return the numbers of the cell styles that show a number as a date or a time."""
    custom: dict[str, str] = {}
    dates = set()
    inside = False
    count = 0
    for tag, attributes in elements(chunks, name):
        if tag == "numFmt" and len(custom) < _MOST_FORMATS:
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            if _shows_date(attributes.get("numFmtId", "0"), custom):
                dates.add(str(count))
            count += 1
    return frozenset(dates)


def _shows_date(number: str, custom: dict[str, str]) -> bool:
    if number in custom:
        return any(letter in "dmyhs" for letter in _NOT_A_DATE.sub("", custom[number]).lower())
    return number.isdigit() and len(number) < 6 and int(number) in _DATE_FORMATS


def sheet_rows(
    chunks: Iterable[bytes], name: str, book: BookText, notes: SheetNotes, most_columns: int = MOST_COLUMNS
) -> Iterator[NumberedRow]:
    """Yield a sheet's rows that hold something, by the numbers a spreadsheet shows; all as wide as the first.

    Parameters
    ----------
    chunks
        The sheet's XML.
    name
        Name of the part.
    notes
        Filled while the rows are read.
    most_columns
        Columns a sheet may have.

    Raises
    ------
    RefusedError
        While iterating, where the XML is damaged, has too many rows or columns, or a cell is too long.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    reader = _SheetReader(parser, book, notes, most_columns)
    width = 0
    for _ in parsed(chunks, parser, name):
        for number, cells in reader.ready:
            width = width or max(cells) + 1
            yield number, [cells.get(at, "") for at in range(max(width, max(cells) + 1))]
        reader.ready.clear()


class _SheetReader:
    """Handlers of a sheet's elements; ``ready`` holds the rows finished since it was last cleared."""

    def __init__(self, parser: expat.XMLParserType, book: BookText, notes: SheetNotes, most_columns: int) -> None:
        self.ready: list[tuple[int, dict[int, str]]] = []
        self._parser = parser
        self._book = book
        self._notes = notes
        self._most_columns = most_columns
        self._text = _Text()
        self._row = 0
        self._column = -1
        self._cells: dict[int, str] = {}
        self._hidden = False
        self._kind = ""
        self._style = ""
        self._phonetic = False
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_value,
            "t": self._start_value,
            "f": self._start_formula,
            "rPh": self._start_phonetic,
            "col": self._start_column,
            "filterColumn": self._start_filter,
            "mergeCell": self._start_merge,
        }
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: Attributes) -> None:
        if (handler := self._starts.get(_local(tag))) is not None:
            handler(attributes)

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        before = self._row
        self._row = int(number) if number.isdecimal() and len(number) < 8 else before + 1
        if not before < self._row <= MOST_ROWS:
            message = f"rows in order, at most {MOST_ROWS}"
            raise RefusedError(message, str(self._row))
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._cells = {}
        self._column = -1

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r", "")
        index = _column_index(reference.rstrip("0123456789")) if reference else self._column + 1
        self._column = self._most_columns if index is None else index
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")

    def _start_value(self, _attributes: Attributes) -> None:
        if not self._phonetic:
            self._parser.CharacterDataHandler = self._text.add

    def _start_formula(self, _attributes: Attributes) -> None:
        _note(self._notes.formulas, self._place())

    def _start_phonetic(self, _attributes: Attributes) -> None:
        self._phonetic = True

    def _start_column(self, attributes: Attributes) -> None:
        self._notes.hidden_columns |= attributes.get("hidden") in ("1", "true")

    def _start_filter(self, _attributes: Attributes) -> None:
        self._notes.filtered = True

    def _start_merge(self, attributes: Attributes) -> None:
        _note(self._notes.merged, attributes.get("ref", "")[:_LONGEST_RANGE])

    def _end(self, tag: str) -> None:
        local = _local(tag)
        if local in ("v", "t"):
            self._parser.CharacterDataHandler = None
        elif local == "c":
            self._end_cell()
        elif local == "rPh":
            self._phonetic = False
        elif local == "row" and self._cells:
            if self._hidden:
                _note(self._notes.hidden_rows, self._row)
            self.ready.append((self._row, self._cells))
            self._cells = {}

    def _end_cell(self) -> None:
        text = self._text.take()
        if not text:
            return
        if self._kind == "e":
            _note(self._notes.errors, self._place())
        text = self._shown(text)
        if len(text) > LONGEST_CELL:
            message = f"cells of at most {LONGEST_CELL} characters"
            raise RefusedError(message, self._place())
        if self._column >= self._most_columns:
            message = f"at most {self._most_columns} columns"
            raise RefusedError(message, self._place(), text)
        if text:
            self._cells[self._column] = text

    def _shown(self, text: str) -> str:
        """Return a cell's text as the table would have it in a CSV file."""
        if self._kind == "s":
            if text.isdecimal() and len(text) < 9 and int(text) < len(self._book.strings):
                return self._book.strings[int(text)]
            message = "an undamaged workbook; this cell refers to a text that is missing"
            raise RefusedError(message, self._place())
        if self._kind == "b":
            return "yes" if text == "1" else "no"
        if self._kind == "d":
            return text.removesuffix("T00:00:00")
        if self._kind == "n":
            return number_text(text, self._book.epoch if self._style in self._book.dates else None)
        return text

    def _place(self) -> str:
        return f"{self._row}:{column_letter(self._column)}"


def _note(notes: list[_Noted], note: _Noted) -> None:
    """Keep a note, unless there are a thousand already."""
    if len(notes) < _MOST_NOTES:
        notes.append(note)


@lru_cache(maxsize=1024)
def _column_index(letters: str) -> int | None:
    """Return the number of the column with these letters, or None where no sheet has such a one."""
    if not _LETTERS.fullmatch(letters):
        return None
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def number_text(text: str, epoch: datetime | None) -> str:
    """Return a number as a CSV file would have it.

    Parameters
    ----------
    text
        The number as the workbook stores it, such as ``46307`` or ``0.29166666``.
    epoch
        Day that dates count from, where the cell shows a date or a time; None for a plain number.

    Returns
    -------
    str
        ``2026-10-12``, ``07:00``, ``40`` or ``37.5``; what is no number or no date in reach comes back unchanged.
    """
    try:
        number = float(text)
    except ValueError:
        return text
    if epoch is None:
        return str(int(number)) if abs(number) < 1e15 and number == int(number) else text
    if 0 <= number <= 1:
        minutes = round(number * 24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if not _FIRST_SAFE_SERIAL <= number < 200_000:
        return text
    moment = epoch + timedelta(seconds=round(number * 86_400))
    return moment.date().isoformat() if number == int(number) else moment.isoformat(" ")
