"""Who acts for somebody who is away; `active` is 1 until it ends, and null afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("giver", sa.String(64), nullable=False),
        sa.Column("taker", sa.String(64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Integer()),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
        sa.UniqueConstraint("giver", "active", name="uq_delegations_giver_active"),
    )
