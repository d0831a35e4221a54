"""A store in an SQLite file, for its owner's eyes alone."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import first_bytes
from scheduler.stores.kind import Kind
from scheduler.stores.migrating import upgraded
from scheduler.stores.place import Told, refused

PATIENCE_SECONDS = 30.0
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_APPLICATION = slice(68, 72)
_REMEDIES = (
    ("locked", "a store that nobody else adds to at the moment; try again"),
    ("readonly", "a store that may be written, in a folder that may be written"),
    ("unable to open", "a store that may be read and written, in a folder that may be written"),
    ("full", "room on the disk"),
    ("disk I/O", "a disk that can be written and has room"),
    ("never changed", "lines that come after those there are"),
)


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A store in an SQLite file.

    Attributes
    ----------
    path
        The file.
    """

    path: Path

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def exists(self, kind: Kind) -> bool:  # noqa: ARG002 - what it is, is looked at when it is opened
        """Say whether there is anything of that name."""
        return os.path.lexists(self.path)

    def prepare(self, kind: Kind, *, write: bool) -> None:
        """Make a store where there is none and one is to be written; refuse what is no store of this kind.

        Raises
        ------
        BadInputError
            If it is none, or may not be read or written.
        """
        if write and not self.exists(kind):
            self._make(kind)
        self._look_at(kind, write=write)

    def engine(self, kind: Kind, *, write: bool) -> Engine:  # noqa: ARG002 - a file is of one kind
        """Return an engine whose transactions begin at once; where they may write, one at a time."""
        engine = create_engine("sqlite://", creator=lambda: _connect(self.path, write=write), poolclass=NullPool)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        return engine

    def upgrade(self, kind: Kind) -> None:
        """Change the tables to what this version knows, all or nothing; then readers and a writer need not wait."""
        engine = self.engine(kind, write=True)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id = {kind.application_id}")
                upgraded(connection, kind)
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA journal_mode = WAL")
        finally:
            engine.dispose()

    def revision(self, connection: Connection, kind: Kind) -> str:
        """Return which state the tables are in; empty where there are none yet."""
        known = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name")
        if not connection.scalar(known, {"name": kind.revision_table}):
            return ""
        return connection.scalar(text(f"SELECT max(version_num) FROM {kind.revision_table}")) or ""

    def triggers(self, connection: Connection) -> frozenset[str]:
        """Return the triggers that stand."""
        return frozenset(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))

    def damage(self, connection: Connection) -> str:
        """Return the first damage of the file that SQLite finds: an index may be damaged while every line can be read."""
        found = connection.scalar(text("PRAGMA integrity_check(1)")) or "nothing could be checked"
        return "" if found == "ok" else " ".join(str(found).split())

    def told(self) -> Told:
        """Return what turns SQLite's complaints into problems with a remedy."""
        return Told(self.name, (DBAPIError, sqlite3.Error), _REMEDIES)

    def _make(self, kind: Kind) -> None:
        """Make an empty store in one step: whoever looks sees none or a whole one; two at once make one."""
        partial = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with self.told().here():
                SqliteFile(partial).upgrade(kind)
            with suppress(FileExistsError):
                os.link(partial, self.path)
            sync_folder(self.path.parent)
        except (OSError, ValueError) as error:
            wrong = error.strerror if isinstance(error, OSError) else str(error)
            raise refused(self.name, "a file that can be written", wrong or str(error)) from None
        finally:
            with suppress(OSError, ValueError):
                partial.unlink()

    def _look_at(self, kind: Kind, *, write: bool) -> None:
        """Refuse what is not a store of this kind before SQLite sees it."""
        try:
            header = first_bytes(self.path, _HEADER, follow=False)
        except RefusedError as error:
            raise refused(self.name, error.expected) from None
        if not header.startswith(_MAGIC):
            raise refused(self.name, f"{kind.name}, which is an SQLite file made by {kind.made_by}")
        if int.from_bytes(header[_APPLICATION], "big") != kind.application_id:
            raise refused(self.name, f"{kind.name}; this SQLite file is another program's")
        if write and not self.path.stat().st_mode & 0o222:
            raise refused(self.name, "a store that may be written; this one is write-protected (chmod u+w)")


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Connect to a store. Readers, too, may write beside it, or SQLite's accounts of them would be left there."""
    name = f"file:{quote(str(path.absolute()))}?mode=rw"
    try:
        return _tried(name, write=write)
    except sqlite3.OperationalError:
        # In a folder that may not be written there is no such account, but then nobody adds anything either.
        if write or os.path.lexists(f"{path}-wal") or os.access(path.absolute().parent, os.W_OK, effective_ids=True):
            raise
        return _tried(f"{name}&immutable=1", write=write)


def _tried(name: str, *, write: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(name, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL" if write else "PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
