"""Runs the changes of a store's tables over the connection, and in the transaction, of the store that is opened."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler.stores.kind import Kind


def upgraded(connection: Connection, kind: Kind) -> None:
    """Change a store's tables to the newest state that is known of its kind."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(kind.migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["revision_table"] = kind.revision_table
    command.upgrade(config, "head")


def run() -> None:
    """Do the same from the folder of changes, as Alembic calls it."""
    from alembic import context

    given = context.config.attributes
    context.configure(connection=given["connection"], version_table=given["revision_table"])
    with context.begin_transaction():
        context.run_migrations()
