"""With which version the state of a request changed last, or a vote on it: cards that lack that are drawn first.

An earlier release does not say so, and nothing of it is then taken for more than progress; its cards are drawn all the
same. Whoever went back to it may have left the column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if "turned" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("requests")}:
        op.add_column("requests", sa.Column("turned", sa.Integer, nullable=False, server_default="0"))
