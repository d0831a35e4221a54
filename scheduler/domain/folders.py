"""Folders that are made for their owner alone, and whether one can be written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

WRITABLE_FOLDER = "a folder that can be written; name another, or ask whoever keeps it"
"""What is expected of a folder that refuses what is written into it, with the remedy."""


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that could not be made or written into; nothing is left behind.

    The nearest folder that is there is tried by making one in it. Permissions alone do not tell: a file system such as
    ``/proc`` grants them and refuses all the same.

    Parameters
    ----------
    folder
        As an absolute path; it may be missing, and those above it too.

    Raises
    ------
    BadInputError
        If it cannot be written, with the folder that refuses.
    """
    above = _missing_above(folder)[1]
    try:
        os.rmdir(mkdtemp(prefix=".tried-", dir=above))
    except OSError as error:
        raise unwritable(above, error) from error


def unwritable(folder: Path, error: OSError) -> BadInputError:
    """Return the refusal of a folder by what the system said."""
    return BadInputError([Problem(str(folder), "", WRITABLE_FOLDER, wrong=error.strerror or str(error))])


@contextlib.contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """Make a folder and those above it that are missing, for their owner alone; where the work fails, take them away.

    Parameters
    ----------
    folder
        Folder to make, as an absolute path. What somebody else has put into it stays, and it with them.
    """
    made: list[Path] = []
    try:
        for missing in reversed(_missing_above(folder)[0]):
            os.mkdir(missing, 0o700)
            made.append(missing)
        yield
    except BaseException:
        for empty in reversed(made):
            with contextlib.suppress(OSError):
                os.rmdir(empty)
        raise


def _missing_above(folder: Path) -> tuple[list[Path], Path]:
    """Return the folders that are missing, the deepest first, and the one that is there to hold them."""
    missing = []
    while not folder.is_dir():
        if os.path.lexists(folder):
            raise BadInputError([Problem(str(folder), "", "a folder, not a file or a link to nothing")])
        missing.append(folder)
        folder = folder.parent
    return missing, folder
