"""Addresses that moved to another account, and what is said about whose they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from domain.chat import Account
from domain.people import Claim, Move, Person, Whose
from storage import tables
from storage.addresses import Addresses, of_account, this, which
from storage.humans import Humans
from storage.sql import Statement, insert_new
from storage.vault import Vault

_moves, _people, _accounts = tables.moves, tables.people, tables.accounts
_owner, _taker = _people.alias("owner"), _people.alias("taker")
_ALL = (
    select(
        _moves.c.id, _moves.c.surface, _moves.c.tenant, _moves.c.account_id, _moves.c.lookup, _moves.c.whose,
        _moves.c.owner_id, _owner.c.name.label("owner"), _moves.c.taker_id, _taker.c.name.label("taker"),
    )
    .join(_owner, _owner.c.id == _moves.c.owner_id)
    .join(_taker, _taker.c.id == _moves.c.taker_id)
    .order_by(_moves.c.id)
)  # fmt: skip
_OPEN = _moves.c.whose.is_(None)
_EVERY = Statement(_ALL.where(_OPEN))
_ONE = Statement(_ALL.where(_moves.c.id == bindparam("move")))
_OF_ADDRESS = Statement(_ALL.where(_OPEN, _moves.c.lookup == bindparam("hash")))
_THERE = Statement(
    select(_moves.c.id).where(
        _moves.c.lookup == bindparam("hash"),
        _moves.c.owner_id == bindparam("owner"),
        *this(_moves),
        or_(_OPEN, _moves.c.whose == Whose.OLD),
    )
)
_ADD = insert_new(_moves)
_SETTLE = Statement(update(_moves).where(_moves.c.id == bindparam("move")).values(whose=bindparam("said")))
_has_it_still = exists().where(of_account(_moves, _accounts), _accounts.c.lookup == _moves.c.lookup)
_CLAIMS = Statement(
    select(_moves.c.whose).where(
        or_(_moves.c.owner_id == bindparam("person"), _moves.c.taker_id == bindparam("person")),
        or_(_OPEN, and_(_moves.c.whose == Whose.OLD, _moves.c.taker_id == bindparam("person"), _has_it_still)),
    )
)


def claim_on(connection: Connection, person_id: str) -> Claim | None:
    found = [row.whose for row in _CLAIMS(connection, person=person_id)]
    return Claim.REFUSED if Whose.OLD in found else Claim.OPEN if found else None


class Moves:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._addresses, self._humans = Addresses(connection, vault), Humans(connection)

    def open(self, email: str, account: Account, owner_id: str, taker_id: str, now: datetime) -> Move | None:
        """None where it is open already, or it was said before that the address is still the owner's."""
        if owner_id == taker_id or self._there(email, account, owner_id):
            return None
        where = {"surface": account.surface, "tenant": account.tenant, "account_id": account.id}
        row = {"lookup": self._addresses.lookup(email), **where, "owner_id": owner_id, "taker_id": taker_id, "at": now}
        _ADD(self._connection, **row)
        return next(move for move in self.of(email) if (move.owner.id, move.account) == (owner_id, account))

    def _there(self, email: str, account: Account, owner_id: str) -> bool:
        hashed = self._addresses.lookup(email)
        return _THERE(self._connection, hash=hashed, owner=owner_id, **which(account)).first() is not None

    def all(self) -> list[Move]:
        """Those about which nobody has said anything."""
        return [_move(row) for row in _EVERY(self._connection)]

    def of(self, email: str) -> list[Move]:
        return [_move(row) for row in self._of(email)]

    def get(self, move_id: int) -> Move | None:
        """While it is open."""
        row = _ONE(self._connection, move=move_id).first()
        return _move(row) if row and row.whose is None else None

    def settle(self, move_id: int, whose: Whose, now: datetime) -> None:
        row = _ONE(self._connection, move=move_id).first()
        assert row
        _SETTLE(self._connection, move=move_id, said=whose)
        match whose:
            case Whose.SAME:
                self._humans.unite([row.owner_id, row.taker_id], now)
            case Whose.NEW:
                self._addresses.forget(row.lookup, row.owner_id)
            case Whose.OLD:
                self._addresses.forget(row.lookup, row.taker_id)

    def _of(self, email: str) -> list[Any]:
        return list(_OF_ADDRESS(self._connection, hash=self._addresses.lookup(email)))


def _move(row: Any) -> Move:
    account = Account(row.surface, row.tenant, row.account_id)
    return Move(row.id, account, Person(row.owner_id, row.owner), Person(row.taker_id, row.taker))
