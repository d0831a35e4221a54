"""How a short command over a large rota ends: without taking apart what it read."""

from __future__ import annotations

import os
import sys
import threading

_held: list[object] = []


def hold(value: object) -> None:
    """Hold a large value to the end of the process: to take it apart when it is no longer wanted takes time for nothing."""
    _held[:] = [value]


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
