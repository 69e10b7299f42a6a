"""Which subjects are one human, and which requests a later one takes the place of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subjects", sa.Column("human", sa.String(64)))
    op.execute("UPDATE subjects SET human = id")
    op.create_index("ix_subjects_human", "subjects", ["human"])
    there = sa.text("replaces IS NOT NULL")
    op.create_index("ix_requests_replaces", "requests", ["replaces"], sqlite_where=there, postgresql_where=there)
