"""Which processes work on the database, and which of the chores that only one of them does each has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("chore", sa.String(64), primary_key=True),
        sa.Column("replica_id", sa.String(64), sa.ForeignKey("replicas.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_claims_replica_id", "claims", ["replica_id"])
