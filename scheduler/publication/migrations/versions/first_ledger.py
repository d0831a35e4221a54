"""The lines of the ledger, which are added and never changed, and their details, of which old ones may be pruned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SAID = "lines are added, never changed"

PRUNABLE = """SELECT 1 FROM ledger_lines gone
    JOIN ledger_lines pruned ON pruned.kind = 'pruned' AND pruned.roster = gone.roster
    JOIN ledger_lines newer ON newer.kind = gone.kind AND newer.roster = gone.roster AND newer.subject = gone.subject
        AND newer.day = gone.day AND newer.item = gone.item
        AND newer.version > gone.version AND newer.version <= pruned.version
    WHERE gone.number = OLD.number AND gone.kind = 'duty'"""
"""A duty's detail may go once a line says that versions before one are pruned, and that one tells the duty anew."""

SQLITE = {
    "ledger_lines_are_not_changed": "BEFORE UPDATE ON ledger_lines",
    "ledger_lines_are_not_deleted": "BEFORE DELETE ON ledger_lines",
    # A line put in the place of another would delete that one without a word.
    "ledger_lines_come_last": "BEFORE INSERT ON ledger_lines"
    " WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM ledger_lines)",
    "ledger_details_are_not_changed": "BEFORE UPDATE ON ledger_details",
    "ledger_details_are_not_replaced": "BEFORE INSERT ON ledger_details"
    " WHEN EXISTS (SELECT 1 FROM ledger_details WHERE number = NEW.number)",
    "ledger_details_are_pruned_alone": f"BEFORE DELETE ON ledger_details WHEN NOT EXISTS ({PRUNABLE})",
}

POSTGRES = {
    "ledger_lines_are_not_changed": ("BEFORE UPDATE ON ledger_lines FOR EACH ROW", "true"),
    "ledger_lines_are_not_deleted": ("BEFORE DELETE ON ledger_lines FOR EACH ROW", "true"),
    "ledger_lines_are_not_emptied": ("BEFORE TRUNCATE ON ledger_lines FOR EACH STATEMENT", "true"),
    "ledger_lines_come_last": (
        "BEFORE INSERT ON ledger_lines FOR EACH ROW",
        "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM ledger_lines)",
    ),
    "ledger_details_are_not_changed": ("BEFORE UPDATE ON ledger_details FOR EACH ROW", "true"),
    "ledger_details_are_not_emptied": ("BEFORE TRUNCATE ON ledger_details FOR EACH STATEMENT", "true"),
    "ledger_details_are_pruned_alone": (
        "BEFORE DELETE ON ledger_details FOR EACH ROW",
        f"NOT EXISTS ({PRUNABLE})",
    ),
}


def upgrade() -> None:
    """Make the tables, the triggers that refuse changes, and the indexes that questions need."""
    # Names are compared byte by byte, whatever the language of a database.
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "ledger_lines",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("roster", words, nullable=False),
        sa.Column("subject", words, nullable=False),
        sa.Column("day", sa.Integer),
        sa.Column("item", words, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("detail_sha256", sa.Text, nullable=False),
        sa.Column("line_hash", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "ledger_details",
        sa.Column("number", sa.Integer, sa.ForeignKey("ledger_lines.number"), primary_key=True, autoincrement=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ledger_by_day", "ledger_lines", ["kind", "roster", "day", "subject", "item", "version", "number"])
    op.create_index("ledger_by_subject", "ledger_lines", ["kind", "roster", "subject", "day", "item", "number"])
    if op.get_bind().dialect.name == "sqlite":
        for name, when in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{SAID}'); END")
        return
    for name, (when, condition) in POSTGRES.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{SAID}'; END IF;"
            " IF TG_OP = 'INSERT' THEN RETURN NEW; END IF; RETURN OLD; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
