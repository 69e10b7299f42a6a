"""What was found out of whom a legal hold is on is found by the subject of the hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    united = sa.text("kind = 'subject.united'")
    lite = op.get_bind().dialect.name == "sqlite"
    subject = "json_extract(data, '$.subject')" if lite else "(CAST(data AS jsonb) ->> 'subject')"
    op.create_index(
        "ix_events_united",
        "events",
        [sa.text(subject)],
        sqlite_where=united,
        postgresql_where=united,
        if_not_exists=True,
    )
