"""Where a store is kept: what an SQLite file and a PostgreSQL database have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.stores.kind import Kind


class Place(Protocol):
    """A place at which a store of some kind is or can be."""

    @property
    def name(self) -> str:
        """What messages call it; never with a password."""
        ...

    def exists(self, kind: Kind) -> bool:
        """Say whether there is anything at the place that could be such a store."""
        ...

    def prepare(self, kind: Kind, *, write: bool) -> None:
        """Make a store where there is none and one is to be written; refuse what is no store of this kind."""
        ...

    def engine(self, kind: Kind, *, write: bool) -> Engine:
        """Return an engine whose transactions see one state; where they may write, one at a time."""
        ...

    def upgrade(self, kind: Kind) -> None:
        """Change the tables to what this version knows, all or nothing."""
        ...

    def revision(self, connection: Connection, kind: Kind) -> str:
        """Return which state the tables are in; empty where there are none yet."""
        ...

    def triggers(self, connection: Connection) -> frozenset[str]:
        """Return the triggers that stand."""
        ...

    def damage(self, connection: Connection) -> str:
        """Return what the database itself finds wrong with how the store is kept; empty where it finds nothing."""
        ...

    def told(self) -> Told:
        """Return what turns the database's complaints into problems with a remedy."""
        ...


@dataclass(frozen=True)
class Told:
    """Turns what a database has against a store into a problem with a remedy; a context manager."""

    place: str
    errors: tuple[type[Exception], ...]
    remedies: tuple[tuple[str, str], ...]

    @contextmanager
    def here(self) -> Iterator[None]:
        """Refuse with the place and the remedy whatever one of the errors is raised for within."""
        try:
            yield
        except self.errors as error:
            said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            found = (remedy for words, remedy in self.remedies if words in said)
            raise refused(self.place, next(found, "a store that is not damaged"), said) from None


def refused(place: str, expected: str, wrong: str = "") -> BadInputError:
    """Return the refusal of a store."""
    return BadInputError([Problem(place, "", expected, wrong=wrong)])


def bring_up(place: Place, kind: Kind) -> None:
    """Bring the tables of a store up to date.

    Raises
    ------
    BadInputError
        If a newer version made it, or it cannot be read or written.
    """
    with place.told().here():
        engine = place.engine(kind, write=False)
        try:
            with engine.begin() as connection:
                found = place.revision(connection, kind)
        finally:
            engine.dispose()
        if found == kind.revisions[-1]:
            return
        if found and found not in kind.revisions:
            expected = f"a store of version {kind.revisions[-1]} at most; {found} was made by a newer rota"
            raise refused(place.name, expected)
        place.upgrade(kind)


def ready(place: Place, kind: Kind, *, write: bool) -> None:
    """Make a store where there is none and one is to be written, refuse what is none, and bring its tables up to date.

    Raises
    ------
    BadInputError
        If it is no store of this kind, was made by a newer version, or may not be read or written.
    """
    place.prepare(kind, write=write)
    bring_up(place, kind)
