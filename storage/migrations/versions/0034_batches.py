"""Which request leads another one, where many people were asked for at once; and lists of people that are looked up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("batch", sa.String(64)))
    op.create_table(
        "lists",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_lists"),
    )
    waits = sa.text("look_at IS NOT NULL")
    op.create_index("ix_lists_look_at", "lists", ["look_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_lists_at", "lists", ["at"])
