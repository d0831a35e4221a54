"""Rows of a table that an overlay takes away or changes, found by their key and judged as rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter, ValidationError

from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.tables.row import Row, columns_of, expected_of

StatedRow = tuple[int, Mapping[str, str]]
"""A row's number, and the cells that are not empty."""
EditKind = Literal["remove", "change"]
EDITS: tuple[EditKind, ...] = ("remove", "change")
"""Sections of an overlay whose tables name rows that are there already."""


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What an overlay does to one row of a table.

    Attributes
    ----------
    number
        Stands for the row from now on; it says where the overlay states it.
    cells
        Cells of the key, and of a row that is changed those it gets; an empty one empties the row's.
    """

    number: int
    kind: EditKind
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row before and after an overlay.

    Attributes
    ----------
    key
        The cells of its key that are not empty, as the overlay states them.
    after
        None where the row is taken away.
    """

    key: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str] | None


@dataclass(frozen=True)
class TableEdits:
    """What one overlay does to one table.

    Attributes
    ----------
    edits
        Rows taken away or changed, which happens before rows are added.
    added
        Rows added, a cell for every column.
    found
        What was changed, once the table has been read.
    """

    edits: Sequence[RowEdit]
    added: Sequence[tuple[int, list[str]]]
    found: list[RowChange]


def edited(
    row: type[Row[Any]], rows: Iterable[StatedRow], edits: Sequence[RowEdit], found: list[RowChange], problems: Problems
) -> Iterator[StatedRow]:
    """Yield the rows of a table with an overlay's edits; a row that is changed stays in its place.

    Parameters
    ----------
    found
        Gets what was changed, in the order of the rows.
    problems
        Gets an edit whose key is wrong, is that of no row, or is another edit's.
    """
    wanted = _by_key(row, edits, problems)
    if not wanted:
        yield from rows
        return
    for number, stated in rows:
        edit = wanted.pop(_key(row, stated), None)
        if edit is None:
            yield number, stated
            continue
        key = {name: cell for name in row.key if (cell := edit.cells.get(name))}
        after = (
            None if edit.kind == "remove" else {name: cell for name, cell in {**stated, **edit.cells}.items() if cell}
        )
        found.append(RowChange(key, dict(stated), after))
        if after is not None:
            yield edit.number, after
    for edit in wanted.values():
        told = " ".join(cell for name in row.key if (cell := edit.cells.get(name)))
        expected = f"the {' + '.join(row.key)} of a row that is there"
        problems.add(f"{edit.number}", told, expected, wrong=f"no such row of {row.table}")


def _by_key(row: type[Row[Any]], edits: Sequence[RowEdit], problems: Problems) -> dict[object, RowEdit]:
    """Return edits by the key of the row each is about; what is wrong with them is told."""
    found: dict[object, RowEdit] = {}
    for edit in edits:
        if not _right(row, edit, problems):
            continue
        first = found.setdefault(_key(row, edit.cells), edit)
        if first is not edit:
            key = " ".join(edit.cells.get(name, "") for name in row.key).strip()
            problems.add(f"{edit.number}", key, f"each row once; {first.number} is about it already")
    return found


def _right(row: type[Row[Any]], edit: RowEdit, problems: Problems) -> bool:
    """Say whether an edit states a key, and nothing or something beside it, as its kind wants."""
    before = problems.count
    columns = columns_of(row)
    for name in row.key:
        cell = edit.cells.get(name, "")
        if not cell and columns[name].is_required():
            problems.add(
                f"{edit.number}:{name}", "", f"{expected_of(columns[name])}: it is of the key {' + '.join(row.key)}"
            )
        elif cell and not _understood(row, name, cell):
            problems.add(f"{edit.number}:{name}", cell, expected_of(columns[name]))
    beside = [name for name in edit.cells if name not in row.key]
    if edit.kind == "remove" and beside:
        problems.add(f"{edit.number}:{beside[0]}", edit.cells[beside[0]], f"only the key, {' + '.join(row.key)}")
    if edit.kind == "change" and not beside:
        problems.add(f"{edit.number}", "", f"a cell to change, beside the key {' + '.join(row.key)}")
    return problems.count == before


def _key(row: type[Row[Any]], stated: Mapping[str, str]) -> object:
    """Return the key of a row, its dates and times as what they mean; a cell that means nothing as it is written."""
    return tuple(_meant(row, name, stated.get(name, "")) for name in row.key)


def _meant(row: type[Row[Any]], name: str, cell: str) -> object:
    field = columns_of(row)[name]
    if not cell:
        return None if field.is_required() else field.get_default()
    try:
        return _adapter(row, name).validate_python(cell)
    except ValidationError:
        return cell


def _understood(row: type[Row[Any]], name: str, cell: str) -> bool:
    try:
        _adapter(row, name).validate_python(cell)
    except ValidationError:
        return False
    return True


@cache
def _adapter(row: type[Row[Any]], name: str) -> TypeAdapter[Any]:
    field = columns_of(row)[name]
    stated: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(stated)
