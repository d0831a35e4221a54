"""The workbook as a file: which run it says it is of, and its grid as rows of text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.files import read_regular
from scheduler.domain.findings import Problem
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.sheet_xml import SheetNotes
from scheduler.scenario_io.text import shown
from scheduler.scenario_io.workbook import Workbook
from scheduler.scenario_io.zip_parts import LARGEST_FILE
from scheduler.views.planner_grid import ABOUT, FORMAT, SHEET

MOST_GRID_ROWS = 20_000
MOST_GRID_COLUMNS = 400
"""As many as the longest plan has days, and some for what stands beside them."""
_MOST_ABOUT_ROWS = 200
_WANTED = f"a workbook that `rota report RUN --xlsx FILE` wrote, with its sheets {SHEET} and {ABOUT}"


class PlannerBook:
    """A planner's workbook opened for reading.

    Parameters
    ----------
    path
        The file.

    Attributes
    ----------
    name
        Of the file, as problems say it.
    about
        What it says of the run it was written from: ``run``, ``folder``, ``scenario_sha256`` and more, by key.

    Raises
    ------
    BadInputError
        If it cannot be read, is damaged or hostile, or is another kind of workbook.
    """

    def __init__(self, path: Path) -> None:
        self.name = shown(path.name)
        try:
            self._book = Workbook(read_regular(path, LARGEST_FILE, follow=True))
        except RefusedError as error:
            raise BadInputError([Problem(str(path), error.value, error.expected)]) from None
        missing = [sheet for sheet in (SHEET, ABOUT) if sheet not in self._book.sheets]
        if missing:
            raise BadInputError([Problem(str(path), "", _WANTED, wrong=f"no sheet {' and no sheet '.join(missing)}")])
        self.about = self._about()

    def grid(self, notes: SheetNotes) -> list[NumberedRow]:
        """Return the rows of the grid that hold anything; what it has besides values is then in the notes."""
        return self._rows(SHEET, notes, MOST_GRID_ROWS, MOST_GRID_COLUMNS)

    def _about(self) -> Mapping[str, str]:
        rows = self._rows(ABOUT, SheetNotes(), _MOST_ABOUT_ROWS, 2)
        about = {cells[0].strip(): cells[1].strip() for _, cells in rows if len(cells) > 1}
        if about.get("format") != FORMAT:
            place = f"{self.name}/{ABOUT}"
            raise BadInputError([Problem(place, about.get("format", "")[:40], f"{_WANTED}, of the format {FORMAT}")])
        return about

    def _rows(self, sheet: str, notes: SheetNotes, most_rows: int, most_columns: int) -> list[NumberedRow]:
        rows: list[NumberedRow] = []
        try:
            for row in self._book.noted_rows(sheet, notes, most_columns):
                rows.append(row)
                if len(rows) > most_rows:
                    message = f"at most {most_rows:,} rows"
                    raise RefusedError(message)
        except RefusedError as error:
            place = f"{self.name}/{sheet}" + (f":{address(error.at)}" if error.at else "")
            raise BadInputError([Problem(place, shown(error.value), error.expected)]) from None
        return rows


def address(place: str) -> str:
    """Return a place such as ``12:F`` as a spreadsheet calls it, ``F12``; a row alone stays as it is."""
    row, colon, column = place.partition(":")
    return f"{column}{row}" if colon else row
