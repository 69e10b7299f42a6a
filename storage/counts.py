"""What is counted for who watches the bot: numbers and ages, of nobody. Each is found by an index of what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, or_, select

from domain.request import OPEN, State
from storage import tables
from storage.sql import Statement

AGES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
OLDER = "older"  # than the last of them
LATELY = timedelta(days=1)

_requests, _steps, _notices, _events = tables.requests, tables.steps, tables.notices, tables.events
_AGE = case(
    *((_requests.c.created_at > bindparam(name, type_=_requests.c.created_at.type), name) for name in AGES), else_=OLDER
)
_PENDING = select(_requests.c.kind, _AGE.label("age"), func.count()).where(
    _requests.c.state == State.PENDING_APPROVAL
).group_by(_requests.c.kind, _AGE)  # fmt: skip
_OPEN = Statement(
    select(_requests.c.kind, _requests.c.state, func.count().label("count"))
    .where(_requests.c.state.in_(OPEN))
    .group_by(_requests.c.kind, _requests.c.state)
)
_LATE = or_(_requests.c.state.in_(OPEN), _requests.c.closed_at >= bindparam("since"))
_REFRESHES = Statement(
    select(_steps.c.state, func.count().label("count"))
    .join(_requests, _requests.c.id == _steps.c.request_id)
    .where(_LATE, _steps.c.settled_at >= bindparam("since"), _steps.c.job_id.is_not(None))
    .group_by(_steps.c.state)
)
_NOTICES = Statement(
    select(func.count().label("count"), func.min(_notices.c.created_at).label("since")).where(
        _notices.c.due_at.is_not(None)
    )
)
_UNSEALED = Statement(
    select(func.count().label("count"), func.min(_events.c.at).label("since")).where(_events.c.seq.is_(None))
)
_BEGINS = Statement(select(func.count()).select_from(_requests).where(_requests.c.begins.is_not(None)))


class Counts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pending(self, now: datetime) -> dict[tuple[str, str], int]:
        """Requests that wait for a decision, by kind and age."""
        found = self._connection.execute(_PENDING, {name: now - age for name, age in AGES.items()})
        return {(kind, age): count for kind, age, count in found}

    def open(self) -> dict[tuple[str, str], int]:
        """Requests that have not ended, by kind and state."""
        return {(row.kind, row.state): row.count for row in _OPEN(self._connection)}

    def refreshes(self, now: datetime) -> dict[str, int]:
        """Refreshes that were asked for and ended lately, by how."""
        return {row.state: row.count for row in _REFRESHES(self._connection, since=now - LATELY)}

    def notices(self) -> tuple[int, datetime | None]:
        """How many wait, and since when."""
        return _counted(_NOTICES, self._connection)

    def unsealed(self) -> tuple[int, datetime | None]:
        """Events that are not sealed yet, and since when."""
        return _counted(_UNSEALED, self._connection)

    def to_begin(self) -> int:
        """Runs that the engine is not known to have."""
        return int(_BEGINS(self._connection).value() or 0)


def _counted(statement: Statement[tuple[int, datetime | None]], connection: Connection) -> tuple[int, datetime | None]:
    found = statement(connection).first()
    return (found[0], found[1]) if found else (0, None)
