"""The lines of the register, which are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSALS = {
    "events_are_not_changed": "BEFORE UPDATE ON events",
    "events_are_not_deleted": "BEFORE DELETE ON events",
    # A line put in the place of another would delete that one without a word.
    "events_come_last": "BEFORE INSERT ON events WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM events)",
}


def upgrade() -> None:
    """Make the table, the triggers that refuse changes, and the indexes that questions need."""
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer),
        sa.Column("passed", sa.Integer, sa.CheckConstraint("passed IN (0, 1)"), nullable=False),
        sa.Column("withdrawn", sa.Integer, sa.CheckConstraint("withdrawn IN (0, 1)"), nullable=False),
        sa.Column("recorded_at", sa.Integer, nullable=False),
        sa.Column("line_hash", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    # All that questions about many officers want is in the index, so that the table itself is not read for them.
    asked = ["kind", "subject", "officer", "at", "passed", "withdrawn", "until", "recorded_at"]
    op.create_index("events_by_kind", "events", asked)
    op.create_index("events_by_officer", "events", ["officer", "at"])
    for name, when in REFUSALS.items():
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'lines are added, never changed'); END")
