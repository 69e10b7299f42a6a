"""What is asked for is kept as it was filed, and every vote is proved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_orders"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_orders_request_id"),
    )
    op.add_column("votes", sa.Column("cast_by", sa.String(64)))
    op.add_column("votes", sa.Column("mac", sa.LargeBinary()))
