"""The ledger's tables, as its store reads and writes them; ``migrations/`` makes them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Select, Table, Text, select
from sqlalchemy.sql.elements import ColumnElement

from scheduler.publication import migrations
from scheduler.publication.lines import DUTY
from scheduler.publication.migrations import APPLICATION_ID
from scheduler.stores.kind import Kind

REVISIONS = ("0001",)
"""Every state of the tables that this version knows, the newest last."""

_REFUSALS = (
    "ledger_lines_are_not_changed",
    "ledger_lines_are_not_deleted",
    "ledger_lines_come_last",
    "ledger_details_are_not_changed",
    "ledger_details_are_pruned_alone",
)
KIND = Kind(
    "a ledger of published rotas",
    "rota publish",
    APPLICATION_ID,
    Path(migrations.__file__).parent,
    REVISIONS,
    "ledger_revision",
    frozenset(_REFUSALS),
    "ledger_lines",
)

_TABLES = MetaData()
LINES = Table(
    "ledger_lines",
    _TABLES,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("roster", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("day", Integer),
    Column("item", Text, nullable=False),
    Column("version", Integer),
    Column("at", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("detail_sha256", Text, nullable=False),
    Column("line_hash", Text, nullable=False),
)
DETAILS = Table(
    "ledger_details",
    _TABLES,
    Column("number", Integer, ForeignKey("ledger_lines.number"), primary_key=True),
    Column("detail", Text, nullable=False),
)
NAMES = tuple(column.name for column in LINES.c)
WHOLE = select(*LINES.c, DETAILS.c.detail).outerjoin(DETAILS, DETAILS.c.number == LINES.c.number)
_BEFORE = LINES.alias("before")
LINKED = (
    select(*LINES.c, DETAILS.c.detail, _BEFORE.c.line_hash)
    .outerjoin(DETAILS, DETAILS.c.number == LINES.c.number)
    .outerjoin(_BEFORE, _BEFORE.c.number == LINES.c.number - 1)
)
"""Whole lines, each with the hash of the line before it."""


def told_anew(oldest: ColumnElement[int | None] | int) -> Select[tuple[int]]:
    """Return the query whether a duty's line is told anew by a later one, no later than in the version ``oldest``."""
    newer = LINES.alias()
    return select(newer.c.number).where(
        LINES.c.kind == DUTY,
        newer.c.kind == DUTY,
        newer.c.roster == LINES.c.roster,
        newer.c.subject == LINES.c.subject,
        newer.c.day == LINES.c.day,
        newer.c.item == LINES.c.item,
        newer.c.version > LINES.c.version,
        newer.c.version <= oldest,
    )
