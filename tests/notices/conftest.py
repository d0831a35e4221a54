"""Ledgers on SQLite and on PostgreSQL, as those of publication."""

from __future__ import annotations

from tests.publication.conftest import database, store

__all__ = ["database", "store"]
