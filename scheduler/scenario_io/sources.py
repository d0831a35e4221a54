"""Where a scenario is read from: a folder of files, or the sheets of a workbook."""

from __future__ import annotations

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.domain.scenario import SETTINGS_FILE
from scheduler.scenario_io import csv_tables, settings, zip_parts
from scheduler.scenario_io.csv_tables import NumberedRow, csv_rows
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.settings import SETTINGS_SHEET, stated_in_sheet, stated_in_toml
from scheduler.scenario_io.stated import Stated
from scheduler.scenario_io.tables import ROWS
from scheduler.scenario_io.text import shown
from scheduler.scenario_io.workbook import Workbook

LARGEST_FOLDER = 64 * MEBIBYTE
_TABLES = tuple(row.table for row in ROWS)
_OTHER_FILES = frozenset(("people.csv",))
_NOT_LOOKED_AT = (".md", ".txt")


class Source(ABC):
    """A scenario's settings and tables before they are checked."""

    @abstractmethod
    def place(self, table: str) -> str:
        """Return how problems name a table's file or sheet."""

    @abstractmethod
    def settings_place(self) -> str:
        """Return how problems name the settings."""

    @abstractmethod
    def holds(self, table: str) -> bool:
        """Say whether there is such a table."""

    @abstractmethod
    def settings(self, problems: Problems) -> Stated:
        """Return the settings; raises ``RefusedError`` where there are none or they cannot be read."""

    @abstractmethod
    def rows(self, table: str, problems: Problems) -> Iterator[NumberedRow]:
        """Yield a table's rows; raises ``RefusedError`` where they cannot be read."""

    @abstractmethod
    def note_strays(self, problems: Problems) -> None:
        """Warn of files or sheets that are no table."""

    @property
    @abstractmethod
    def sha256(self) -> str:
        """Hash of what was read, in a fixed order."""


class FolderSource(Source):
    """A folder with ``scenario.toml`` and one CSV file a table.

    Parameters
    ----------
    folder
        The folder.

    Raises
    ------
    RefusedError
        If it may not be looked into.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = hashlib.sha256()
        self._size = 0
        try:
            with os.scandir(folder) as entries:
                names = ((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
                self._strays = sorted(name for name, is_folder in names if _is_stray(name, is_folder=is_folder))
        except OSError as error:
            message = f"a folder that can be read ({error.strerror})"
            raise RefusedError(message) from None

    def place(self, table: str) -> str:
        """Return the table's file name."""
        return f"{table}.csv"

    def settings_place(self) -> str:
        """Return the settings' file name."""
        return SETTINGS_FILE

    def holds(self, table: str) -> bool:
        """Say whether there is such a file; a broken link counts, so that it is reported."""
        return os.path.lexists(self._folder / self.place(table))

    def settings(self, problems: Problems) -> Stated:  # noqa: ARG002 - what TOML gets wrong stops the reading
        """Return what ``scenario.toml`` states."""
        return stated_in_toml(self._read(SETTINGS_FILE, settings.LARGEST_FILE))

    def rows(self, table: str, problems: Problems) -> Iterator[NumberedRow]:  # noqa: ARG002 - a file hides nothing
        """Yield the rows of the table's file."""
        yield from csv_rows(self._read(self.place(table), csv_tables.LARGEST_FILE))

    def note_strays(self, problems: Problems) -> None:
        """Warn of files that are no table."""
        known = [self.place(table) for table in _TABLES]
        for name in self._strays:
            problems.warn("", name, "not a table, and so not read", known=known)

    @property
    def sha256(self) -> str:
        """Hash over the names and bytes of the settings and the tables, in the tables' order."""
        return self._hash.hexdigest()

    def _read(self, name: str, most: int) -> bytes:
        content = read_regular(self._folder / name, most, follow=False)
        self._size += len(content)
        if self._size > LARGEST_FOLDER:
            message = f"tables of at most {LARGEST_FOLDER // MEBIBYTE} MiB altogether, this one among them"
            raise RefusedError(message)
        self._hash.update(_framed(name, content))
        return content


def sha256_of(contents: Mapping[str, bytes]) -> str:
    """Return the hash a scenario folder with these files has; they are given in the order in which they are read."""
    return hashlib.sha256(b"".join(_framed(name, content) for name, content in contents.items())).hexdigest()


def _framed(name: str, content: bytes) -> bytes:
    """Return a file as it goes into the hash of its folder."""
    return f"{name}\0{len(content)}\0".encode() + content


def _is_stray(name: str, *, is_folder: bool) -> bool:
    """Say whether a folder's entry looks as if it should have been a table."""
    if is_folder or name.startswith((".", "~")) or name.endswith("~") or name.lower().endswith(_NOT_LOOKED_AT):
        return False
    return name not in (SETTINGS_FILE, *_OTHER_FILES, *(f"{table}.csv" for table in _TABLES))


class WorkbookSource(Source):
    """A workbook with a sheet ``scenario`` and one sheet a table.

    Parameters
    ----------
    path
        The workbook.

    Raises
    ------
    RefusedError
        If it cannot be read or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._name = shown(path.name)
        content = read_regular(path, zip_parts.LARGEST_FILE, follow=True)
        self._hash = hashlib.sha256(content).hexdigest()
        self._book = Workbook(content)

    def place(self, table: str) -> str:
        """Return the workbook's name and the sheet's."""
        return f"{self._name}/{table}"

    def settings_place(self) -> str:
        """Return the workbook's name and the settings sheet's."""
        return self.place(SETTINGS_SHEET)

    def holds(self, table: str) -> bool:
        """Say whether there is such a sheet."""
        return table in self._book.sheets

    def settings(self, problems: Problems) -> Stated:
        """Return what the sheet ``scenario`` states."""
        if not self.holds(SETTINGS_SHEET):
            message = "a sheet that exists"
            raise RefusedError(message)
        return stated_in_sheet(self.rows(SETTINGS_SHEET, problems), problems)

    def rows(self, table: str, problems: Problems) -> Iterator[NumberedRow]:
        """Yield the sheet's rows."""
        return self._book.rows(table, problems)

    def note_strays(self, problems: Problems) -> None:
        """Warn of sheets that are no table."""
        for name in self._book.sheets:
            if name not in (*_TABLES, SETTINGS_SHEET):
                problems.warn("", name, "not a table, and so not read", known=_TABLES)

    @property
    def sha256(self) -> str:
        """Hash of the workbook's bytes."""
        return self._hash
