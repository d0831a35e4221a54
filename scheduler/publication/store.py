"""The ledger's store: lines of one chain, in an SQLite file or a PostgreSQL database, added and never changed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, insert, select

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.publication.lines import Entry, Line, line_of
from scheduler.publication.reader import Head, Reader
from scheduler.publication.tables import DETAILS, KIND, LINES, LINKED, NAMES, told_anew
from scheduler.stores.chain import BEGINNING
from scheduler.stores.place import Place, ready, refused
from scheduler.stores.postgres import named
from scheduler.stores.sqlite import SqliteFile
from scheduler.views.words import counted

VARIABLE = "ROTA_STORE"
"""Variable of the environment that says where the ledger is: the URL of a PostgreSQL database, or a file."""

DEFAULT_FILE = Path("outputs") / "ledger.sqlite"
"""Where the ledger is if nobody says otherwise, seen from the working directory."""


class Writer(Reader):
    """One addition to the ledger, whole or not at all, while nobody else adds anything.

    Every line it reads is proved by its hash, for what is added is built on it: nothing is added to a damaged ledger.
    """

    _whole = LINKED

    def add(self, entries: Iterable[Entry], at: int, account: str) -> Head:
        """Add lines after those there are.

        Parameters
        ----------
        at
            UTC minute at which they are added.
        account
            Account that adds them; see `this_account`.

        Raises
        ------
        BadInputError
            If lines are missing, or the last one is not as it was written.
        """
        before = self._proved_end()
        head, number = before.head, before.lines
        lines = []
        for entry in entries:
            number += 1
            line = line_of(number, entry, at, account, head)
            head = line.line_hash
            lines.append(line)
        self.add_lines(lines)
        return Head(head, number)

    def _proved_end(self) -> Head:
        """Return the head, once as many lines are there as were added and the last one is as it was written."""
        end = self.head()
        there = self._connection.scalar(select(func.count()).select_from(LINES))
        if there != end.lines:
            raise self._damaged(f"of {counted(end.lines, 'line')} {there:,} are there")
        for _ in self.lines(after=end.lines - 1):
            pass
        return end

    def _yielded(self, query: Select[Any]) -> Iterator[Line]:
        for *row, before in self._connection.execute(query.order_by(LINES.c.number)):
            line = Line(*row)
            if line.pruned:
                # What stands is never pruned, and nothing else is built on.
                raise self._damaged(f"line {line.number} has lost what it says")
            if line.hash_after(before or BEGINNING) != line.line_hash:
                raise self._damaged(f"line {line.number} or the one before it is not as it was written")
            yield line

    def _damaged(self, wrong: str) -> BadInputError:
        expected = "a whole ledger, so nothing was added: see rota ledger verify, and restore a backup"
        return refused(self._place.name, expected, wrong)

    def add_lines(self, lines: Iterable[Line]) -> None:
        """Add lines that have their numbers and hashes, as a backup has them."""
        kept = list(lines)
        if kept:
            rows = [dict(zip(NAMES, line[:-1], strict=True)) for line in kept]
            self._connection.execute(insert(LINES), rows)
        details = [{"number": line.number, "detail": line.detail_text} for line in kept if line.detail_text is not None]
        if details:
            self._connection.execute(insert(DETAILS), details)

    def prune(self, roster: str, oldest: int) -> int:
        """Take away what duties said that the version ``oldest`` tells anew, and return of how many lines."""
        old = select(LINES.c.number).where(LINES.c.roster == roster, told_anew(oldest).exists())
        return self._connection.execute(DETAILS.delete().where(DETAILS.c.number.in_(old))).rowcount


class Ledger:
    """A ledger that is open; use `opened`."""

    def __init__(self, place: Place, *, write: bool = False) -> None:
        self.place = place
        self._engine = place.engine(KIND, write=write)

    @property
    def name(self) -> str:
        """Where it is, as messages say it."""
        return self.place.name

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Look at the ledger as it is at one moment."""
        with self.place.told().here(), self._engine.begin() as connection:
            yield Reader(connection, self.place)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Add to the ledger; nothing is added where anything is raised, and everything is on the disk at the end."""
        with self.place.told().here(), self._engine.begin() as connection:
            yield Writer(connection, self.place)

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


@contextmanager
def opened(store: str | Path | Place | None = None, *, write: bool = False) -> Iterator[Ledger]:
    """Open the ledger, and bring its tables up to date.

    Parameters
    ----------
    store
        A file, the URL of a PostgreSQL database, or a place; None for what the environment says, see `place_of`.
    write
        Whether lines may be added; a store that does not exist is then made, for its owner's eyes alone.

    Raises
    ------
    BadInputError
        If it is not a ledger, was made by a newer version, or may not be read or written.
    """
    place = place_of(store) if store is None or isinstance(store, str | Path) else store
    ready(place, KIND, write=write)
    ledger = Ledger(place, write=write)
    try:
        yield ledger
    finally:
        ledger.close()


def exists(store: str | Path | None = None) -> bool:
    """Say whether there is a ledger yet, or anything in its place; ``store`` as for `opened`."""
    return place_of(store).exists(KIND)


def place_of(store: str | Path | None = None) -> Place:
    """Return where the ledger is: as named, else as ``ROTA_STORE`` says, else ``outputs/ledger.sqlite``.

    Raises
    ------
    BadInputError
        If the name is no file and no URL of a PostgreSQL database.
    """
    wanted = store if store is not None else os.environ.get(VARIABLE) or DEFAULT_FILE
    if isinstance(wanted, str) and "://" in wanted:
        return named(wanted)
    if str(wanted).startswith("postgresql:"):
        # What was typed may hold a password, and is not shown.
        expected = f"a file; a database is named in the environment: {VARIABLE}=postgresql://account@host/database"
        raise BadInputError([Problem("--store", "postgresql:...", expected)])
    return SqliteFile(Path(wanted))


def this_account() -> str:
    """Return the account of the operating system that runs this, which no variable of the environment can change."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
