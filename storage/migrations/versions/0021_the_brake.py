"""The brake: a row for each time that deletions were paused; `active` is 1 while they are, and null afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "brakes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Integer()),
        sa.Column("off_by", sa.String(64)),
        sa.Column("off_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_brakes"),
        sa.UniqueConstraint("active", name="uq_brakes_active"),
    )
