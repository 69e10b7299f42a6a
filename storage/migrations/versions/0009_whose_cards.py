"""Somebody's own cards are found by whose they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    theirs = sa.text("person_id IS NOT NULL")
    op.create_index(
        "ix_cards_person_id_surface", "cards", ["person_id", "surface"], sqlite_where=theirs, postgresql_where=theirs
    )
