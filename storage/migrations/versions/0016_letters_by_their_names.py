"""Letters and answers of exports, by their Message-IDs.

Those that are there already are sealed: the bot fills them in at its start (`handlers.export.threads.note_all`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID, CODE = sa.String(64), sa.String(64)


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("name", CODE, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("sender", sa.String(32), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "request_id", name="pk_letters"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_letters_request_id"),
    )
    op.create_index("ix_letters_request_id", "letters", ["request_id"])
