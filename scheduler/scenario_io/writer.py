"""Settings and tables written as a scenario folder or a workbook."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomlkit

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import SETTINGS_FILE
from scheduler.scenario_io.settings import SETTINGS_COLUMNS, SETTINGS_SHEET
from scheduler.scenario_io.tables import ROWS, columns_of
from scheduler.scenario_io.text import shown_path

Settings = Mapping[str, Any]
"""The TOML part: ``scenario``, ``prices``, ``pay``, ``profiles`` and ``rules`` -> group -> ``profile`` and rule code -> limits.

A plain mapping (dates as ``datetime.date``), or a ``tomlkit`` document, whose comments are then kept.
"""
Tables = Mapping[str, Sequence[Mapping[str, str]]]
"""Table name -> rows; a row is column name -> text as a CSV cell holds it. A column left out is an empty cell."""

TABLES: Mapping[str, tuple[str, ...]] = {row.table: tuple(columns_of(row)) for row in ROWS}
"""Columns of every table, in order."""
_LEFT_OUT: Mapping[str, frozenset[str]] = {row.table: row.left_out for row in ROWS}

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # a fixed date, so that the same tables are the same bytes
_CELL_MOST = 32_767


def folder_contents(settings: Settings, tables: Tables) -> dict[str, bytes]:
    """Return the files of a scenario folder by name: ``scenario.toml``, then a CSV file for each table given, in order.

    Raises
    ------
    ValueError
        If a table or a column is unknown.
    """
    contents = {SETTINGS_FILE: tomlkit.dumps(settings).encode()}
    for name, rows in _in_order(tables).items():
        contents[f"{name}.csv"] = _csv_text(_columns(name, rows), rows).encode()
    return contents


def table_bytes(name: str, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return one table as the CSV file a scenario folder has of it.

    Raises
    ------
    ValueError
        If the table or a column is unknown.
    """
    (ordered,) = _in_order({name: rows}).values()
    return _csv_text(_columns(name, ordered), ordered).encode()


def write_folder(
    folder: Path, settings: Settings, tables: Tables, beside: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write a scenario folder: ``scenario.toml`` and one CSV file for each table given.

    Lines end with LF, the bytes depend on the arguments alone, and only the owner may read the files. The folder is
    made where it does not exist. Where a file cannot be written, those written before it are taken away again.

    Parameters
    ----------
    folder
        A folder that does not exist or is empty.
    beside
        Text of other files by their path in the folder, such as overlays.

    Raises
    ------
    BadInputError
        If the folder holds anything, is not a folder, or cannot be written.
    ValueError
        If a table or a column is unknown.
    """
    contents = {**folder_contents(settings, tables), **{name: text.encode() for name, text in beside.items()}}
    written: list[Path] = []
    made: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise _refused(folder, "a folder that is empty or does not exist")
        for name, content in contents.items():
            path = folder / name
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700)
                made.append(path.parent)
            _write_new(path, content)
            written.append(path)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        for inner in made:
            inner.rmdir()
        raise _refused(folder, f"a folder that can be written ({error.strerror})") from error


def write_workbook(path: Path, settings: Settings, tables: Tables) -> None:
    """Write a scenario workbook: sheet ``scenario`` for the settings, then one sheet for each table given.

    Every cell is typed as text, so that a spreadsheet neither runs nor reformats one.

    Raises
    ------
    BadInputError
        If the file exists or cannot be written.
    ValueError
        If a table or column is unknown, or a text is too long for a cell.
    """
    sheets: dict[str, tuple[tuple[str, ...], Sequence[Mapping[str, str]]]] = {
        SETTINGS_SHEET: (SETTINGS_COLUMNS, settings_rows(settings))
    }
    for name, rows in _in_order(tables).items():
        sheets[name] = (_columns(name, rows), rows)
    target = io.BytesIO()
    # Only who writes a workbook waits for its library.
    import xlsxwriter

    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        as_text = book.add_format({"num_format": "@"})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for at, row in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
                for place, column in enumerate(columns):
                    if (text := row.get(column, "")) and sheet.write_string(at, place, text, as_text):
                        message = f"{name}:{at + 1}:{column} is longer than {_CELL_MOST} characters"
                        raise ValueError(message)
    try:
        _write_new(path, target.getvalue())
    except OSError as error:
        raise _refused(path, f"a new file that can be written ({error.strerror})") from error


def settings_rows(settings: Settings) -> list[dict[str, str]]:
    """Return the settings as rows of section, key and value, for the sheet ``scenario``.

    Text that would otherwise be taken for a number or for true and false is put in double quotes.
    """
    rows: list[dict[str, str]] = []
    _flatten((), settings, rows)
    return rows


def _flatten(path: tuple[str, ...], table: Settings, rows: list[dict[str, str]]) -> None:
    inner: list[tuple[tuple[str, ...], Settings]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            inner.append(((*path, key), value))
        else:
            rows.append({"section": ".".join(path), "key": key, "value": _cell(value)})
    for below, value in inner:
        _flatten(below, value, rows)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    looks_otherwise = (
        text.lstrip("-").isdigit() or text in ("", "true", "false") or text[0] == '"' or text != text.strip()
    )
    return f'"{text}"' if isinstance(value, str) and looks_otherwise else text


def _in_order(tables: Tables) -> dict[str, Sequence[Mapping[str, str]]]:
    for name, rows in tables.items():
        if name not in TABLES:
            message = f"unknown table {name!r}"
            raise ValueError(message)
        unknown = {column for row in rows for column in row} - set(TABLES[name])
        if unknown:
            message = f"unknown columns of {name}: {sorted(unknown)}"
            raise ValueError(message)
    return {name: tables[name] for name in TABLES if name in tables}


def _columns(name: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the columns a table is written with; those that may be left out stand where a row states one."""
    return tuple(
        column for column in TABLES[name] if column not in _LEFT_OUT[name] or any(row.get(column) for row in rows)
    )


def _csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, readable by its owner alone."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _refused(path: Path, expected: str) -> BadInputError:
    return BadInputError([Problem(shown_path(path), "", expected)])
