"""Which requests are to be worked on stands in their rows, and not in the engine's queue. What is there has begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("begins", sa.Integer()))
    there = sa.text("begins IS NOT NULL")
    op.create_index("ix_requests_begins", "requests", ["begins"], sqlite_where=there, postgresql_where=there)
