"""The register's store: an SQLite file of lines that are added and never changed."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    and_,
    create_engine,
    event,
    func,
    insert,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.events import Event
from scheduler.domain.files import first_bytes
from scheduler.domain.findings import Problem
from scheduler.domain.spans import EVER
from scheduler.register import migrations
from scheduler.register.chain import BEGINNING, Line, Verdict, cells_of, hash_after, judged, news
from scheduler.register.migrations import APPLICATION_ID
from scheduler.register.questions import Slice

REVISIONS = ("0001",)
"""Every state of the tables that this version knows, the newest last."""

PATIENCE_SECONDS = 30.0
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_APPLICATION = slice(68, 72)
_REFUSALS = frozenset(("events_are_not_changed", "events_are_not_deleted", "events_come_last"))
_OFFICERS_ASKED = 500

EVENTS = Table(
    "events",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("officer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("until", Integer),
    Column("passed", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("recorded_at", Integer, nullable=False),
    Column("line_hash", Text, nullable=False),
)
_COLUMNS = tuple(EVENTS.c)
_CELLS = _COLUMNS[:-1]
_COLUMN_NAMES = tuple(column.name for column in EVENTS.c)

Check = Callable[[Sequence[Line], Sequence[Event]], None]
"""Told the lines kept about the officers concerned and the events that would be added; raises what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What came of adding events.

    Attributes
    ----------
    added
        Events that are lines now.
    corrected
        How many of them take the place of an earlier line about the same thing.
    known
        Events that were lines already.
    head
        Hash of the last line.
    """

    added: int
    corrected: int
    known: int
    head: str


class Store:
    """A register's store that is open; use `opened`.

    Parameters
    ----------
    path
        The file.
    write
        Whether lines may be added.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._engine = _engine(path, write=write)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    def events(self, slices: Sequence[Slice] | None = None, known_at: int | None = None) -> list[Event]:
        """Return what is recorded, in the order of the lines.

        Parameters
        ----------
        slices
            What is wanted; None for everything.
        known_at
            UTC minute: only what was recorded until then; None for all.
        """
        known = true() if known_at is None else EVENTS.c.recorded_at <= known_at
        queries = [select(*_CELLS).where(known)]
        if slices is not None:
            queries = [query for one in slices for query in _queries(one, known)]
        with self._connected() as connection:
            rows = {row[0]: row for query in queries for row in connection.execute(query).all()}
        return [_event(rows[number]) for number in sorted(rows)]

    def lines(self, officer: str) -> list[Line]:
        """Return the lines about an officer, in order."""
        with self._connected() as connection:
            return list(_lines(connection, [select(*_COLUMNS).where(EVENTS.c.officer == officer)]))

    def lines_known(self, n_lines: int, known_at: int | None = None) -> list[Line]:
        """Return the first so many lines, in order.

        Parameters
        ----------
        known_at
            UTC minute: only what was recorded until then; None for all.
        """
        wanted = EVENTS.c.number <= n_lines
        if known_at is not None:
            wanted &= EVENTS.c.recorded_at <= known_at
        with self._connected() as connection:
            return list(_lines(connection, [select(*_COLUMNS).where(wanted)]))

    def officers(self) -> list[str]:
        """Return every officer with a line."""
        with self._connected() as connection:
            return [name for name in connection.scalars(select(EVENTS.c.officer).distinct()) if name]

    def append(self, events: Sequence[Event], at: int, check: Check) -> Appended:
        """Add events, all or none, in their order; what is a line already is not added again.

        Parameters
        ----------
        at
            UTC minute at which those became known that do not say when.
        check
            Called while nobody else can add anything; what it raises keeps everything as it was.
        """
        with self._connected() as connection:
            kept = _lines_about(connection, {one.officer for one in events})
            new = news(events, (line.cells for line in kept), at)
            check(kept, new)
            head = _add(connection, new)
        things = {line.event.about for line in kept}
        corrected = sum(one.about in things for one in new)
        return Appended(len(new), corrected, len(events) - len(new), head)

    def verify(self, head: str | None = None) -> Verdict:
        """Say whether the lines are a whole chain, and the store still refuses to change them.

        Parameters
        ----------
        head
            The last hash that was noted elsewhere.
        """
        with self._connected() as connection:
            verdict = judged(lambda: _lines(connection, [select(*_COLUMNS)]), head)
            names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            open_to = sorted(_REFUSALS - set(names))
        if verdict.whole and open_to:
            told = f"every line is whole, but they can be changed: {', '.join(open_to)} is missing"
            return replace(verdict, damage=told)
        return verdict

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with _told(self.path), self._engine.begin() as connection:
            yield connection


@contextmanager
def opened(path: Path, *, write: bool = False) -> Iterator[Store]:
    """Open a store, and bring its tables up to date.

    Parameters
    ----------
    write
        Whether lines may be added; a store that does not exist is then made, for its owner's eyes alone.

    Raises
    ------
    BadInputError
        If it is not a register's store, was made by a newer version, or may not be read or written.
    """
    if write and not os.path.lexists(path):
        _make(path)
    _look_at(path, write=write)
    with _told(path):
        _bring_up(path)
    with Store(path, write=write) as store:
        yield store


