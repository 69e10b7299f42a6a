"""How often a notice may have arrived already, and which conversations of Teams are shared with others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("doubts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
