"""A store in a PostgreSQL database, where several machines publish or many readers ask."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from scheduler.stores.kind import Kind
from scheduler.stores.migrating import upgraded
from scheduler.stores.place import Told, refused

PATIENCE_SECONDS = 30.0
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_REMEDIES = (
    ("lock timeout", "a store that nobody else adds to at the moment; try again"),
    ("never changed", "lines that come after those there are"),
    ("permission denied", "a database whose tables this account may read and write"),
    ("does not exist", "a database and an account that exist, and a store made by rota publish"),
    ("read-only", "a database that may be written"),
    ("", "a PostgreSQL database that can be reached, named as postgresql://account@host/database"),
)


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A store in a PostgreSQL database.

    Attributes
    ----------
    url
        Where it is; its password, if it has one, is told to nobody.
    """

    url: URL

    @property
    def name(self) -> str:
        """The URL without its password."""
        url = self.url
        return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()

    def exists(self, kind: Kind) -> bool:
        """Say whether the database has the tables of a store of this kind.

        Raises
        ------
        BadInputError
            If it cannot be reached.
        """
        with self.told().here():
            engine = self.engine(kind, write=False)
            try:
                with engine.begin() as connection:
                    return bool(self.revision(connection, kind))
            finally:
                engine.dispose()

    def prepare(self, kind: Kind, *, write: bool) -> None:
        """Refuse, for reading, a database without a store of this kind; for writing one is made by `upgrade`.

        Raises
        ------
        BadInputError
            If there is none, or the database cannot be reached.
        """
        if not self.exists(kind) and not write:
            raise refused(self.name, f"a database with {kind.name}, which {kind.made_by} makes")

    def engine(self, kind: Kind, *, write: bool) -> Engine:
        """Return an engine whose transactions see one state; where they write, one at a time and to the disk."""
        try:
            engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                poolclass=NullPool,
                isolation_level="READ COMMITTED" if write else "REPEATABLE READ",
                connect_args={"connect_timeout": int(PATIENCE_SECONDS)},
            )
        except ModuleNotFoundError:
            raise refused(self.name, "the driver of PostgreSQL: pip install 'armed-rota[postgresql]'") from None

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            if not write:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                return
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE_SECONDS * 1000)}")
            connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
            if self.revision(connection, kind):
                connection.exec_driver_sql(f"LOCK TABLE {kind.lines} IN EXCLUSIVE MODE")

        return engine

    def upgrade(self, kind: Kind) -> None:
        """Change the tables to what this version knows, all or nothing; of two at once one waits and finds them made."""
        engine = self.engine(kind, write=True)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({kind.application_id})")
                upgraded(connection, kind)
        finally:
            engine.dispose()

    def revision(self, connection: Connection, kind: Kind) -> str:
        """Return which state the tables are in; empty where there are none yet."""
        if not connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": kind.revision_table}):
            return ""
        return connection.scalar(text(f"SELECT max(version_num) FROM {kind.revision_table}")) or ""

    def triggers(self, connection: Connection) -> frozenset[str]:
        """Return the triggers that stand and are not switched off."""
        stand = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            " AND tgrelid IN (SELECT oid FROM pg_class WHERE pg_table_is_visible(oid))"
        )
        return frozenset(connection.scalars(text(stand)))

    def damage(self, connection: Connection) -> str:  # noqa: ARG002 - the server answers for how it keeps its tables
        """Return nothing: a server looks after its own files."""
        return ""

    def told(self) -> Told:
        """Return what turns PostgreSQL's complaints into problems with a remedy."""
        return Told(self.name, (DBAPIError,), _REMEDIES)


def named(url: str) -> PostgresDatabase:
    """Return the database of a URL.

    Raises
    ------
    BadInputError
        If it is no URL of a PostgreSQL database.
    """
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        made = None
    if made is None or made.drivername not in _SCHEMES or not made.database:
        raise refused("ROTA_STORE", "a URL such as postgresql://account@host/database, or the path of a file")
    return PostgresDatabase(made)
