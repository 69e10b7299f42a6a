"""The conversations of Teams that the bot has met. A row is what the door put there, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage import tables
from storage.sql import Statement, added, insert_new

_met = tables.conversations
_SHOWN = select(*(column for column in _met.c if column.name not in {"retired", "seen_at"}))
_NEWEST = _met.c.seen_at.desc()
_GET = Statement(_SHOWN.where(_met.c.id == bindparam("conversation"), ~_met.c.retired))
_ANY = Statement(_SHOWN.where(_met.c.id == bindparam("conversation")))
_PERSONAL = Statement(
    _SHOWN.where(
        _met.c.object_id == bindparam("person"),
        _met.c.tenant == bindparam("of_tenant"),
        _met.c.kind == "personal",
        ~_met.c.retired,
    )
    .order_by(_NEWEST)
    .limit(1)
)
_SERVICE = Statement(
    select(_met.c.service_url).where(_met.c.tenant == bindparam("of_tenant")).order_by(_NEWEST).limit(1)
)
_ADD = insert_new(_met)
_CHANGE = Statement(update(_met).where(_met.c.id == bindparam("conversation")))
_REUSE = Statement(update(_met).where(_met.c.id == bindparam("conversation"), _met.c.retired).values(retired=False))


class Conversations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conversation_id: str) -> Mapping[str, Any] | None:
        """None for one that was never met, or is retired."""
        return self._one(_GET, conversation=conversation_id)

    def personal(self, tenant: str, object_id: str) -> Mapping[str, Any] | None:
        """The newest private chat with this person that is not retired."""
        return self._one(_PERSONAL, person=object_id, of_tenant=tenant)

    def successor(self, conversation_id: str) -> Mapping[str, Any] | None:
        """The private chat with the person of a retired one."""
        before = self._one(_ANY, conversation=conversation_id)
        if not before or before["kind"] != "personal" or not before["object_id"]:
            return None
        return self.personal(before["tenant"], before["object_id"])

    def service_url(self, tenant: str) -> str | None:
        """Of the conversation of this tenant that was put last."""
        url: str | None = _SERVICE(self._connection, of_tenant=tenant).value()
        return url

    def put(self, row: Mapping[str, Any], now: datetime) -> bool:
        """Whether it was not in use until now: new, or retired, which it is no more."""
        values = {**row, "retired": False, "seen_at": now}
        if added(self._connection, _ADD, values):
            return True
        again = _REUSE(self._connection, conversation=row["id"]).count
        _CHANGE(self._connection, **values, conversation=row["id"])
        return bool(again)

    def retire(self, conversation_id: str) -> None:
        _CHANGE(self._connection, conversation=conversation_id, retired=True)

    def _one(self, query: Statement[Any], **values: str) -> Mapping[str, Any] | None:
        row = query(self._connection, **values).first()
        return row._asdict() if row else None
