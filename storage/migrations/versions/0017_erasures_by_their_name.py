"""What was called a refresh and is about somebody is an erasure, and is called so.

Nothing else of it changes: not its version, as its cards look the same, and not its log, which says what was said then.
Work that was begun is taken up as a refresh, and found to be an erasure (`handlers.erasure.earlier`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

requests = sa.table("requests", sa.column("id"), sa.column("kind"))
subjects = sa.table("request_subjects", sa.column("request_id"))


def upgrade() -> None:
    of_someone = sa.exists().where(subjects.c.request_id == requests.c.id)
    op.execute(sa.update(requests).where(requests.c.kind == "refresh", of_someone).values(kind="erasure"))
