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


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as UTF-8 JSON; a number JSON does not know (infinity) is refused."""
    return ("{\n" + ",\n".join(f"{_text(key)}: {_block(value)}" for key, value in document.items()) + "\n}\n").encode()


def _block(value: object) -> str:
    if isinstance(value, TextRows):
        return _listed(_text_rows(value)) if value.rows.rows else "[]"
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping | list | tuple):
        return _listed(_text(row) for row in value)
    if isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values()):
        return "{\n  " + ",\n  ".join(f"{_text(key)}: {_text(part)}" for key, part in value.items()) + "\n}"
    return _text(value)


def _listed(rows: Iterable[str]) -> str:
    return "[\n  " + ",\n  ".join(rows) + "\n]"


def _text_rows(value: TextRows) -> Iterable[str]:
    """Return each row as `_text` writes it."""
    first, *others = value.names

    def begin(cell: str) -> str:
        return _text({first: cell}).removesuffix("}")

    def end(cells: tuple[str, ...]) -> str:
        return ", " + _text(dict(zip(others, cells, strict=True))).removeprefix("{")

    return value.rows.joined(begin, end)


def _text(value: object) -> str:
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
