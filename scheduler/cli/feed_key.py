"""The force's feed key, without which identifiers and tokens of calendars tell nothing; kept in a private file."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.folders import private_folder, unwritable

if TYPE_CHECKING:
    from scheduler.publication.store import Ledger

FEED_KEY_FILE = ".feed-key"
"""Beside the runs, so that the calendars of the next run carry the same identifiers; and beside the ledger."""

FEED_KEY_NAME = "ROTA_FEED_KEY"
"""Name in the environment of a key that takes the place of the one kept."""

_KEY_BYTES = 32
_KEY = re.compile(rf"[0-9a-fA-F]{{{2 * _KEY_BYTES}}}")
_MOST_KEY_BYTES = 1024


def known_feed_key(folder: Path) -> str:
    """Return the key of the calendars whose runs stand in a folder, or an empty text where none is kept yet.

    ``ROTA_FEED_KEY`` in the environment takes the place of the one kept.

    Raises
    ------
    BadInputError
        If either is not 64 hexadecimal digits, or the one kept is a link or no regular file.
    """
    told = os.environ.get(FEED_KEY_NAME)
    if told:
        return _checked(told, FEED_KEY_NAME)
    path = folder / FEED_KEY_FILE
    if not os.path.lexists(path):
        return ""
    kept = read_named(path, _MOST_KEY_BYTES, follow=False)
    return _checked(kept.decode("ascii", errors="replace").strip(), str(path))


@contextmanager
def feed_key(folder: Path) -> Iterator[str]:
    """Give the key of the calendars whose runs stand in a folder; a new one is kept only if the work succeeds.

    Parameters
    ----------
    folder
        Folder of the runs, as an absolute path; made where it is missing, and taken away again with the key.

    Raises
    ------
    BadInputError
        As `known_feed_key`, or if the folder cannot be written.
    """
    known = known_feed_key(folder)
    if known:
        yield known
        return
    path = folder / FEED_KEY_FILE
    with private_folder(folder):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise unwritable(folder, error) from error
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                key = secrets.token_hex(_KEY_BYTES)
                file.write(f"{key}\n")
            yield key
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _checked(key: str, place: str) -> str:
    """Return a key that is one; a wrong one is not shown, as it may be somebody's secret all the same."""
    if not _KEY.fullmatch(key):
        expected = f"{2 * _KEY_BYTES} hexadecimal digits; without it, a new key is made beside the runs"
        raise BadInputError([Problem(place, "", expected)])
    return key


def ledger_folder(ledger: Ledger) -> Path:
    """Return the folder that keeps the key of a ledger's feeds: its file's own, or the working one for a database."""
    path = getattr(ledger.place, "path", None)
    return Path.cwd() if path is None else Path(path).absolute().parent


def ledger_key(ledger: Ledger) -> bytes:
    """Return the key of a ledger's feeds.

    Raises
    ------
    BadInputError
        If none is kept: tokens and identifiers made with another one would not be those subscribers have.
    """
    folder = ledger_folder(ledger)
    key = known_feed_key(folder)
    if not key:
        expected = f"the feed key that rota feed token create made, or {FEED_KEY_NAME}"
        raise BadInputError([Problem(str(folder / FEED_KEY_FILE), "", expected)])
    return bytes.fromhex(key)
