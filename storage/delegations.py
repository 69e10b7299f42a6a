"""Who acts for whom: proved like votes, so that nobody who has the database alone makes somebody an approver."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.delegation import Delegation, said
from domain.request import State
from storage import tables
from storage.changes import Changes
from storage.humans import Humans
from storage.proofs import Proofs
from storage.sql import Statement, added, columns, insert_new
from storage.vault import Vault

_rows, _requests = tables.delegations, tables.requests
_ACTIVE = Statement(
    select(*columns(_rows, (field.name for field in fields(Delegation))), _rows.c.mac)
    .where(_rows.c.active == 1)
    .order_by(_rows.c.id)
)
_ADD = insert_new(_rows)
_END = Statement(update(_rows).where(_rows.c.id == bindparam("delegation"), _rows.c.active == 1))
_RAISE = Statement(
    update(_requests)
    .where(_requests.c.waits_since.is_not(None), _requests.c.state == State.PENDING_APPROVAL)
    .values(version=_requests.c.version + 1, changed=1)
)


class Delegations:
    def __init__(self, connection: Connection, vault: Vault, changes: Changes) -> None:
        self._connection, self._changes = connection, changes
        self._proofs = Proofs(vault, b"delegations")
        self._humans = Humans(connection)

    def begun(self) -> list[Delegation]:
        """Those that nobody has ended, of the people whom these ids stand for today; also those whose time is over."""
        kept = [(Delegation(*row[:-1]), row.mac) for row in _ACTIVE(self._connection)]
        proved = [one for one, mac in kept if self._proofs.fits(said(one), mac)]
        now = self._humans.one
        return [replace(one, giver=now(one.giver), taker=now(one.taker)) for one in proved]

    def on(self, day: date) -> list[Delegation]:
        """Those that stand on this day, in the company's own time zone."""
        return [one for one in self.begun() if one.until >= day]

    def add(self, giver: str, taker: str, until: date, at: datetime) -> bool:
        """False where this giver has another one that nobody has ended."""
        new = Delegation(id=0, giver=giver, taker=taker, until=until, at=at)
        row = {"giver": giver, "taker": taker, "until": until, "at": at, "active": 1, "mac": self._proofs.of(said(new))}
        if new_one := added(self._connection, _ADD, row):
            self._redraw()
        return new_one

    def end(self, delegation_id: int, at: datetime) -> bool:
        """False where somebody else did."""
        if not _END(self._connection, delegation=delegation_id, active=None, ended_at=at).count:
            return False
        self._redraw()
        return True

    def _redraw(self) -> None:
        """Cards of what waits for approval say who acts for whom."""
        _RAISE(self._connection)
        self._changes.told()
