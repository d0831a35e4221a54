"""JSON as every document of ours is written: one line a value or a row, so that two runs can be compared by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.views.repeated import RepeatedRows


@dataclass(frozen=True, slots=True)
class TextRows:
    """Rows of one kind, all of whose values are texts: in a document as a list of one object a row, but written at once.

    Attributes
    ----------
    names
        Names of the values of each row.
    """

    names: Sequence[str]
    rows: RepeatedRows


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """Rows of one kind that are text already, each as `row_texts` writes it."""

    texts: Sequence[str]


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as UTF-8 JSON; a number JSON does not know (infinity) is refused."""
    return (
        "{\n" + ",\n".join(f"{row_text(key)}: {_block(value)}" for key, value in document.items()) + "\n}\n"
    ).encode()


def _block(value: object) -> str:
    if isinstance(value, TextRows):
        return _block(WrittenRows(list(row_texts(value))))
    if isinstance(value, WrittenRows):
        return _listed(value.texts) if value.texts else "[]"
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping | list | tuple):
        return _listed(row_text(row) for row in value)
    if isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values()):
        return "{\n  " + ",\n  ".join(f"{row_text(key)}: {row_text(part)}" for key, part in value.items()) + "\n}"
    return row_text(value)


def rows_written(document: str, key: str) -> list[str] | None:
    """Return the rows of a list of a document that `json_bytes` made, each as text; None where it has no such list.

    Parameters
    ----------
    key
        Name of the list in the document.
    """
    begins = f"\n{row_text(key)}: {_FIRST}"
    start = document.find(begins) + len(begins)
    end = document.find(_LAST, start)
    return document[start:end].split(_BETWEEN) if start >= len(begins) and end >= 0 else None


def _listed(rows: Iterable[str]) -> str:
    return _FIRST + _BETWEEN.join(rows) + _LAST


def row_texts(value: TextRows) -> Iterable[str]:
    """Return each row as it stands in a document."""
    first, *others = value.names

    def begin(cell: str) -> str:
        return row_text({first: cell}).removesuffix("}")

    def end(cells: tuple[str, ...]) -> str:
        return ", " + row_text(dict(zip(others, cells, strict=True))).removeprefix("{")

    return value.rows.joined(begin, end)


def row_text(value: object) -> str:
    """Return a value, such as a row, on one line."""
    return _ENCODER.encode(value)


# Neither can stand in a text of JSON, which has no newline of its own.
_FIRST, _BETWEEN, _LAST = "[\n  ", ",\n  ", "\n]"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
