"""How requests ended, sealed under the key of the orders, each for its request."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.ending import End
from domain.request import OPEN, Request
from storage import tables
from storage.requests import EVERY
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

ENDS_KEPT = "ends"  # no key: since when ends are kept, in the table of keys under the master key
_ends, _requests = tables.ends, tables.requests
_NAMES = [field.name for field in fields(Request)]
_ADD = Statement(insert(_ends).inline())
_DROP = Statement(delete(_ends).where(_ends.c.request_id == bindparam("request")))
_OF = Statement(select(_ends.c.sealed).where(_ends.c.request_id == bindparam("request")))
_CLOSED = Statement(
    select(*EVERY.selected_columns, _ends.c.sealed.label("end"))
    .outerjoin_from(_requests, _ends, _ends.c.request_id == _requests.c.id)
    .where(_requests.c.id > bindparam("after"), _requests.c.state.not_in(OPEN))
    .order_by(_requests.c.id)
    .limit(bindparam("rows"))
)
_KEPT = Statement(select(tables.keys.c.wrapped).where(tables.keys.c.name == ENDS_KEPT))
_BESIDE = timedelta(hours=1)  # for which replicas of an earlier release may go on beside the first of this one


class Ends:
    """In one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._vault = connection, vault

    def keep(self, request_id: str, end: End) -> None:
        """In the place of what was kept before."""
        _DROP(self._connection, request=request_id)
        self.add({request_id: end})

    def add(self, ends: dict[str, End]) -> None:
        """Of requests that have none."""
        rows = [{"request_id": one, "sealed": self._sealed(one, end)} for one, end in ends.items()]
        _ADD.each(self._connection, rows)

    def of(self, request_id: str) -> End | None:
        """None where there is none, or where it is not the one that was kept for this request."""
        return self._read(request_id, _OF(self._connection, request=request_id).value())

    def closed_after(self, request_id: str, limit: int) -> list[tuple[Request, End | None]]:
        found = _CLOSED(self._connection, after=request_id, rows=limit)
        return [(Request(**dict(zip(_NAMES, row, strict=False))), self._read(row.id, row.end)) for row in found]

    def beside_others(self, now: datetime) -> bool:
        """Whether replicas of an earlier release, which keep no ends, may be at work still: renewed one after the other
        they are on PostgreSQL alone, and not for longer than this."""
        since = kept_since(self._connection, self._vault)
        several = self._connection.dialect.name == "postgresql"
        return several and since is not None and now < since + _BESIDE

    def _sealed(self, request_id: str, end: End) -> bytes:
        return encrypt(self._vault.orders_key, end.text().encode(), _place(request_id))

    def _read(self, request_id: str, sealed: bytes | None) -> End | None:
        if sealed is None:
            return None
        try:
            return End.read(decrypt(self._vault.orders_key, sealed, _place(request_id)).decode())
        except (InvalidTag, ValueError, KeyError, TypeError):
            return None


def kept_since(connection: Connection, vault: Vault) -> datetime | None:
    """When the first release that keeps ends began here, after one that kept none; UTC. None where there was none."""
    wrapped = _KEPT(connection).value()
    since = json.loads(vault.unwrap(ENDS_KEPT, wrapped)) if wrapped else ""
    return datetime.fromisoformat(since) if since else None


def _place(request_id: str) -> str:
    return f"ends.sealed of {request_id}"
