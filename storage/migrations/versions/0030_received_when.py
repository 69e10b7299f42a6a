"""The requests that were received in a period, and their steps that failed, are found at once, for reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_requests_received_on", "requests", ["received_on"])
    failed = sa.text("kind = 'step.failed'")
    op.create_index("ix_events_failed", "events", ["request_id"], sqlite_where=failed, postgresql_where=failed)
