"""A scenario as it was read, kept beside a run, so that who opens the run need not read and check all its rows again.

It is taken only where it is of the very scenario that is wanted: the same files byte for byte, on the same terms, read by
the very code that would read them now, with the same rules of the time zone. Otherwise there is none, and the scenario is
read. It holds no more than the scenario does, and as much: it is as private as that.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import starmap
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import TZPATH

from scheduler import __version__
from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Scenario

MOST_BYTES = 64 * MEBIBYTE
"""Largest file read for one, and largest snapshot, in bytes."""

_READ = (".csv", ".toml")
_PACKAGE = Path(__file__).parent.parent
_FORMAT = "rota scenario/1"

_Maker = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario, and what is odd about it.

    Attributes
    ----------
    warnings
        As they were told when it was read.
    """

    scenario: Scenario
    warnings: tuple[Problem, ...] = ()


def key_of(path: Path, laid_over: Sequence[Path], terms: Sequence[object]) -> str | None:
    """Return what tells a scenario and how it is read from any other; None where its files cannot be read.

    Parameters
    ----------
    path
        A folder or workbook.
    laid_over
        Files read beside it, in their order.
    terms
        What else its reading hangs on.
    """
    digest = hashlib.sha256(repr((_FORMAT, _code(), tuple(terms))).encode())
    try:
        for file in (*_files(path), *laid_over):
            named = file.name if file.parent == path else str(file)
            read = file.suffix in _READ or file.parent != path
            content = read_regular(file, MOST_BYTES, follow=file.parent != path) if read else b""
            digest.update(f"{named}\0{len(content)}\0".encode() + content)
    except (RefusedError, OSError):
        return None
    return digest.hexdigest()


def snapshot_bytes(key: str, kept: Kept) -> bytes:
    """Return a scenario as a file that `kept_in` reads."""
    zone = _zone_rules(kept.scenario.horizon.zone)
    body = json.dumps([_plain(kept), zone], ensure_ascii=False, separators=(",", ":"))
    return f"{key} {hashlib.sha256(body.encode()).hexdigest()}\n{body}\n".encode()


def kept_in(data: bytes, key: str) -> Kept | None:
    """Return the scenario of a file; None where it is of another one, or not as it was written."""
    head, _, rest = data.partition(b"\n")
    body = rest.removesuffix(b"\n")
    if head != f"{key} {hashlib.sha256(body).hexdigest()}".encode():
        return None
    plain, zone = json.loads(body)
    kept: Kept = _dataclass_maker(Kept)(plain)
    return kept if zone == _zone_rules(kept.scenario.horizon.zone) else None


def _files(path: Path) -> list[Path]:
    """Return the entries of a scenario's folder, by name; or the workbook."""
    if not path.is_dir():
        return [path]
    return sorted(path / entry for entry in os.listdir(path) if not entry.startswith("."))


@cache
def _code() -> str:
    """Return what tells the code that reads scenarios here, as it stands, from any other."""
    digest = hashlib.sha256(f"{__version__} {_PACKAGE}".encode())
    for folder, folders, names in os.walk(_PACKAGE):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".pyc"):
                status = os.stat(os.path.join(folder, name))
                digest.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _zone_rules(zone: str) -> str:
    """Return what tells the rules of a time zone from those of another edition."""
    for folder in TZPATH:
        path = Path(folder) / zone
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    from importlib.metadata import version

    return version("tzdata")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a scenario is made of
    """Return a value as JSON has it; what it was follows from where it stands (`_maker`)."""
    if is_dataclass(value):
        return [_plain(getattr(value, part.name)) for part in fields(value)]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, frozenset):
        return sorted(_plain(part) for part in value)
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(part)] for key, part in value.items()]
    if value is None or isinstance(value, str | int | float):
        return value
    message = f"a {type(value).__name__} in a scenario, which its snapshot does not know"
    raise TypeError(message)


def _maker(kind: Any) -> _Maker | None:  # noqa: ANN401 - a type
    """Return what makes a value of a type again; None where it is what JSON has."""
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_maker(kind)
    if origin is tuple:
        return _many_maker(inner[0]) if inner[-1] is Ellipsis else _each_maker(inner)
    if origin is frozenset:
        part = _maker(inner[0]) or _same
        return lambda plain: frozenset(map(part, plain))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = _maker(inner[0]) or _same, _maker(inner[1]) or _same
        return lambda plain: MappingProxyType({key(one): value(other) for one, other in plain})
    if origin in (Union, UnionType) and NoneType in inner:
        makers = [made for one in inner if (made := _maker(one)) is not None]
        if makers:
            return lambda plain: None if plain is None else makers[0](plain)
    return None


def _many_maker(kind: Any) -> _Maker:  # noqa: ANN401 - a type
    part = _maker(kind)
    if part is None:
        return tuple
    if (
        isinstance(kind, type)
        and is_dataclass(kind)
        and not any(_parts(kind))
        and not any(part.kw_only for part in fields(kind))
    ):
        # Most of a large scenario is rows of texts and numbers.
        make: Any = kind
        return lambda plain: tuple(starmap(make, plain))
    return lambda plain: tuple(map(part, plain))


def _each_maker(kinds: Iterable[Any]) -> _Maker:
    parts = [_maker(kind) or _same for kind in kinds]
    return lambda plain: tuple(part(one) for part, one in zip(parts, plain, strict=True))


@cache
def _dataclass_maker(kind: Any) -> _Maker:  # noqa: ANN401 - a class
    def made(plain: Sequence[Any]) -> Any:  # noqa: ANN401 - one of the class
        # Asked for only now: a scenario can hold another one.
        names, parts = (part.name for part in fields(kind)), _parts(kind)
        values = (one if part is None else part(one) for part, one in zip(parts, plain, strict=True))
        return kind(**dict(zip(names, values, strict=True)))

    return made


@cache
def _parts(kind: Any) -> tuple[_Maker | None, ...]:  # noqa: ANN401 - a class
    hints = get_type_hints(kind)
    return tuple(_maker(hints[part.name]) for part in fields(kind))


def _same(plain: Any) -> Any:  # noqa: ANN401 - whatever it is
    return plain
