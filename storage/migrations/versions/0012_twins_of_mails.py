"""A mail is known wherever it lies, not only by the name that the mailbox gave it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mails", sa.Column("twin", sa.String(64)))
    op.create_index("ix_mails_twin", "mails", ["twin"], unique=True)
