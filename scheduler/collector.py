"""When Python looks for rings of values that hold each other: not while a large rota is read, stated or audited."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave memory to the end of the work: values read of a rota hold no rings, and looking for some takes a fifth of it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def set_aside() -> Iterator[None]:
    """Look through none of what there is already: it stays, and processes that are forked share its memory for longer."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
