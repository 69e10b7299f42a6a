"""Mails of Microsoft's team and about it, each once, and how far the mailbox was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("meaning", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("key", name="uq_mails_key"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_mails_request_id"),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name="fk_mails_subject_id"),
    )
    op.create_index("ix_mails_request_id", "mails", ["request_id"])
    op.create_index("ix_mails_subject_id", "mails", ["subject_id"])
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursors"),
    )
    op.create_index("ix_requests_closed_at", "requests", ["closed_at"])
