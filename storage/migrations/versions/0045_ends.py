"""How each request ended, sealed, so that nobody else ends one; an index of what the log says of addresses that moved.

An earlier release can do with these, so whoever went back to it may have left them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ends",
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_ends"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_ends_request_id"),
        if_not_exists=True,
    )
    moves = sa.text("kind IN ('person.moved', 'person.settled')")
    op.create_index("ix_events_moves", "events", ["id"], sqlite_where=moves, postgresql_where=moves, if_not_exists=True)
