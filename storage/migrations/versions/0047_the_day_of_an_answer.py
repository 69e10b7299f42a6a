"""The day on which a person was told, as whoever noted it states it; null where that was noted by an earlier release.

Whoever went back to one may have left the column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if "told_on" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("steps")}:
        op.add_column("steps", sa.Column("told_on", sa.Date()))
