"""The export of a duty system or a ticket register, read as a table of a scenario by a column-mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.files import read_regular
from scheduler.domain.findings import Problem
from scheduler.scenario_io.columns import kind_of
from scheduler.scenario_io.csv_tables import LARGEST_FILE, NumberedRow, csv_rows
from scheduler.scenario_io.export_map import ExportMap, PassSection
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.sheet_xml import SheetNotes
from scheduler.scenario_io.table_reader import OverlayRow, read_table
from scheduler.scenario_io.tables.row import columns_of, expected_of
from scheduler.scenario_io.text import column_letter, nearest, shown
from scheduler.scenario_io.workbook import Workbook
from scheduler.scenario_io.writer import table_bytes
from scheduler.scenario_io.written_dates import WrittenDate, WrittenTime

MOST_COLUMNS = 400
_ROWS_APART = 1 << 32
_PLACE = re.compile(r"(\d+):(\w+)")
_DATE, _CLOCK, _MOMENT = "date", "clock time", "minute"
_LISTS = ("ids, `|`", "option codes, `|`", "date spans, `|`")


@dataclass(frozen=True, slots=True)
class Imported:
    """A table made of an export.

    Attributes
    ----------
    content
        The bytes of its CSV file.
    rows
        Rows it has.
    read
        Rows of the export below its headings.
    left_out
        Rows that ``keep`` or ``needs`` left out, counted once for each pass.
    alike
        Rows that were there already, letter for letter.
    """

    content: bytes
    rows: int
    read: int
    left_out: int
    alike: int


def import_table(path: Path, mapping: ExportMap, zone: str = "Europe/London") -> Imported:
    """Return a table made of an export.

    Only what the mapping names is looked at; nothing else of the export is kept or told. What is made is read once more
    by the reader of the table itself, so that what comes out is what `rota check` takes.

    Parameters
    ----------
    path
        A CSV file, or a workbook (``.xlsx``).
    zone
        Zone of minutes that are written without one.

    Raises
    ------
    BadInputError
        With every cell that cannot be read, and every heading that is missing.
    """
    problems = Problems(shown(path.name))
    rows = _rows(path, mapping, problems)
    number, head = next(rows, (0, []))
    places = _places(mapping, number, [cell.strip() for cell in head], problems)
    maker = _Maker(mapping, places, problems)
    below = list(_named(rows, places, len(head), problems)) if not problems else []
    made = [row for number in range(len(mapping.passes)) for row in maker.made(number, below)]
    _check(mapping, made, maker, problems, zone)
    if problems:
        raise BadInputError(problems.listed(warnings=False))
    content = table_bytes(mapping.row.table, [cells for _, cells in made])
    return Imported(content, len(made), len(below), maker.left_out, maker.alike)


def _rows(path: Path, mapping: ExportMap, problems: Problems) -> Iterator[NumberedRow]:
    """Yield the export's rows from the headings on; what cannot be read as a whole is raised at once."""
    try:
        content = read_regular(path, LARGEST_FILE, follow=True)
        if path.suffix.lower() == ".xlsx":
            found = _sheet_rows(Workbook(content), mapping, problems)
        else:
            found = csv_rows(content, mapping.export.delimiter, mapping.export.encoding)
        for number, cells in found:
            if number >= mapping.export.header_row:
                yield number, cells
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)


def _sheet_rows(book: Workbook, mapping: ExportMap, problems: Problems) -> Iterator[NumberedRow]:
    """Yield a sheet's rows, as wide as the headings; a formula or an error in a column that is named is told."""
    sheet = mapping.export.sheet or next(iter(book.sheets), "")
    if sheet not in book.sheets:
        near = nearest(sheet, book.sheets)
        message = f"the name of a sheet of the workbook{f'; did you mean {near!r}?' if near else ''}"
        raise RefusedError(message, "", sheet)
    notes = SheetNotes()
    named: set[str] = set()
    wanted = {heading for one in mapping.passes for heading in one.headings()}
    width = 0
    for number, cells in book.noted_rows(sheet, notes, MOST_COLUMNS):
        if number == mapping.export.header_row:
            width = len(cells)
            named = {column_letter(at) for at, cell in enumerate(cells) if cell.strip() in wanted}
        yield number, [*cells[:width], *[""] * (width - len(cells))] if width else cells
    for place in notes.formulas:
        if place.rpartition(":")[2] in named:
            problems.add(place, "", "a value, not a formula (copy, then paste special: values)")
    for place in notes.errors:
        if place.rpartition(":")[2] in named and place not in notes.formulas:
            problems.add(place, "", "a value, not an error such as #N/A")


def _places(mapping: ExportMap, number: int, head: Sequence[str], problems: Problems) -> dict[str, int]:
    """Return the column of each heading that the mapping names; those that are missing or doubled are told."""
    if number != mapping.export.header_row:
        if not problems:
            problems.add(
                f"{mapping.export.header_row}", "", "the headings of the export; header_row says where they are"
            )
        return {}
    wanted = dict.fromkeys(heading for one in mapping.passes for heading in one.headings())
    for heading in wanted:
        if head.count(heading) > 1:
            problems.add(f"{number}", heading, "each heading that the mapping names once")
        elif heading not in head:
            told = f"a heading of the export, named in {mapping.place}"
            problems.add(f"{number}", heading, told, wrong="no such heading", known=[text for text in head if text])
    return {heading: head.index(heading) for heading in wanted if heading in head}


