"""Which processes work on the database, and which of the chores that only one of them does each has.

An earlier release can do with these tables, so whoever went back to it may have left them.
"""

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
        if_not_exists=True,
    )
    op.create_table(
        "claims",
        sa.Column("chore", sa.String(64), primary_key=True),
        sa.Column("replica_id", sa.String(64), sa.ForeignKey("replicas.id", ondelete="CASCADE"), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_claims_replica_id", "claims", ["replica_id"], if_not_exists=True)
