"""The brake: one row for each time that deletions were paused, and at most one of them active."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.brake import Brake
from domain.notes import Note
from domain.request import OPEN, Kind, State
from storage import tables
from storage.changes import Changes
from storage.sql import Statement, added, columns, insert_new

_brakes, _requests, _steps = tables.brakes, tables.requests, tables.steps
_ALL = select(*columns(_brakes, (field.name for field in fields(Brake))))
_NOW = Statement(_ALL.where(_brakes.c.active == 1), Brake)
_GET = Statement(_ALL.where(_brakes.c.id == bindparam("brake")), Brake)
_ON = insert_new(_brakes)
_OFF = Statement(update(_brakes).where(_brakes.c.id == bindparam("brake"), _brakes.c.active == 1))
_deletes = [kind for kind in Kind if kind.deletes]
_ALL_OPEN = (
    update(_requests)
    .where(_requests.c.waits_since.is_not(None), _requests.c.state.in_(OPEN))
    .values(version=_requests.c.version + 1, changed=1)
)
_RAISE, _RAISE_ALL = Statement(_ALL_OPEN.where(_requests.c.kind.in_(_deletes))), Statement(_ALL_OPEN)
_STOPPED = Statement(
    select(_requests.c.id)
    .join(_steps, _steps.c.request_id == _requests.c.id)
    .where(
        _requests.c.waits_since.is_not(None), _requests.c.state == State.NEEDS_ATTENTION, _steps.c.note == Note.PAUSED
    )
    .distinct()
    .order_by(_requests.c.id)
)


class Brakes:
    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def now(self) -> Brake | None:
        return _NOW(self._connection).first()

    def get(self, brake_id: int) -> Brake | None:
        return _GET(self._connection, brake=brake_id).first()

    def put_on(self, by: str, at: datetime, subject_id: str, reason: bytes) -> Brake | None:
        if not added(
            self._connection, _ON, {"by": by, "at": at, "subject_id": subject_id, "reason": reason, "active": 1}
        ):
            return None
        brake = self.now()
        self._redraw(brake)
        return brake

    def take_off(self, brake: Brake, by: str, at: datetime) -> bool:
        if not _OFF(self._connection, brake=brake.id, active=None, off_by=by, off_at=at).count:
            return False
        self._redraw(brake)
        return True

    def everything(self) -> bool:
        brake = self.now()
        return bool(brake and brake.everything)

    def stopped(self) -> list[str]:
        return [row.id for row in _STOPPED(self._connection)]

    def _redraw(self, brake: Brake | None) -> None:
        """The cards of all that it may stop say so. Until the end of the unit, no run of theirs ends elsewhere."""
        (_RAISE_ALL if brake and brake.everything else _RAISE)(self._connection)
        self._changes.told()
