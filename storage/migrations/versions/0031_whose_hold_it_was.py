"""Events about the legal holds on somebody are found at once, however many there were on others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    subject = sa.text("json_extract(data, '$.subject')" if sqlite else "(CAST(data AS jsonb) ->> 'subject')")
    stops = sa.text("kind IN ('brake.on', 'brake.off', 'subject.held', 'subject.released')")
    op.create_index("ix_events_held", "events", [subject], sqlite_where=stops, postgresql_where=stops)
