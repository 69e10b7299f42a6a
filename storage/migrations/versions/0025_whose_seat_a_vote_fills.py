"""Whose seat a vote fills: the circles of that person, and who is away until when, where it is given for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("votes", sa.Column("circles", sa.String(), nullable=False, server_default=""))
    op.add_column("votes", sa.Column("instead_of", sa.String(64)))
    op.add_column("votes", sa.Column("away_until", sa.Date()))
