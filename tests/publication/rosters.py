"""Duties to publish, and what changes a ledger behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from scheduler.domain.publication import DutyKey, PublishedDuty, PublishedRota
from scheduler.publication.publishing import Publication, Published, publish
from scheduler.publication.reading import published
from scheduler.publication.store import opened
from scheduler.stores.chain import Verdict

FIRST = 739_000
AT = 30_000_000
PUBLICATION = Publication(
    "county", FIRST, 4, "Europe/London", "OFFICIAL", "run-1", "a" * 64, "Ch Supt Lee", "Force order 3"
)


def duty(officer: str = "P1", day: int = 0, **facts: Any) -> PublishedDuty:
    """Return an early tour of an officer on a day of the roster."""
    slot, number = facts.pop("slot", "attended"), facts.pop("number", 0)
    begin = (FIRST + day - 719_163) * 1440 + 420
    plain = PublishedDuty(
        DutyKey(officer, FIRST + day, slot, number),
        "north", "E", begin, begin + 480, "ARV", "AFO", True, "confirmed", "planned", 0, 0, 0,
    )  # fmt: skip
    return replace(plain, **facts)


THREE = (duty("P1"), duty("P1", 1), duty("P2", 1))


def put(store: str, duties: Iterable[PublishedDuty] = THREE, at: int = AT, **more: Any) -> Published:
    """Publish duties; what is not about how they are published is about the publication."""
    how = {name: more.pop(name) for name in ("after", "beside", "account") if name in more}
    with opened(store, write=True) as ledger:
        return publish(ledger, replace(PUBLICATION, **more), duties, at, **how)


def shown(store: str, roster: str = "county", at: int | None = None, **more: Any) -> PublishedRota:
    """Return what is published."""
    with opened(store) as ledger:
        return published(ledger, roster, at, **more)


def counts(store: str, **more: Any) -> dict[tuple[str, int], tuple[int, str]]:
    """Return sequence and status of each duty by officer and day of the roster."""
    return {(one.key.officer, one.key.day - FIRST): (one.sequence, one.status) for one in shown(store, **more).duties}


def verdict(store: str, head: str | None = None) -> Verdict:
    """Return what verifying says."""
    with opened(store) as ledger, ledger.reading() as reader:
        return reader.verify(head)


def sql(store: str, statements: Sequence[str]) -> None:
    """Change a ledger behind its back, as somebody might who owns the file or the database."""
    if "://" not in store:
        connection = sqlite3.connect(store)
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, told in triggers:
            connection.execute(told)
        connection.commit()
        connection.close()
        return
    with database_engine(store).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def plainly(store: str, statement: str) -> None:
    """Run a statement as another program would, with the triggers there are."""
    if "://" not in store:
        connection = sqlite3.connect(store)
        try:
            connection.execute(statement)
            connection.commit()
        finally:
            connection.close()
        return
    with database_engine(store).begin() as connection:
        connection.execute(text(statement))


def database_engine(store: str) -> Any:
    """Return an engine of the database of a ledger."""
    return create_engine(store.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
