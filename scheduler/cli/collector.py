"""What Python does for programs that go on, and a short command over a large rota does without."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_held: list[object] = []


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave memory to the end of the work: values read of a rota hold no rings, and looking for some takes a fifth of it."""
    was = gc.isenabled()
    _held.clear()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def hold(value: object) -> None:
    """Hold a large value to the end of the process: to take it apart when it is no longer wanted takes time for nothing."""
    _held.append(value)


def leave(code: int | str | None) -> None:
    """End the process at once where a large value is held; what it wrote is written, and what it had open is closed.

    Otherwise, and where anything else still runs in it, it is left to end as any other.
    """
    if not _held or not isinstance(code, int) or threading.active_count() > 1:
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(code)
