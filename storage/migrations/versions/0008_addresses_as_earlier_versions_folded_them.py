"""Which subjects were looked up by an address as earlier versions folded it: they took `ß` for `ss`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subjects", sa.Column("earlier", sa.Integer))
    op.execute("UPDATE subjects SET earlier = 1 WHERE lookup IS NOT NULL")
