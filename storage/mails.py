"""Mails that were taken note of, each once, and how far the mailbox was read."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from domain.mail.message import StoredMail
from domain.request import Conflict
from storage import tables
from storage.sql import Statement, added, columns, insert_new

_mails, _cursors = tables.mails, tables.cursors

_ADD = insert_new(_mails)
_ALL = select(*columns(_mails, (field.name for field in fields(StoredMail))))
_NUMBER = Statement(select(_mails.c.id).where(_mails.c.key == bindparam("named")))
_TWIN = Statement(select(_mails.c.id).where(_mails.c.twin == bindparam("twin")))
_BY_ID = Statement(_ALL.where(_mails.c.id == bindparam("number")), StoredMail)
_OF = Statement(_ALL.where(_mails.c.request_id == bindparam("request")).order_by(_mails.c.id), StoredMail)
_UNREAD = Statement(
    select(_mails.c.id)
    .where(
        _mails.c.reason.in_(("unreadable", "not_read")),
        _mails.c.received_at >= bindparam("moment"),
        or_(_mails.c.request_id.is_(None), _mails.c.request_id == bindparam("request")),
    )
    .limit(1)
)
_REACHED = Statement(select(_cursors.c.value).where(_cursors.c.name == bindparam("mailbox")))
_BEGIN = insert_new(_cursors)
_MOVE = Statement(update(_cursors).where(_cursors.c.name == bindparam("mailbox")))


class Mails:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, key: str) -> bool:
        return _NUMBER(self._connection, named=key).first() is not None

    def twin(self, fingerprint: str) -> bool:
        return _TWIN(self._connection, twin=fingerprint).first() is not None

    def add(self, mail: StoredMail) -> int:
        row = {name: value for name, value in vars(mail).items() if name != "id"}
        if not added(self._connection, _ADD, row):
            raise Conflict("mail")  # taken note of elsewhere at the same moment: run again and find it
        return int(_NUMBER(self._connection, named=mail.key).value() or 0)

    def get(self, mail_id: int) -> StoredMail | None:
        return _BY_ID(self._connection, number=mail_id).first()

    def of(self, request_id: str) -> list[StoredMail]:
        return list(_OF(self._connection, request=request_id))

    def unread_since(self, moment: datetime, request_id: str) -> bool:
        return _UNREAD(self._connection, moment=moment, request=request_id).first() is not None

    def cursor(self, mailbox: str) -> str:
        return str(_REACHED(self._connection, mailbox=mailbox).value() or "")

    def reached(self, mailbox: str, cursor: str) -> None:
        if not added(self._connection, _BEGIN, {"name": mailbox, "value": cursor}):
            _MOVE(self._connection, mailbox=mailbox, value=cursor)
