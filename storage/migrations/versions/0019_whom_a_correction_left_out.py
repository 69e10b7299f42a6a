"""Whom a correction left out waits on the board for an answer, as they asked for one and got none.

Earlier versions took any later request that named the old one for its successor, whomever it was about. Who is left out
is the rule of `storage.waiting` at the time of this migration; from when somebody is warned that of 0014.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNANSWERED = ("denied", "expired", "cancelled", "refused")
MOMENT = sa.DateTime(timezone=True)
requests = sa.table(
    "requests",
    *(sa.column(name) for name in ("id", "kind", "state", "replaces")),
    *(sa.column(name, sa.Date) for name in ("received_on", "waits_since", "counted_on")),
    *(sa.column(name, MOMENT) for name in ("created_at", "due_at")),
)
about = sa.table("request_subjects", sa.column("request_id"), sa.column("subject_id"))
subjects = sa.table("subjects", sa.column("id"), sa.column("human"))
steps = sa.table("steps", *(sa.column(name) for name in ("request_id", "key", "state")))


def upgrade() -> None:
    later, person = requests.alias(), subjects.alias()
    also, same = about.alias(), subjects.alias()
    of_someone = sa.exists().where(about.c.request_id == requests.c.id)
    told = sa.exists().where(steps.c.request_id == requests.c.id, steps.c.key == "answer:", steps.c.state == "done")
    named = sa.exists().where(
        later.c.replaces == requests.c.id,
        also.c.request_id == later.c.id,
        same.c.id == also.c.subject_id,
        same.c.human == person.c.human,
    )
    left_out = sa.exists().where(
        about.c.request_id == requests.c.id,
        person.c.id == about.c.subject_id,
        ~named.correlate(requests, person),
    )
    waits = sa.and_(
        requests.c.state.in_(UNANSWERED), requests.c.waits_since.is_(None), requests.c.kind != "remove-user"
    )
    looked = sa.func.coalesce(requests.c.due_at, requests.c.created_at)
    since, counted = requests.c.received_on, sa.literal(date.min, sa.Date)
    change = sa.update(requests).where(waits, of_someone, ~told, left_out.correlate(requests))
    op.execute(change.values(waits_since=since, counted_on=counted, due_at=looked))
