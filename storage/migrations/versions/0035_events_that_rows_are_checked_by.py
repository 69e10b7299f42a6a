"""Events by which rows of codes and delegations are checked are found by their time, so that old ones cost nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KINDS = [
    "code.locked",
    "code.used",
    "code.wrong",
    "delegation.ended",
    "device.ended",
    "device.kept",
    "device.missed",
    "log.cut",
]


def upgrade() -> None:
    op.drop_index("ix_events_ended", "events")
    checks = sa.text(f"kind IN ({', '.join(map(repr, _KINDS))})")
    op.create_index("ix_events_checks", "events", ["at"], sqlite_where=checks, postgresql_where=checks)