def _make(path: Path) -> None:
    """Make an empty store in one step: whoever looks sees none or a whole one; two at once make one."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _told(path):
            _upgrade(partial)
        with suppress(FileExistsError):
            os.link(partial, path)
    except (OSError, ValueError) as error:
        wrong = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(path, "a file that can be written", wrong or str(error)) from None
    finally:
        with suppress(OSError, ValueError):
            partial.unlink()


def _look_at(path: Path, *, write: bool) -> None:
    """Refuse what is not a register's store before SQLite sees it."""
    try:
        header = first_bytes(path, _HEADER, follow=False)
    except RefusedError as error:
        raise _refused(path, error.expected) from None
    if not header.startswith(_MAGIC):
        raise _refused(path, "a register's store, which is an SQLite file made by rota register import")
    if int.from_bytes(header[_APPLICATION], "big") != APPLICATION_ID:
        raise _refused(path, "a register's store; this SQLite file is another program's")
    if write and not path.stat().st_mode & 0o222:
        raise _refused(path, "a store that may be written; this one is write-protected (chmod u+w)")


def _bring_up(path: Path) -> None:
    engine = _engine(path, write=False)
    try:
        with engine.begin() as connection:
            found = _revision(connection)
    finally:
        engine.dispose()
    if found == REVISIONS[-1]:
        return
    if found and found not in REVISIONS:
        raise _refused(path, f"a store of version {REVISIONS[-1]} at most; {found} was made by a newer rota")
    _upgrade(path)


def _revision(connection: Connection) -> str:
    """Return which state the tables are in; empty where there are none yet."""
    known = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    if not connection.scalar(known):
        return ""
    return connection.scalar(text("SELECT max(version_num) FROM alembic_version")) or ""


def _upgrade(path: Path) -> None:
    """Change the tables to what this version knows, all or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    engine = _engine(path, write=True)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA journal_mode = WAL")
    finally:
        engine.dispose()


def _engine(path: Path, *, write: bool) -> Engine:
    """Return an engine whose transactions begin at once; where they may write, one at a time."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path, write=write), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


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


def _queries(one: Slice, known: ColumnElement[bool]) -> list[Select[Any]]:
    """Return the queries of a slice; they may have lines in common."""
    wanted = and_(EVENTS.c.kind == one.kind, known)
    if one.subject is not None:
        wanted &= EVENTS.c.subject == one.subject
    if one.from_at > -EVER:
        wanted &= EVENTS.c.at >= one.from_at
    if one.until_at < EVER:
        wanted &= EVENTS.c.at < one.until_at
    if not one.latest:
        return [select(*_CELLS).where(wanted)]
    # SQLite takes the other columns from the line that has the maximum.
    latest = select(*_CELLS, func.max(EVENTS.c.at)).where(wanted).group_by(EVENTS.c.officer, EVENTS.c.passed)
    return [latest, select(*_CELLS).where(wanted, EVENTS.c.officer.in_(_corrected(wanted)))]


def _corrected(wanted: ColumnElement[bool]) -> Select[tuple[str]]:
    """Return the query of officers whose last line may not be the one that decides, so that all of theirs are wanted."""
    twice = func.count() > func.count(EVENTS.c.at.distinct())
    doubtful = or_(func.max(EVENTS.c.withdrawn) > 0, func.count(EVENTS.c.until) > 0, twice)
    return select(EVENTS.c.officer).where(wanted).group_by(EVENTS.c.officer).having(doubtful)


def _event(row: Row[Any]) -> Event:
    """Return the event of a line; without its place, which nothing that is asked of many lines wants."""
    _, officer, kind, subject, at, until, passed, withdrawn, recorded_at = row[:9]
    return Event(officer, kind, subject, at, until, passed == 1, recorded_at, "", withdrawn == 1)


def _lines(connection: Connection, queries: Sequence[Select[Any]]) -> Iterator[Line]:
    """Yield the lines of queries, one query after the other, each in the order of the lines."""
    for query in queries:
        for number, *cells, line_hash in connection.execute(query.order_by(EVENTS.c.number)):
            yield Line(number, tuple(cells), line_hash)


def _lines_about(connection: Connection, officers: Collection[str]) -> list[Line]:
    """Return the lines about officers, in order."""
    if len(officers) > _OFFICERS_ASKED:
        return [line for line in _lines(connection, [select(*_COLUMNS)]) if line.cells[0] in officers]
    return list(_lines(connection, [select(*_COLUMNS).where(EVENTS.c.officer.in_(officers))]))


def _add(connection: Connection, events: Iterable[Event]) -> str:
    """Add events as lines and return the last hash."""
    last = connection.execute(
        select(EVENTS.c.number, EVENTS.c.line_hash).order_by(EVENTS.c.number.desc()).limit(1)
    ).first()
    n_lines, head = (0, BEGINNING) if last is None else (last.number, last.line_hash)
    rows = []
    for number, one in enumerate(events, start=n_lines + 1):
        cells = cells_of(one)
        head = hash_after(head, cells)
        rows.append(dict(zip(_COLUMN_NAMES, (number, *cells, head), strict=True)))
    if rows:
        connection.execute(insert(EVENTS), rows)
    return head


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite has against a store into a problem with a remedy."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        remedy = next((remedy for words, remedy in _REMEDIES.items() if words in said), "a store that is not damaged")
        raise _refused(path, remedy, said) from None


_REMEDIES = {
    "locked": "a store that nobody else adds to at the moment; try again",
    "readonly": "a store that may be written, in a folder that may be written",
    "unable to open": "a store that may be read and written, in a folder that may be written",
    "full": "room on the disk",
    "never changed": "lines that come after those there are",
}


def _refused(path: Path, expected: str, wrong: str = "") -> BadInputError:
    return BadInputError([Problem(str(path), "", expected, wrong=wrong)])
