"""Since when somebody waits for a request, kept with it: the board need not look at those that have ended.

The rule is that of `domain.board` and `storage.waiting` at the time of this migration.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LAST = date.max
OPEN, UNANSWERED = ("pending_approval", "in_progress", "needs_attention"), ("denied", "expired", "cancelled")

requests = sa.table(
    "requests",
    *(sa.column(name) for name in ("id", "kind", "state", "replaces")),
    sa.column("received_on", sa.Date),
    sa.column("waits_since", sa.Date),
)
subjects = sa.table("request_subjects", sa.column("request_id"))
steps = sa.table("steps", *(sa.column(name) for name in ("request_id", "key", "state")))


def upgrade() -> None:
    op.add_column("requests", sa.Column("waits_since", sa.Date, server_default="0001-01-01"))
    by_law, later = requests.c.kind != "remove-user", requests.alias()
    of_someone = sa.exists().where(subjects.c.request_id == requests.c.id)
    told = sa.exists().where(steps.c.request_id == requests.c.id, steps.c.key == "answer:", steps.c.state == "done")
    replaced = sa.exists().where(later.c.replaces == requests.c.id)
    waits = sa.and_(requests.c.state.in_(UNANSWERED), by_law, of_someone, ~told, ~replaced)
    since = sa.case(
        (sa.and_(requests.c.state.in_(OPEN), ~by_law), sa.literal(LAST, sa.Date)),
        (sa.or_(requests.c.state.in_(OPEN), waits), requests.c.received_on),
        else_=sa.null(),
    )
    op.execute(sa.update(requests).values(waits_since=since))
    there = sa.text("waits_since IS NOT NULL")
    op.create_index(
        "ix_requests_waits_since_created_at_id",
        "requests",
        ["waits_since", "created_at", "id"],
        sqlite_where=there,
        postgresql_where=there,
    )
