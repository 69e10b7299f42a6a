"""Legal holds, on the subject (GDPR Art. 17(3))."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subjects", sa.Column("held_at", sa.DateTime(timezone=True)))
    op.add_column("subjects", sa.Column("held_by", sa.String(64)))
    op.add_column("subjects", sa.Column("hold_reason", sa.LargeBinary()))
