"""Who is meant by a legal hold, as they were named, for one that was set before there was a request; sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subjects", sa.Column("held_as", sa.LargeBinary()))
    held = sa.text("held_at IS NOT NULL")
    op.create_index("ix_subjects_held_at_id", "subjects", ["held_at", "id"], sqlite_where=held, postgresql_where=held)
