"""Audit events. They are written in the transaction of what they record; the sealer chains and signs them later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from storage import tables
from storage.sql import Statement

_ADD = Statement(insert(tables.events).inline())


class Events:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        kind: str,
        at: datetime,
        *,
        actor: str | None,
        request: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        _ADD(self._connection, kind=kind, at=at, actor_id=actor, request_id=request, data=data)
