"""Mails that were taken note of, each once, and how far the mailbox was read."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from domain.mail.message import Kept
from domain.request import Conflict
from storage import tables
from storage.sql import added, columns, insert_new

_mails, _cursors = tables.mails, tables.cursors

_ADD = insert_new(_mails)
_ALL = select(*columns(_mails, (field.name for field in fields(Kept))))
_NUMBER = select(_mails.c.id).where(_mails.c.key == bindparam("named"))
_TWIN = select(_mails.c.id).where(_mails.c.twin == bindparam("twin"))
_BY_ID = _ALL.where(_mails.c.id == bindparam("number"))
_OF = _ALL.where(_mails.c.request_id == bindparam("request")).order_by(_mails.c.id)
_UNREAD = select(_mails.c.id).where(
    _mails.c.reason.in_(("unreadable", "not_read")),
    _mails.c.received_at >= bindparam("moment"),
    or_(_mails.c.request_id.is_(None), _mails.c.request_id == bindparam("request")),
)
_REACHED = select(_cursors.c.value).where(_cursors.c.name == bindparam("mailbox"))
_BEGIN = insert_new(_cursors)
_MOVE = update(_cursors).where(_cursors.c.name == bindparam("mailbox"))


class Mails:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, key: str) -> bool:
        return self._connection.scalar(_NUMBER, {"named": key}) is not None

    def twin(self, fingerprint: str) -> bool:
        return self._connection.scalar(_TWIN, {"twin": fingerprint}) is not None

    def add(self, mail: Kept) -> int:
        row = {name: value for name, value in vars(mail).items() if name != "id"}
        if not added(self._connection, _ADD, row):
            raise Conflict("mail")  # taken note of elsewhere at the same moment: run again and find it
        return int(self._connection.scalar(_NUMBER, {"named": mail.key}) or 0)

    def get(self, mail_id: int) -> Kept | None:
        row = self._connection.execute(_BY_ID, {"number": mail_id}).first()
        return Kept(**row._asdict()) if row else None

    def of(self, request_id: str) -> list[Kept]:
        return [Kept(**row._asdict()) for row in self._connection.execute(_OF, {"request": request_id})]

    def unread_since(self, moment: datetime, request_id: str) -> bool:
        return self._connection.scalar(_UNREAD.limit(1), {"moment": moment, "request": request_id}) is not None

    def cursor(self, mailbox: str) -> str:
        return self._connection.scalar(_REACHED, {"mailbox": mailbox}) or ""

    def reached(self, mailbox: str, cursor: str) -> None:
        if not added(self._connection, _BEGIN, {"name": mailbox, "value": cursor}):
            self._connection.execute(_MOVE, {"mailbox": mailbox, "value": cursor})
