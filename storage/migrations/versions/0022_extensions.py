"""The day on which a person was told that the answer to their request takes longer; null: it is due within a month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("extended_on", sa.Date()))
