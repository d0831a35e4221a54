"""What tells one kind of store from another: whose it is, its states of tables, and the triggers that guard it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of store.

    Attributes
    ----------
    name
        What messages call it, such as ``a register's store``.
    made_by
        The command that makes one.
    application_id
        By which an SQLite file is known to be one, and the lock of a PostgreSQL database that only one takes to make it.
    migrations
        Folder of the changes of its tables.
    revisions
        Every state of the tables that this version knows, the newest last.
    revision_table
        Where the state is kept.
    refusals
        Triggers that refuse changes.
    lines
        Table that whoever adds lines holds.
    """

    name: str
    made_by: str
    application_id: int
    migrations: Path
    revisions: tuple[str, ...]
    revision_table: str
    refusals: frozenset[str]
    lines: str
