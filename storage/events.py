"""Audit events. They are written in the transaction of what they record; the sealer chains and signs them later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from domain.event import Event, EventKind
from storage import tables
from storage.sql import Statement
from storage.subjects import OF_THE_SAME_HUMANS

_events = tables.events
_ADD = Statement(insert(_events).inline())
_ALL = select(_events.c.kind, _events.c.at, _events.c.actor_id, _events.c.request_id, _events.c.data)
_OF = Statement(_ALL.where(_events.c.request_id == bindparam("request")).order_by(_events.c.id))
_HOLDS = Statement(
    _ALL.where(
        _events.c.request_id.in_(OF_THE_SAME_HUMANS),
        _events.c.kind.in_((EventKind.SUBJECT_HELD, EventKind.SUBJECT_RELEASED)),
    ).order_by(_events.c.id)
)


class Events:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.added = False  # whether there is something to seal

    def add(
        self,
        kind: EventKind,
        at: datetime,
        *,
        actor: str | None,
        request: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.added = True
        _ADD(self._connection, kind=kind, at=at, actor_id=actor, request_id=request, data=data)

    def of(self, request_id: str) -> list[Event]:
        """Everything about the request, oldest first."""
        return [read(*row) for row in _OF(self._connection, request=request_id)]

    def holds(self, request_id: str) -> list[Event]:
        """Legal holds on the people of the request, set and released through whichever request, oldest first."""
        return [read(*row) for row in _HOLDS(self._connection, request=request_id)]


def read(
    kind: EventKind, at: datetime, actor: str | None, request: str | None, data: Mapping[str, str] | None
) -> Event:
    """From the columns of its row."""
    return Event(kind=kind, at=at, actor=actor, request=request, data=data or {})
