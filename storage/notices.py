"""What is to be told, and which deliveries were answered already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, not_, select, update

from domain.notice import Notice, NoticeKind
from domain.outcome import Outcome, outcome_of
from domain.people import Role
from domain.request import Conflict, State
from domain.target import Channel, Target
from storage import tables
from storage.among import Among
from storage.changes import Changes
from storage.sql import Statement, added, columns, insert_new

_notices, _deliveries = tables.notices, tables.deliveries

_ADD = insert_new(_notices)
_LANE = func.coalesce(_notices.c.surface + ":" + _notices.c.place, "")
_FREE = not_(Among(_LANE, "busy"))
_NEXT = (
    select(_notices.c.id)
    .where(_notices.c.due_at <= bindparam("now"), _FREE)
    .order_by(_notices.c.due_at, _notices.c.id)
    .limit(bindparam("rows"))
    .with_for_update(skip_locked=True)
)
_CLAIM = Statement(
    update(_notices)
    .where(_notices.c.id.in_(_NEXT.scalar_subquery()))
    .values(due_at=bindparam("until"), attempts=_notices.c.attempts + 1)
    .returning(*columns(_notices, (field.name for field in fields(Notice)))),
    Notice,
)
_IS_DUE = Statement(select(exists().where(_notices.c.due_at <= bindparam("now"), _FREE)))
_UNTOLD = Statement(select(exists().where(_notices.c.due_at.is_not(None))))
_LEFT_BEHIND = Statement(
    update(_notices)
    .where(
        _notices.c.due_at > bindparam("now"),
        _notices.c.due_at <= bindparam("until"),
        _notices.c.attempts > 0,
        _notices.c.doubts == 0,
    )
    .values(due_at=bindparam("now"))
)
_CHANGE = Statement(update(_notices).where(_notices.c.id == bindparam("notice")))
_DOUBT = Statement(
    update(_notices)
    .where(_notices.c.id == bindparam("notice"))
    .values(doubts=_notices.c.doubts + 1, due_at=bindparam("at"))
)
_WAITING = Statement(
    select(_notices.c.surface, _notices.c.person_id).where(
        _notices.c.request_id == bindparam("request"),
        _notices.c.kind == NoticeKind.CARD,
        _notices.c.person_id.is_not(None),
        _notices.c.due_at.is_not(None),
    )
)
_COMING = Statement(
    select(_notices.c.id)
    .where(
        _notices.c.request_id == bindparam("request"),
        _notices.c.kind == NoticeKind.CARD,
        _notices.c.person_id.is_(None),
        _notices.c.target.in_([Target.channel(channel) for channel in Channel]),
        _notices.c.due_at.is_not(None),
    )
    .limit(1)
)
_BELOW = Statement(
    update(_notices)
    .where(
        _notices.c.request_id == bindparam("request"),
        _notices.c.target == Target.threads(),
        _notices.c.place.is_(None),
        _notices.c.due_at > bindparam("at"),
    )
    .values(due_at=bindparam("at"))
)
_CALLED = Statement(
    select(_notices.c.person_id).where(
        _notices.c.request_id == bindparam("request"),
        _notices.c.kind == NoticeKind.CARD,
        _notices.c.target == Target.role(Role.APPROVER),
        _notices.c.person_id.is_not(None),
    )
)
_OF_OPEN = tables.requests.join(_notices, tables.requests.c.id == _notices.c.request_id)
_ON_OPEN = (
    tables.requests.c.waits_since.is_not(None),
    tables.requests.c.state == bindparam("state"),
    tables.requests.c.batch.is_(None),
    _notices.c.kind == NoticeKind.CARD,
    _notices.c.target == Target.role(Role.APPROVER),
    _notices.c.person_id.is_not(None),
)
_CALLED_IN = Statement(select(_notices.c.person_id).select_from(_OF_OPEN).where(*_ON_OPEN).distinct())
_CALLED_ON = Statement(
    select(_notices.c.request_id)
    .select_from(_OF_OPEN)
    .where(*_ON_OPEN, Among(_notices.c.person_id, "people"))
    .distinct()
)
_LEFT = Statement(
    select(_notices.c.data)
    .where(
        _notices.c.request_id == bindparam("request"),
        _notices.c.kind == NoticeKind.LEFT,
        _notices.c.target == Target.channel(Channel.APPROVALS),
        _notices.c.place.is_(None),
    )
    .order_by(_notices.c.id)
)
_LAST = Statement(
    select(*columns(_notices, (field.name for field in fields(Notice))))
    .where(_notices.c.kind == bindparam("what"), _notices.c.key.startswith(bindparam("start")))
    .order_by(_notices.c.id.desc())
    .limit(1),
    Notice,
)
_OLDEST = select(_notices.c.id).order_by(_notices.c.id).limit(bindparam("rows"))
_SETTLED = Statement(
    delete(_notices).where(
        _notices.c.id.in_(_OLDEST.scalar_subquery()),
        _notices.c.due_at.is_(None),
        _notices.c.created_at < bindparam("before"),
    )
)
_ANSWERED = insert_new(_deliveries)
_OLD = select(_deliveries.c.key).where(_deliveries.c.at < bindparam("before")).limit(bindparam("rows"))
_FORGET = Statement(delete(_deliveries).where(_deliveries.c.key.in_(_OLD.scalar_subquery())))
_SEEN = Statement(
    select(_deliveries.c.code, _deliveries.c.request_id).where(_deliveries.c.key == bindparam("delivery"))
)


class Notices:
    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def add(
        self,
        key: str,
        kind: NoticeKind,
        target: Target,
        at: datetime,
        *,
        request: str | None = None,
        surface: str | None = None,
        place: str | None = None,
        person: str | None = None,
        data: Mapping[str, str] | None = None,
    ) -> bool:
        where = {"surface": surface, "place": place, "person_id": person}
        what = {"key": key, "kind": kind, "target": target, "request_id": request, "data": data}
        if new := added(self._connection, _ADD, what | where | _from(at)):
            self._changes.told()
        return new

    def add_all(self, targets: Mapping[str, Target], kind: NoticeKind, at: datetime, request: str) -> None:
        nobodys = {"surface": None, "place": None, "person_id": None, "data": None}
        what = {"kind": kind, "request_id": request, **nobodys, **_from(at)}
        _ADD.each(self._connection, [{**what, "key": key, "target": target} for key, target in targets.items()])
        self._changes.told()

    def last(self, kind: NoticeKind, start: str) -> Notice | None:
        return _LAST(self._connection, what=kind, start=start).first()

    def is_due(self, now: datetime, busy: Collection[str] = ()) -> bool:
        return bool(_IS_DUE(self._connection, now=now, busy=list(busy)).value())

    def untold(self) -> bool:
        return bool(_UNTOLD(self._connection).value())

    def claim(self, now: datetime, until: datetime, limit: int, busy: Collection[str] = ()) -> list[Notice]:
        rows = _CLAIM(self._connection, now=now, until=until, rows=limit, busy=list(busy))
        return sorted(rows, key=lambda notice: notice.id)

    def inherit(self, now: datetime, until: datetime) -> None:
        _LEFT_BEHIND(self._connection, now=now, until=until)

    def done(self, notice_id: int) -> None:
        _CHANGE(self._connection, notice=notice_id, due_at=None)

    def later(self, notice_id: int, at: datetime) -> None:
        _CHANGE(self._connection, notice=notice_id, due_at=at)

    def keep(self, notice_id: int, data: Mapping[str, str]) -> None:
        _CHANGE(self._connection, notice=notice_id, data=dict(data))

    def doubt(self, notice_id: int, at: datetime) -> None:
        _DOUBT(self._connection, notice=notice_id, at=at)

    def waiting(self, request_id: str) -> set[tuple[str, str]]:
        return {(row.surface, row.person_id) for row in _WAITING(self._connection, request=request_id)}

    def coming(self, request_id: str) -> bool:
        return _COMING(self._connection, request=request_id).first() is not None

    def hasten(self, request_id: str, at: datetime) -> None:
        if _BELOW(self._connection, request=request_id, at=at).count:
            self._changes.told()

    def called(self, request_id: str) -> set[str]:
        return {row.person_id for row in _CALLED(self._connection, request=request_id)}

    def called_in(self, state: State) -> set[str]:
        return {row.person_id for row in _CALLED_IN(self._connection, state=state)}

    def called_on(self, state: State, people: Collection[str]) -> set[str]:
        return {row.request_id for row in _CALLED_ON(self._connection, state=state, people=list(people))}

    def left(self, request_id: str) -> list[Mapping[str, str]]:
        return [row.data for row in _LEFT(self._connection, request=request_id)]

    def give_up(self, notice_id: int, why: str) -> None:
        _CHANGE(self._connection, notice=notice_id, due_at=None, given_up=why)

    def forget(self, before: datetime, limit: int) -> int:
        return _SETTLED(self._connection, before=before, rows=limit).count


def _from(at: datetime) -> dict[str, Any]:
    return {"created_at": at, "due_at": at, "attempts": 0, "doubts": 0}


class Deliveries:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seen(self, key: str) -> Outcome | None:
        row = _SEEN(self._connection, delivery=key).first()
        return outcome_of(row.code, row.request_id) if row else None

    def add(self, key: str, outcome: Outcome, now: datetime) -> None:
        row = {"key": key, "code": outcome.text, "request_id": outcome.request_id, "at": now}
        if not added(self._connection, _ANSWERED, row):
            raise Conflict(key)  # the same delivery was answered at the same moment: run again and see its outcome

    def forget(self, before: datetime, limit: int) -> int:
        return _FORGET(self._connection, before=before, rows=limit).count
