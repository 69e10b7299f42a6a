"""Whether the database takes a write: the one row that is written to find out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, update

from storage import tables

_ROW = 1


class Health:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self, now: datetime) -> None:
        row = tables.health
        if not self._connection.execute(update(row).values(written_at=now)).rowcount:
            self._connection.execute(insert(row).values(id=_ROW, written_at=now))
