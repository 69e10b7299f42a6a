"""Addresses that moved to another account, and what is said about whose they are."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from domain.chat import Account
from domain.moves import Standing, standing
from domain.people import Claim, Move, Person, Whose
from storage import tables
from storage.addresses import Addresses, of_account, this, which
from storage.events import Events
from storage.humans import Humans
from storage.proofs import Proofs
from storage.sql import Statement, insert_new
from storage.vault import Vault

_LETTERS = 24  # hexadecimal
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
_STANDING = Statement(_ALL.where(or_(_OPEN, _moves.c.whose == Whose.OLD)))
_HAS = Statement(select(_accounts.c.lookup).where(_accounts.c.person_id == bindparam("person")))
_has_it_still = exists().where(of_account(_moves, _accounts), _accounts.c.lookup == _moves.c.lookup)
_CLAIMS = Statement(
    select(_moves.c.whose).where(
        or_(_moves.c.owner_id == bindparam("person"), _moves.c.taker_id == bindparam("person")),
        or_(_OPEN, and_(_moves.c.whose == Whose.OLD, _moves.c.taker_id == bindparam("person"), _has_it_still)),
    )
)


class Moves:
    def __init__(self, connection: Connection, vault: Vault, events: Events) -> None:
        self._connection = connection
        self._addresses, self._humans = Addresses(connection, vault), Humans(connection)
        self._events, self._proofs = events, Proofs(vault, b"moves")

    def claim_on(self, person_id: str) -> Claim | None:
        """By our rows, and by the log, which knows of those that somebody took away."""
        found = [row.whose for row in _CLAIMS(self._connection, person=person_id)]
        if Whose.OLD not in found:
            found += [one.whose for one in self.standing() if self._concerns(one, person_id)]
        return Claim.REFUSED if Whose.OLD in found else Claim.OPEN if found else None

    def standing(self, behind: int = 0) -> list[Standing]:
        """What the log knows of addresses that moved, as far as it keeps somebody from acting; behind this number."""
        return standing(self._events.moves(behind), self._humans.one)

    def _concerns(self, one: Standing, person_id: str) -> bool:
        """What is still the owner's is refused to the taker, as long as they have it."""
        if one.whose is None:
            return person_id in (one.owner, one.taker)
        if person_id != one.taker:
            return False
        has = [row.lookup for row in _HAS(self._connection, person=person_id) if row.lookup]
        return one.mark in {self._mark(one.move, lookup) for lookup in has}

    def lost(self, taker_id: str) -> list[str]:
        """Whose address moved to this one, as the log knows, without a row in which somebody could say whose it is."""
        owners = dict.fromkeys(one.owner for one in self.standing() if one.whose is None and one.taker == taker_id)
        there = {row.owner_id for row in _EVERY(self._connection) if row.taker_id == taker_id}
        return [owner for owner in owners if owner not in there]

    def untold(self) -> list[tuple[Move, Whose | None]]:
        """Those by which somebody may not act, and of which the log, as we write it, does not know. What is open there
        is answered by no row. What was said comes first: it settles all that moved between the two by then."""
        known = {one.key for one in self.standing()}
        rows = [(self._move(row), row.whose) for row in _STANDING(self._connection) if row.owner_id != row.taker_id]
        return sorted((one for one in rows if known.isdisjoint(_keys(*one))), key=lambda one: one[1] is None)

    def _mark(self, move: str, lookup: bytes) -> str:
        return self._proofs.of(json.dumps([move, lookup.hex()])).hex()[:_LETTERS]

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
        return [self._move(row) for row in _EVERY(self._connection)]

    def of(self, email: str) -> list[Move]:
        return [self._move(row) for row in self._of(email)]

    def get(self, move_id: int) -> Move | None:
        """While it is open."""
        row = _ONE(self._connection, move=move_id).first()
        return self._move(row) if row and row.whose is None else None

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

    def _move(self, row: Any) -> Move:
        account = Account(row.surface, row.tenant, row.account_id)
        owner, taker = Person(row.owner_id, row.owner), Person(row.taker_id, row.taker)
        return Move(row.id, account, owner, taker, self._mark(str(row.id), row.lookup))


def _keys(move: Move, whose: Whose | None) -> set[tuple[str, str, str]]:
    """By which the log would know of it: as it is, and as open."""
    owner, taker = move.owner.id, move.taker.id
    return {(owner, taker, ""), (owner, taker, move.mark if whose else "")}
