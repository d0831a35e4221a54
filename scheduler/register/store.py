"""The register's store: an SQLite file of lines that are added and never changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
    true,
)

from scheduler.domain.events import Event
from scheduler.domain.spans import EVER
from scheduler.register import migrations
from scheduler.register.chain import Line, cells_of, news
from scheduler.register.migrations import APPLICATION_ID
from scheduler.register.questions import Slice
from scheduler.stores.chain import BEGINNING, Verdict, hash_after, judged
from scheduler.stores.kind import Kind
from scheduler.stores.place import ready
from scheduler.stores.sqlite import SqliteFile

REVISIONS = ("0001",)
"""Every state of the tables that this version knows, the newest last."""

KIND = Kind(
    "a register's store",
    "rota register import",
    APPLICATION_ID,
    Path(migrations.__file__).parent,
    REVISIONS,
    "alembic_version",
    frozenset(("events_are_not_changed", "events_are_not_deleted", "events_come_last")),
    "events",
)
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
        self._place = SqliteFile(path)
        self._engine = self._place.engine(KIND, write=write)

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
            open_to = sorted(KIND.refusals - self._place.triggers(connection))
        if verdict.whole and open_to:
            told = f"every line is whole, but they can be changed: {', '.join(open_to)} is missing"
            return replace(verdict, damage=told)
        return verdict

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self._place.told().here(), self._engine.begin() as connection:
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
    ready(SqliteFile(path), KIND, write=write)
    with Store(path, write=write) as store:
        yield store


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