def _named(
    rows: Iterator[NumberedRow], places: Mapping[str, int], width: int, problems: Problems
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the cells that the mapping names of each row that is not empty; all others are forgotten at once."""
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            problems.add(f"{number}", "", f"{width} cells, as the headings have, not {len(cells)}")
            continue
        yield number, {heading: cells[place].strip() for heading, place in places.items()}


class _Maker:
    """Makes rows of a table of rows of an export, and counts what it leaves out."""

    def __init__(self, mapping: ExportMap, places: Mapping[str, int], problems: Problems) -> None:
        self.left_out = 0
        self.alike = 0
        self.places = places
        self._mapping = mapping
        self._problems = problems
        self._columns = columns_of(mapping.row)
        self._dates = WrittenDate(mapping.export.dates)
        self._times = WrittenTime(mapping.export.times)
        self._seen: set[tuple[str, ...]] = set()

    def made(self, number: int, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows one pass makes, each with the number of the export's row."""
        one = self._mapping.passes[number]
        for at, held in rows:
            if not self._wanted(one, held):
                self.left_out += 1
                continue
            row = {**one.fixed, **{name: self._cell(one, name, at, held[head]) for name, head in one.columns.items()}}
            key = tuple(row.get(name, "") for name in self._columns)
            if key in self._seen:
                self.alike += 1
                continue
            self._seen.add(key)
            yield (OverlayRow(number * _ROWS_APART + at, f"{at}") if number else at), row

    def _wanted(self, one: PassSection, held: Mapping[str, str]) -> bool:
        return all(held[heading] in texts for heading, texts in one.keep.items()) and all(
            held[heading] for heading in one.needs
        )

    def _cell(self, one: PassSection, name: str, at: int, text: str) -> str:
        """Return a cell of the table; one that cannot be made is told and left empty."""
        if name in one.values:
            return self._valued(one.values[name], name, at, text, one.columns[name])
        kind = kind_of(self._columns[name])
        try:
            return self._written(kind.name if kind else "", text) if text else ""
        except ValueError:
            form = {_DATE: self._dates.form, _CLOCK: self._times.form}
            expected = form.get(
                kind.name if kind else "", f"{self._dates.form} {self._times.form}, or {self._dates.form}"
            )
            self._refuse(
                at, one.columns[name], text, f"a {kind.name if kind else 'value'} written {expected}, that exists"
            )
            return ""

    def _written(self, kind: str, text: str) -> str:
        """Return a date, a time or a list as tables have it; anything else as it is."""
        if kind == _DATE:
            return self._dates.iso(text)
        if kind == _CLOCK:
            return self._times.clock(text)
        if kind == _MOMENT:
            return self._moment(text)
        if kind in _LISTS:
            return "|".join(part.strip() for part in text.split(self._mapping.export.lists) if part.strip())
        return text

    def _moment(self, text: str) -> str:
        """Return a minute; a date alone stays one, and what ends with Z is left to the table."""
        if text.endswith("Z"):
            return text
        on, _, clock = text.replace("T", " ", 1).rpartition(" ")
        try:
            return self._dates.iso(text)
        except ValueError:
            return f"{self._dates.iso(on.strip())} {self._times.clock(clock)}"

    def _valued(self, values: Mapping[str, str], name: str, at: int, text: str, heading: str) -> str:
        """Return what a text of the export means; case does not count where it is clear without."""
        if text in values:
            return values[text]
        alike = [meant for said, meant in values.items() if said.casefold() == text.casefold()]
        if len(alike) == 1:
            return alike[0]
        if text:
            section = f"[{self._mapping.row.table}.values.{name}] of {self._mapping.place}"
            self._refuse(at, heading, text, f"a text of {section}: add it there", known=values)
        return ""

    def _refuse(self, at: int, heading: str, text: str, expected: str, known: Mapping[str, str] | None = None) -> None:
        self._problems.add(f"{at}:{column_letter(self.places[heading])}", text, expected, known=known or ())


def _check(
    mapping: ExportMap, made: Sequence[tuple[int, Mapping[str, str]]], maker: _Maker, problems: Problems, zone: str
) -> None:
    """Read what was made as the table will be read, and tell what is wrong by the export's cells."""
    if problems and not made:
        return
    columns = columns_of(mapping.row)
    about = Problems(problems.place)
    numbered = [(1, list(columns)), *((at, [cells.get(name, "") for name in columns]) for at, cells in made)]
    read = read_table(mapping.row, iter(numbered), about, zone)
    for (name, value), (at, rows) in read.misnamed.items():
        more = f"; in {rows:,} rows" if rows > 1 else ""
        about.add(f"{at}:{name}", value, f"{expected_of(columns[name])}{more}")
    told = {problem.place for problem in problems.listed(warnings=False)}
    for problem in about.listed(warnings=False):
        found = _export_place(problem, mapping, maker.places, problems.place)
        if found.place not in told:
            problems.add(found.place.removeprefix(f"{problems.place}:"), found.value, found.expected, wrong=found.wrong)


def _export_place(problem: Problem, mapping: ExportMap, places: Mapping[str, int], name: str) -> Problem:
    """Return a problem with a cell of the table as one with the export's cell it was made of."""
    match = _PLACE.fullmatch(problem.place.removeprefix(f"{name}:"))
    if match is None:
        return problem
    headings = [one.columns[match[2]] for one in mapping.passes if match[2] in one.columns]
    about = f"{problem.expected} (column {match[2]} of {mapping.row.table})"
    if not headings or headings[0] not in places:
        return replace(problem, expected=about)
    return replace(problem, place=f"{name}:{match[1]}:{column_letter(places[headings[0]])}", expected=about)
