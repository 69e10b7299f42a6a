"""Events about legal holds and the brake are found at once: they are asked right before what cannot be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stops = sa.text("kind IN ('brake.on', 'brake.off', 'subject.held', 'subject.released')")
    op.create_index("ix_events_stops", "events", ["id"], sqlite_where=stops, postgresql_where=stops)
