"""JSON as every document of ours is written: one line a value or a row, so that two runs can be compared by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as UTF-8 JSON; a number JSON does not know (infinity) is refused."""
    return ("{\n" + ",\n".join(f"{_text(key)}: {_block(value)}" for key, value in document.items()) + "\n}\n").encode()


def _block(value: object) -> str:
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping | list | tuple):
        return "[\n  " + ",\n  ".join(_text(row) for row in value) + "\n]"
    if isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values()):
        return "{\n  " + ",\n  ".join(f"{_text(key)}: {_text(part)}" for key, part in value.items()) + "\n}"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
