"""A vote says by which its giver is known, so that one human does not vote twice whatever is done to accounts; and
events about what has ended are found at once, so that nothing comes back that somebody puts into its row again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("votes", sa.Column("marks", sa.String(), nullable=False, server_default=""))
    ended = sa.text("kind IN ('delegation.ended', 'device.ended', 'device.kept')")
    op.create_index("ix_events_ended", "events", ["id"], sqlite_where=ended, postgresql_where=ended)
