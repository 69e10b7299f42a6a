"""Who acts for whom: proved like votes, so that nobody who has the database alone makes somebody an approver."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.delegation import Delegation, said
from domain.event import EventKind
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
_ENDS = Statement(
    select(tables.events.c.at, tables.events.c.data)
    .where(tables.ENDED, tables.events.c.kind == EventKind.DELEGATION_ENDED)
    .order_by(tables.events.c.id.desc())
)
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
        return [one for one in map(self._today, proved) if not self._has_ended(one)]

    def _today(self, one: Delegation) -> Delegation:
        return replace(one, giver=self._humans.one(one.giver), taker=self._humans.one(one.taker))

    def _has_ended(self, one: Delegation) -> bool:
        """Whether the log knows of its end: its row may have been put back."""
        same = [one.giver, one.taker, one.until.isoformat()]
        for row in _ENDS(self._connection):
            who = self._humans.now([row.data["giver"], row.data["taker"]])
            later = row.at > one.at or (row.at == one.at and row.data.get("delegation") == str(one.id))
            if later and [*who, row.data["until"]] == same:
                return True
        return False

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
