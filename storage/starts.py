"""Which requests are to be worked on and are not known to have begun: it stands in their rows. The pump takes it up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from storage import tables
from storage.changes import Changes
from storage.sql import Statement

_requests = tables.requests


@dataclass(frozen=True)
class Start:
    """One run of one request."""

    id: str
    kind: str
    run: int


_ASK = Statement(update(_requests).where(_requests.c.id == bindparam("request")).values(begins=1))
_ASKED = Statement(
    select(_requests.c.id, _requests.c.kind, _requests.c.run)
    .where(_requests.c.begins.is_not(None))
    .order_by(_requests.c.begins, _requests.c.created_at, _requests.c.id)  # or SQLite reads all that there are
    .limit(bindparam("rows")),
    Start,
)
_BEGUN = Statement(
    update(_requests)
    .where(_requests.c.id == bindparam("request"), _requests.c.run == bindparam("which"))
    .values(begins=None)
)


class Starts:
    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def ask(self, request_id: str) -> None:
        """For the run that its row names, once this unit is committed."""
        _ASK(self._connection, request=request_id)
        self._changes.begins = True

    def asked(self, limit: int) -> list[Start]:
        return list(_ASKED(self._connection, rows=limit))

    def begun(self, starts: Iterable[Start]) -> None:
        """The engine has them; a later run that was asked for meanwhile is asked for still."""
        _BEGUN.each(self._connection, [{"request": one.id, "which": one.run} for one in starts])
