"""CSV as every table of ours is written: UTF-8, comma, CRLF, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.views.repeated import RepeatedRows

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(name: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    name
        Name of the file, for the message.

    Raises
    ------
    BadInputError
        If a cell begins with what a spreadsheet would run as a formula.
    """
    if isinstance(rows, RepeatedRows):
        return _repeated(name, header, rows)
    told = list(rows)
    _refuse_formulas(name, header, told)
    return _text((header, *told)).encode()


def _repeated(name: str, header: Sequence[str], rows: RepeatedRows) -> bytes:
    ends: list[tuple[str, ...]] = []

    def end(cells: tuple[str, ...]) -> str:
        ends.append(cells)
        return _text((("", *cells),))

    text = "".join((_text((header,)), *rows.joined(lambda cell: _text(((cell, ""),)).removesuffix(",\r\n"), end)))
    if _would_run(chain.from_iterable(ends)) or _would_run(first for first, _ in rows.rows):
        _refuse_formulas(name, header, list(rows))
    return text.encode()


def _refuse_formulas(name: str, header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    # A table has few different cells and many rows.
    run = _would_run(chain.from_iterable(rows))
    for number, row in enumerate(rows, start=2) if run else ():
        for column, cell in zip(header, row, strict=True):
            if cell in run:
                place = f"{name}:{number}:{column}"
                expected = "an id that does not begin with =, +, -, @ or a tab"
                raise BadInputError([Problem(place, str(cell)[:60], expected)])


def _would_run(cells: Iterable[str | int]) -> set[str | int]:
    """Return the cells that a spreadsheet would run."""
    return {cell for cell in set(cells) if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS)}


def _text(rows: Iterable[Sequence[str | int]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
