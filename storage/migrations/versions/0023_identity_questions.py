"""The days on which a person was asked who they are, and on which they answered; null: nobody asked, or not yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("questioned_on", sa.Date()))
    op.add_column("requests", sa.Column("proved_on", sa.Date()))
