"""The day that the days left on a request's cards are counted from, so that they are drawn anew when it changes.

Of requests that are there already no day is known, and who still waits for an answer is looked at once: from now on
the legal date is a matter of every kind of request. What waits and who is the rule of 0011.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
requests = sa.table(
    "requests",
    *(sa.column(name) for name in ("id", "kind", "state")),
    sa.column("waits_since", sa.Date),
    sa.column("counted_on", sa.Date),
    sa.column("created_at", MOMENT),
    sa.column("due_at", MOMENT),
)
subjects = sa.table("request_subjects", sa.column("request_id"))


def upgrade() -> None:
    op.add_column("requests", sa.Column("counted_on", sa.Date))
    of_someone = sa.exists().where(subjects.c.request_id == requests.c.id)
    waits = sa.and_(requests.c.waits_since.is_not(None), requests.c.kind != "remove-user", of_someone)
    chased = sa.and_(requests.c.kind == "export", requests.c.state.in_(("in_progress", "needs_attention")))
    op.execute(sa.update(requests).where(waits).values(counted_on=sa.literal(date.min, sa.Date)))
    unseen = sa.and_(waits, requests.c.due_at.is_(None), ~chased)
    op.execute(sa.update(requests).where(unseen).values(due_at=requests.c.created_at))
    there = sa.text("counted_on IS NOT NULL")
    op.create_index("ix_requests_counted_on", "requests", ["counted_on"], sqlite_where=there, postgresql_where=there)
