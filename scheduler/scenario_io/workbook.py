"""An ``.xlsx`` workbook: its sheets, and the rows of each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.errors import RefusedError
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.sheet_xml import (
    EPOCH,
    EPOCH_1904,
    MOST_COLUMNS,
    BookText,
    SheetNotes,
    date_styles,
    elements,
    shared_strings,
    sheet_rows,
)
from scheduler.scenario_io.zip_parts import MOST_PARTS, ZipParts

_MOST_SHEETS = 200
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION_ID = "http://purl.oclc.org/ooxml/officeDocument/relationships id"
_PLACES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name, where its XML is, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """A workbook opened for reading.

    Parameters
    ----------
    content
        The file's bytes.

    Raises
    ------
    RefusedError
        If it is damaged or breaks a bound; also while rows are read.
    """

    def __init__(self, content: bytes) -> None:
        self._parts = ZipParts(content)
        if _BOOK not in self._parts or _RELATIONS not in self._parts:
            message = "an .xlsx workbook; this archive is something else"
            raise RefusedError(message)
        self._counts_from_1904 = False
        self.sheets = self._sheets()
        strings = shared_strings(self._parts.chunks(_STRINGS), _STRINGS) if _STRINGS in self._parts else []
        dates = date_styles(self._parts.chunks(_STYLES), _STYLES) if _STYLES in self._parts else frozenset[str]()
        self._text = BookText(strings, dates, EPOCH_1904 if self._counts_from_1904 else EPOCH)

    def _sheets(self) -> dict[str, Sheet]:
        targets = self._targets()
        found: dict[str, Sheet] = {}
        for tag, attributes in elements(self._parts.chunks(_BOOK), _BOOK):
            if tag == "workbookPr":
                self._counts_from_1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                relation = attributes.get(_RELATION_ID) or attributes.get(_STRICT_RELATION_ID, "")
                name = attributes.get("name", "")
                hidden = attributes.get("state", "visible") != "visible"
                found[name] = Sheet(name, targets.get(relation, "").removeprefix("/"), hidden)
                if len(found) > _MOST_SHEETS:
                    message = f"a workbook of at most {_MOST_SHEETS} sheets"
                    raise RefusedError(message)
        return found

    def _targets(self) -> dict[str, str]:
        """Return the part of each relation a sheet can be named by."""
        targets: dict[str, str] = {}
        for tag, attributes in elements(self._parts.chunks(_RELATIONS), _RELATIONS):
            if tag == "Relationship" and len(targets) < MOST_PARTS:
                part = posixpath.normpath(posixpath.join("xl", attributes.get("Target", "")))
                targets[attributes.get("Id", "")] = part
        return targets

    def rows(self, name: str, problems: Problems) -> Iterator[NumberedRow]:
        """Yield the rows of a sheet; afterwards what is hidden, filtered, merged or a formula is among the problems."""
        notes = SheetNotes()
        try:
            yield from self.noted_rows(name, notes)
        finally:
            _tell(self.sheets[name], notes, problems)

    def noted_rows(self, name: str, notes: SheetNotes, most_columns: int = MOST_COLUMNS) -> Iterator[NumberedRow]:
        """Yield the rows of a sheet; afterwards what it has besides values is in the notes, for the caller to judge."""
        sheet = self.sheets[name]
        if sheet.part not in self._parts:
            message = "an undamaged workbook; the sheet's part is missing"
            raise RefusedError(message)
        yield from sheet_rows(self._parts.chunks(sheet.part), sheet.part, self._text, notes, most_columns)


def _tell(sheet: Sheet, notes: SheetNotes, problems: Problems) -> None:
    for place in notes.formulas:
        problems.add(place, "", "a value, not a formula (copy, then paste special: values)")
    for place in notes.errors:
        problems.add(place, "", "a value, not an error such as #N/A")
    if sheet.hidden:
        problems.warn("", "", "the sheet is hidden; it is read all the same")
    if notes.hidden_rows:
        rows = ", ".join(str(number) for number in notes.hidden_rows[:_PLACES_TOLD])
        more = len(notes.hidden_rows) - _PLACES_TOLD
        told = f"{rows} and {more} more" if more > 0 else rows
        problems.warn("", "", f"hidden rows are read all the same: {told}")
    if notes.hidden_columns:
        problems.warn("", "", "hidden columns are read all the same")
    if notes.filtered:
        problems.warn("", "", "a filter is set; the rows it hides are read all the same")
    if notes.merged:
        problems.warn("", "", "merged cells: only the first of them holds the value")
