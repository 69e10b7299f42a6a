"""Who acts for whom: proved like votes, so that nobody who has the database alone makes somebody an approver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.delegation import Delegation, said
from domain.event import EventKind
from domain.request import State
from storage import tables
from storage.changes import Changes
from storage.events import Events
from storage.humans import Humans
from storage.proofs import Proofs, mark_of_proof
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
_END_OF = Statement(update(_rows).where(_rows.c.giver == bindparam("of"), _rows.c.active == 1))
_ENDS = Statement(
    select(tables.events.c.at, tables.events.c.data).where(
        tables.CHECKS, tables.events.c.kind == EventKind.DELEGATION_ENDED, tables.events.c.at >= bindparam("since")
    )
)
_RAISE = Statement(
    update(_requests)
    .where(_requests.c.waits_since.is_not(None), _requests.c.state == State.PENDING_APPROVAL)
    .values(version=_requests.c.version + 1, changed=1)
)


class Delegations:
    def __init__(self, connection: Connection, vault: Vault, changes: Changes, events: Events) -> None:
        self._connection, self._changes = connection, changes
        self._proofs, self._events = Proofs(vault, b"delegations"), events
        self._humans = Humans(connection)

    def begun(self) -> list[Delegation]:
        """Those that nobody has ended, of the people whom these ids stand for today; also those whose time is over."""
        return [one for one, _ in self._standing()]

    def marks(self) -> list[str]:
        """By which those are known, in the log, that nobody has ended."""
        return [mark for _, mark in self._standing()]

    def _standing(self) -> list[tuple[Delegation, str]]:
        kept = [(Delegation(*row[:-1]), row.mac) for row in _ACTIVE(self._connection)]
        known = [(one, mark_of_proof(mac)) for one, mac in kept if self._proofs.fits(said(one), mac)]
        there = [(self._today(one), mark) for one, mark in known if self._events.could_stand(mark, one.at)]
        return [(one, mark) for one, mark in there if not self._has_ended(one)]

    def _today(self, one: Delegation) -> Delegation:
        return replace(one, giver=self._humans.one(one.giver), taker=self._humans.one(one.taker))

    def _has_ended(self, one: Delegation) -> bool:
        """Whether the log knows of its end: its row may have been put back."""
        ends = _ENDS(self._connection, since=one.at)
        return any(self._is_end(one, row.data, at_once=row.at == one.at) for row in ends)

    def _is_end(self, one: Delegation, told: Mapping[str, object], *, at_once: bool) -> bool:
        """What does not say whose it is may be the end of any."""
        giver, taker, until = (str(told.get(name) or "") for name in ("giver", "taker", "until"))
        if not (giver and taker and until):
            return True
        same = [*self._humans.now([giver, taker]), until] == [one.giver, one.taker, one.until.isoformat()]
        return same and (not at_once or told.get("delegation") == str(one.id))

    def on(self, day: date) -> list[Delegation]:
        """Those that stand on this day, in the company's own time zone."""
        return [one for one in self.begun() if one.until >= day]

    def add(self, giver: str, taker: str, until: date, at: datetime) -> bool:
        """False where this giver has another one that nobody has ended."""
        if giver not in {one.giver for one in self.begun()}:
            _END_OF(self._connection, of=giver, active=None, ended_at=at)  # of which the log knows that it has ended
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
