"""Ctrl-C while something long is worked on: what is done so far is kept."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = b"stopping; the best rota so far is kept (once more to give up)\n"
"""What Ctrl-C says while a rota is searched."""


@contextmanager
def stop_on_interrupt(told: bytes = STOPPING) -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C or request to terminate sets, which is told; the second Ctrl-C interrupts."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # Written past Python's buffers, which a signal may have caught in the middle of a write.
        os.write(2, told)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
