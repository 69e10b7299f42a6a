"""Whether the database takes a write: the one row that is written to find out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, update

from storage import tables
from storage.sql import Statement

_ROW = 1
_BEAT = Statement(update(tables.health))
_FIRST = Statement(insert(tables.health).inline())


class Health:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self, now: datetime) -> None:
        if not _BEAT(self._connection, written_at=now).count:
            _FIRST(self._connection, id=_ROW, written_at=now)
