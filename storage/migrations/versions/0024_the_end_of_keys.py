"""When it is looked whether somebody's key may be destroyed, and why not yet; messages that must follow a destruction.

What was kept before this release is looked at from its first start on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("subjects", sa.Column("look_at", MOMENT))
    op.add_column("subjects", sa.Column("kept_for", sa.String(64)))
    op.add_column("subjects", sa.Column("unlisted", sa.Integer()))
    op.execute("UPDATE subjects SET look_at = created_at WHERE wrapped_key IS NOT NULL")
    for column in ("look_at", "unlisted"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_subjects_{column}", "subjects", [column], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "told",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column(
            "request_id",
            sa.String(64),
            sa.ForeignKey("requests.id", name="fk_told_request_id"),
            nullable=False,
        ),
        sa.Column("surface", sa.String(64), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_told"),
        sa.UniqueConstraint("address", "place", "surface", name="uq_told_address_place_surface"),
    )
    op.create_index("ix_told_request_id", "told", ["request_id"])
