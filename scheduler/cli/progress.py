"""What is said on stderr while a plan is being made: one living line at a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.cli.output import say

if TYPE_CHECKING:
    from scheduler.engine.search import Progress

QUIET_SECONDS = 5.0
"""Where there is no terminal, least seconds between two lines."""


@contextmanager
def reporter() -> Iterator[Callable[[Progress], None]]:
    """Give a function to tell progress to."""
    began = time.monotonic()
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status(Text("reading")) as status:
            yield lambda progress: status.update(Text(told(progress, time.monotonic() - began)))
    else:
        yield _PlainLines(began)


class _PlainLines:
    """Says something at most every few seconds, so that the log of a long run stays short."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._said_at = float("-inf")

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._said_at >= QUIET_SECONDS:
            self._said_at = now
            say(told(progress, now - self._began))


def told(progress: Progress, seconds: float) -> str:
    """Return where the search stands in one line: seconds so far, what is being done, best price, bound."""
    parts = [f"{seconds:6.1f} s", progress.stage]
    if progress.price is not None:
        parts.append("best " + "/".join(f"{value:,}" for value in progress.price))
    if progress.bound_pence is not None:
        parts.append(f"bound {progress.bound_pence:,} p")
    return "  ".join(parts)
