"""Ledgers to try things on: every test that asks for ``store`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.postgres import programs, server


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """Return the URL of a PostgreSQL database, or skip with the reason."""
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL on this machine")
    with server(binaries) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a ledger can be made: a file, and a schema of a database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger")
    return schema(request.getfixturevalue("database"), f"t{abs(hash(tmp_path)):x}")


def schema(database: str, name: str) -> str:
    """Return the URL of an empty schema of a database."""
    engine = create_engine(database.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    return f"{database}&options=-csearch_path%3D{name}"
