"""Work done beside the command's own, on the machine's other core, where it has one."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar, cast

_Made = TypeVar("_Made")
_AT_ONCE = 2**20


@contextmanager
def beside(work: Callable[[], _Made], *, worth: bool = True) -> Iterator[Callable[[], _Made]]:
    """Begin some work in a process of its own, and give what waits for what came of it.

    Whatever keeps that process from ending well, such as an error in the work, the work is done here when it is asked
    for, so that errors are raised where they are understood. A process that is no longer wanted is ended.

    Parameters
    ----------
    work
        Has no effect but what it returns, which can be pickled, and wants no connection that is open.
    worth
        There is so much of it that a process of its own pays.
    """
    if not worth or len(os.sched_getaffinity(0)) == 1 or threading.active_count() > 1:
        yield work
        return
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        _do(work, writer)
    os.close(writer)
    try:
        yield lambda: _come(reader, work)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


class _Pickler(pickle.Pickler):
    """Pickles mappings that cannot be changed as well, and dataclasses as calls that make them, in half the time."""

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as the library has it
        """Return how such a value is made again."""
        kind: Any = type(value)
        if kind is MappingProxyType:
            return _unchanging, (dict(cast("MappingProxyType[Any, Any]", value)),)
        stated = _stated_of(kind)
        return NotImplemented if stated is None else (kind, stated(value))


@cache
def _stated_of(kind: Any) -> Callable[[object], tuple[Any, ...]] | None:  # noqa: ANN401 - a class
    """Return what gives the arguments that make an equal value; None where that cannot be said of a class."""
    if not is_dataclass(kind) or hasattr(kind, "__post_init__"):
        return None
    parts = fields(kind)
    # Of one name alone, attrgetter gives the value and no tuple.
    simple = len(parts) > 1 and all(part.init and not part.kw_only for part in parts)
    return attrgetter(*(part.name for part in parts)) if simple else None


def _unchanging(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


def _do(work: Callable[[], object], writer: int) -> NoReturn:
    """Do the work and end this process, without anything of what the command would do at its end."""
    try:
        made = BytesIO()
        _Pickler(made, pickle.HIGHEST_PROTOCOL).dump(work())
        rest = made.getbuffer()
        while rest:
            rest = rest[os.write(writer, rest) :]
    finally:
        # Nothing may be raised beyond this: the command's own process goes on elsewhere.
        os._exit(0)


def _come(reader: int, work: Callable[[], _Made]) -> _Made:
    parts = []
    while part := os.read(reader, _AT_ONCE):
        parts.append(part)
    try:
        # Only the process begun above has the other end of the pipe.
        made: _Made = pickle.loads(b"".join(parts))  # noqa: S301
    except (EOFError, pickle.UnpicklingError):
        return work()
    return made
