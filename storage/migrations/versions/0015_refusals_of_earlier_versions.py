"""What earlier versions refused waits on the board for the word that the person was told, as what they denied does.

They took a refusal for an answer, and asked nobody whether the letter was sent; so 0011 left it out. Who waits is the
rule of 0011, from when somebody is warned that of 0014.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
requests = sa.table(
    "requests",
    *(sa.column(name) for name in ("id", "kind", "state", "replaces")),
    *(sa.column(name, sa.Date) for name in ("received_on", "waits_since", "counted_on")),
    *(sa.column(name, MOMENT) for name in ("created_at", "due_at")),
)
subjects = sa.table("request_subjects", sa.column("request_id"))
steps = sa.table("steps", *(sa.column(name) for name in ("request_id", "key", "state")))


def upgrade() -> None:
    later = requests.alias()
    of_someone = sa.exists().where(subjects.c.request_id == requests.c.id)
    told = sa.exists().where(steps.c.request_id == requests.c.id, steps.c.key == "answer:", steps.c.state == "done")
    replaced = sa.exists().where(later.c.replaces == requests.c.id)
    waits = sa.and_(requests.c.state == "refused", requests.c.waits_since.is_(None), requests.c.kind != "remove-user")
    looked = sa.func.coalesce(requests.c.due_at, requests.c.created_at)
    since, counted = requests.c.received_on, sa.literal(date.min, sa.Date)
    change = sa.update(requests).where(waits, of_someone, ~told, ~replaced)
    op.execute(change.values(waits_since=since, counted_on=counted, due_at=looked))
