"""Workbooks for tests: the small scenario as one, and workbooks with parts put in by hand."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from scheduler.scenario_io.writer import settings_rows
from tests.scenario_io.small import FILES

Cells = dict[str, list[list[Any]]]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def small_cells() -> Cells:
    """Return the small scenario's sheets as rows of text, the header first."""
    settings = settings_rows(tomllib.loads(FILES["scenario.toml"]))
    sheets: Cells = {"scenario": [["section", "key", "value"], *([*row.values()] for row in settings)]}
    for name, text in FILES.items():
        if name.endswith(".csv"):
            sheets[name.removesuffix(".csv")] = list(csv.reader(io.StringIO(text)))
    return sheets


def small_book(path: Path, cells: Cells | None = None) -> Path:
    """Write sheets of text, by default the small scenario's."""
    with xlsxwriter.Workbook(path) as book:
        fill(book, cells or small_cells())
    return path


def fill(book: xlsxwriter.Workbook, cells: Cells) -> dict[str, Any]:
    """Add sheets of text to a workbook, and return them by name."""
    sheets = {}
    for name, rows in cells.items():
        sheets[name] = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheets[name].write_string(at, column, text)
    return sheets


def with_parts(path: Path, changes: Mapping[str, str | bytes]) -> Path:
    """Replace parts of a workbook, or add them."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changes}.items():
            archive.writestr(name, content)
    return path


def sheet_part(path: Path, sheet: str) -> str:
    """Return the name of the part a sheet is in, for a workbook written by xlsxwriter."""
    return f"xl/worksheets/sheet{list(small_cells()).index(sheet) + 1}.xml"


def sheet_xml(body: str) -> str:
    """Return a sheet's XML around the rows given."""
    return f"{HEAD}<worksheet {NAMESPACE}><sheetData>{body}</sheetData></worksheet>"
