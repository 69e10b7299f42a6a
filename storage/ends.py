"""How requests ended, sealed under the key of the orders, each for its request."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Text, bindparam, cast, delete, insert, select

from domain.ending import End, written
from domain.request import OPEN
from storage import tables
from storage.opened import Opened
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

ENDS_KEPT = "ends"  # no key: since when ends are kept, in the table of keys under the master key
_ends, _requests = tables.ends, tables.requests
_ADD = Statement(insert(_ends).inline())
_DROP = Statement(delete(_ends).where(_ends.c.request_id == bindparam("request")))
_OF = Statement(select(_ends.c.sealed).where(_ends.c.request_id == bindparam("request")))
_CLOSED = Statement(
    select(
        _requests.c.id,
        cast(_requests.c.state, Text).label("state"),
        cast(_requests.c.closed_at, Text).label("at"),
        _ends.c.sealed,
    )
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
        self._opened = Opened(self._read)

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
        return self._opened.of(request_id, _OF(self._connection, request=request_id).value())

    def closed_after(self, request_id: str, limit: int) -> list[tuple[str, bool]]:
        """Read as text, so that a row that is none keeps no other from being looked at."""
        found = _CLOSED(self._connection, after=request_id, rows=limit)
        ends = [(row, self._opened.of(row.id, row.sealed)) for row in found]
        return [(row.id, end is not None and end.says(row.state, _moment(row.at))) for row, end in ends]

    def beside_others(self, now: datetime) -> bool:
        """Whether replicas of an earlier release, which keep no ends, may be at work still: renewed one after the other
        they are on PostgreSQL alone, and not for longer than this."""
        since = kept_since(self._connection, self._vault)
        several = self._connection.dialect.name == "postgresql"
        return several and since is not None and now < since + _BESIDE

    def _sealed(self, request_id: str, end: End) -> bytes:
        return encrypt(self._vault.orders_key, end.text().encode(), _place(request_id))

    def _read(self, request_id: str, sealed: bytes) -> End:
        return End.read(decrypt(self._vault.orders_key, sealed, _place(request_id)).decode())


def kept_since(connection: Connection, vault: Vault) -> datetime | None:
    """When the first release that keeps ends began here, after one that kept none; UTC. None where there was none."""
    wrapped = _KEPT(connection).value()
    since = json.loads(vault.unwrap(ENDS_KEPT, wrapped)) if wrapped else ""
    return datetime.fromisoformat(since) if since else None


def _moment(text: str | None) -> str:
    """As in `End.at`, of what a database writes of it; SQLite drops the zone. Empty where it is no time in UTC."""
    try:
        at = datetime.fromisoformat(text) if text else None
        return written(at and (at if at.tzinfo else at.replace(tzinfo=UTC)))
    except (ValueError, OverflowError):
        return ""


def _place(request_id: str) -> str:
    return f"ends.sealed of {request_id}"
