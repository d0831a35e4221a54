"""Planner's workbooks as a spreadsheet would save them after somebody has typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from scheduler.scenario_io.sheet_xml import SheetNotes
from scheduler.scenario_io.workbook import Workbook
from scheduler.views.planner_grid import ABOUT, FACTS, HEAD_ROW, SHEET

Cells = list[list[Any]]


def sheets_of(content: bytes) -> dict[str, Cells]:
    """Return the grid and the sheet about it, row by row, empty rows too."""
    book = Workbook(content)
    found: dict[str, Cells] = {}
    for name in (SHEET, ABOUT):
        rows: Cells = []
        for number, cells in book.noted_rows(name, SheetNotes(), 400):
            rows += [[] for _ in range(number - 1 - len(rows))] + [list(cells)]
        found[name] = rows
    return found


def saved(path: Path, sheets: Mapping[str, Cells], merged: Sequence[str] = ()) -> Path:
    """Write sheets as a workbook: numbers as numbers, texts that begin with = as formulas, all else as text."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(at, place, cell, value="E")
                    elif isinstance(cell, str):
                        sheet.write_string(at, place, cell)
                    else:
                        sheet.write_number(at, place, cell)
            for area in merged if name == SHEET else ():
                sheet.merge_range(area, "E")
    return path


def cell_of(rows: Cells, officer: str, day: str) -> str:
    """Return the address of an officer's cell of a force day."""
    row = next(at for at, cells in enumerate(rows) if at >= HEAD_ROW and cells and cells[0] == officer)
    return str(xl_rowcol_to_cell(row, rows[HEAD_ROW - 1].index(day)))


def typed(rows: Cells, changes: Mapping[str, Any]) -> Cells:
    """Return the rows with some cells typed over, by their addresses."""
    made = [list(cells) for cells in rows]
    for cell, value in changes.items():
        row, column = xl_cell_to_rowcol(cell)
        made[row] += [""] * (column + 1 - len(made[row]))
        made[row][column] = value
    return made


def n_facts() -> int:
    """Return how many columns stand before the days."""
    return len(FACTS)
