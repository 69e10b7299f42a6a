"""The language that somebody's Teams is set to is kept with their private chat: what is told them unasked is in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("locale", sa.String(), nullable=False, server_default=""))
