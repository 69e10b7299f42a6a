"""Lists of people, before anything is asked for them: each sealed under a key of its own, and gone in a few days, with
the key."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from domain.batch import Listed
from domain.cell import Altered, list_cell
from storage import tables
from storage.keys import Keys
from storage.sql import Statement, columns
from storage.subjects import Subjects

_lists = tables.lists
_ADD = Statement(insert(_lists).inline())
_ALL = select(*columns(_lists, (field.name for field in fields(Listed))))
_GET = Statement(_ALL.where(_lists.c.id == bindparam("list")), Listed)
_NEXT = Statement(
    _ALL.where(_lists.c.look_at <= bindparam("now"))
    .order_by(_lists.c.look_at)
    .limit(1)
    .with_for_update(skip_locked=True),
    Listed,
)
_WAITS = Statement(select(exists().where(_lists.c.look_at <= bindparam("now"))))
_SAVE = Statement(update(_lists).where(_lists.c.id == bindparam("list")))
_DELETE = Statement(delete(_lists).where(_lists.c.id == bindparam("list")))
_IS_OLD = Statement(select(exists().where(_lists.c.at < bindparam("before"))))
_OLD = Statement(_ALL.where(_lists.c.at < bindparam("before")).order_by(_lists.c.at).limit(bindparam("rows")), Listed)


class Lists:
    def __init__(self, connection: Connection, subjects: Subjects, keys: Keys) -> None:
        self._connection, self._subjects, self._keys = connection, subjects, keys

    def add(self, listed: Listed) -> None:
        _ADD(self._connection, **vars(listed))

    def get(self, list_id: str) -> Listed | None:
        return _GET(self._connection, list=list_id).first()

    def next(self, now: datetime) -> Listed | None:
        return _NEXT(self._connection, now=now).first()

    def waits(self, now: datetime) -> bool:
        return bool(_WAITS(self._connection, now=now).value())

    def save(self, listed: Listed) -> None:
        _SAVE(self._connection, list=listed.id, sealed=listed.sealed, look_at=listed.look_at)

    def forget(self, list_id: str, now: datetime) -> bool:
        listed = self.get(list_id)
        if not listed or _DELETE(self._connection, list=list_id).count != 1:
            return False
        if self._is_its_own(listed):
            self._keys.destroy(self._keys.exactly([listed.subject_id]), now)
        return True

    def any_before(self, before: datetime) -> bool:
        return bool(_IS_OLD(self._connection, before=before).value())

    def forget_before(self, before: datetime, limit: int, now: datetime) -> int:
        return sum(self.forget(listed.id, now) for listed in list(_OLD(self._connection, before=before, rows=limit)))

    def _is_its_own(self, listed: Listed) -> bool:
        """Whether it was sealed here under that key; else somebody wrote a subject there whose key serves more."""
        try:
            return self._subjects.unseal(listed.subject_id, listed.sealed, list_cell(listed.id)) is not None
        except (Altered, ValueError):
            return False
