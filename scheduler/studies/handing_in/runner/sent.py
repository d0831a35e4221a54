"""A study as it is sent to another machine: values and codes as JSON, officers by opaque ids, and nothing said in words.

JSON and not pickle: whoever reads it back makes the program's own frozen values of it, and runs nothing that came with it.
"""

from __future__ import annotations

import importlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn

WORDS = frozenset({"approval", "marking", "name", "note", "path", "phone", "places", "refused_by", "source", "words"})
"""Fields in which files, people or places may be told in words, or telephone numbers: nothing is decided by what they say."""

_OWN_WORDS = frozenset({"Lever.owner"})
"""The same of one class alone: the owner of a duty that falls due is an officer's id."""

_CODES = frozenset({"Assignment.source"})
"""Fields of those names that hold a code."""

WITHHELD = "-"
"""What stands where something was said: whether anything was is seen, as some rules ask that."""


def packed(baseline: Baseline, settings: HandIn) -> bytes:
    """Return a study as it is sent.

    Raises
    ------
    TypeError
        If it holds a value of a kind that is not sent.
    """
    text = json.dumps(_told([baseline, settings]), separators=(",", ":"), ensure_ascii=True)
    return zlib.compress(text.encode())


def unpacked(sent: bytes) -> tuple[Baseline, HandIn]:
    """Return a study that was sent.

    Raises
    ------
    ValueError
        If it names anything but the program's own values.
    """
    baseline, settings = _read(json.loads(zlib.decompress(sent)))
    return baseline, settings


def _told(value: object) -> object:
    """Return a value as JSON takes it: what JSON does not know is a list that begins with its kind."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        held = [[one.name, _told(_field(value, one.name))] for one in fields(value) if one.init]
        return [*_name(type(value)), held]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [*_name(type(value)), [[name, _told(getattr(value, name))] for name in value._fields]]
    if isinstance(value, Fraction):
        return ["fraction", str(value)]
    if isinstance(value, Mapping):
        return ["mapping", [[_told(key), _told(one)] for key, one in value.items()]]
    if isinstance(value, frozenset | set):
        return ["set", sorted((_told(one) for one in value), key=json.dumps)]
    if isinstance(value, tuple | list):
        return ["row", [_told(one) for one in value]]
    message = f"a {type(value).__name__} is not sent to another machine"
    raise TypeError(message)


def _name(kind: type) -> tuple[str, str, str]:
    return "value", kind.__module__, kind.__qualname__


def _field(value: object, name: str) -> object:
    """Return what is sent of a field."""
    held, full = getattr(value, name), f"{type(value).__name__}.{name}"
    if full in _CODES or not (name in WORDS or full in _OWN_WORDS):
        return held
    if isinstance(held, Mapping):
        return {}
    return WITHHELD if isinstance(held, str) and held else held


def _read(told: Any) -> Any:  # noqa: ANN401 - whatever was sent
    if not isinstance(told, list):
        return told
    kind, *rest = told
    if kind == "value":
        module, name, held = rest
        return _class(module, name)(**{field: _read(one) for field, one in held})
    (held,) = rest
    if kind == "fraction":
        return Fraction(held)
    if kind == "mapping":
        return MappingProxyType({_read(key): _read(one) for key, one in held})
    if kind == "set":
        return frozenset(_read(one) for one in held)
    return tuple(_read(one) for one in held)


def _class(module: str, name: str) -> Any:  # noqa: ANN401 - a class of the program's own
    if module.startswith("scheduler."):
        found = getattr(importlib.import_module(module), name, None)
        if isinstance(found, type) and (is_dataclass(found) or hasattr(found, "_fields")):
            return found
    message = f"{module}.{name} is no value of this program"
    raise ValueError(message)
