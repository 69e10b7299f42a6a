"""People and their accounts. One human, however many accounts, joined by the keyed hash of the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from domain.chat import Account
from domain.people import Person
from domain.request import Conflict
from storage import tables
from storage.sql import Statement, added, insert_new
from storage.vault import Vault

_people, _accounts = tables.people, tables.accounts
_SEEN_EVERY = timedelta(days=1)

_Row = Any  # of _KNOWN
_KNOWN = select(_people.c.id, _people.c.name, _people.c.lookup, _people.c.seen_at)
_THIS = (
    _accounts.c.surface == bindparam("on_surface"),
    _accounts.c.tenant == bindparam("in_tenant"),
    _accounts.c.account_id == bindparam("account"),
)
_OF_ACCOUNT = Statement(_KNOWN.join(_accounts, _accounts.c.person_id == _people.c.id).where(*_THIS))
_BY_LOOKUP = Statement(_KNOWN.where(_people.c.lookup == bindparam("hash")))
_BY_ID = Statement(_KNOWN.where(_people.c.id == bindparam("person")))
_UPDATE = Statement(update(_people).where(_people.c.id == bindparam("person")))
_NAMES = select(_people.c.id, _people.c.name).where(_people.c.id.in_(bindparam("people", expanding=True)))
_LISTED = _KNOWN.where(_people.c.lookup.in_(bindparam("hashes", expanding=True)))
_ACCOUNT = Statement(
    select(_people.c.id, _people.c.name)
    .join(_accounts, _accounts.c.person_id == _people.c.id)
    .where(_accounts.c.surface == bindparam("on_surface"), func.lower(_accounts.c.account_id) == bindparam("account"))
)
_ACCOUNTS = Statement(
    select(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
    .where(_accounts.c.person_id == bindparam("person"))
    .order_by(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
)
_ADD_ACCOUNT, _ADD_PERSON = insert_new(_accounts), insert_new(_people)
_MOVE = Statement(update(_accounts).where(*_THIS))


def _which(account: Account) -> dict[str, str]:
    return {"on_surface": account.surface, "in_tenant": account.tenant, "account": account.id}


class People:
    """An account whose address changes goes to the person who has that address, or else takes its person along."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def meet(self, account: Account, name: str, email: str | None, now: datetime) -> Person:
        lookup = self._vault.lookup("person", email) if email else None
        known = _OF_ACCOUNT(self._connection, **_which(account)).first()
        if known is None or (lookup is not None and known.lookup != lookup):
            known = self._join(account, known, name, lookup, now)
        if known.name != name or known.lookup != (lookup or known.lookup) or known.seen_at < now - _SEEN_EVERY:
            _UPDATE(self._connection, person=known.id, name=name, lookup=lookup or known.lookup, seen_at=now)
        return Person(known.id, name)

    def of_account(self, account: Account) -> Person | None:
        row = _OF_ACCOUNT(self._connection, **_which(account)).first()
        return Person(row.id, row.name) if row else None

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        return {row.id: row.name for row in self._connection.execute(_NAMES, {"people": list(ids)})}

    def listed(self, entries: Iterable[str]) -> dict[str, Person]:
        wanted = list(entries)
        hashes = {self._vault.lookup("person", entry): entry for entry in wanted if "@" in entry}
        rows = self._connection.execute(_LISTED, {"hashes": list(hashes)}) if hashes else ()
        found = {hashes[row.lookup]: Person(row.id, row.name) for row in rows}
        return found | {entry: owner for entry in wanted if (owner := self._owner(entry))}

    def _owner(self, entry: str) -> Person | None:
        """Of an account as it is written in a list, where case makes no difference."""
        surface, _, account = entry.lower().partition(":")
        row = _ACCOUNT(self._connection, on_surface=surface, account=account).first() if account else None
        return Person(row.id, row.name) if row else None

    def accounts(self, person_id: str) -> list[Account]:
        return [Account(*row) for row in _ACCOUNTS(self._connection, person=person_id)]

    def _join(self, account: Account, known: _Row | None, name: str, lookup: bytes | None, now: datetime) -> _Row:
        """Give the account its person: the one with this address, else the one it had, else a new one."""
        owner = self._by_lookup(lookup) or known or self._make(name, lookup, now)
        if known is None:
            row = {"surface": account.surface, "tenant": account.tenant, "account_id": account.id}
            self._add(_ADD_ACCOUNT, {**row, "person_id": owner.id})
        elif owner.id != known.id:
            _MOVE(self._connection, **_which(account), person_id=owner.id)
        return owner

    def _by_lookup(self, lookup: bytes | None) -> _Row | None:
        return None if lookup is None else _BY_LOOKUP(self._connection, hash=lookup).first()

    def _make(self, name: str, lookup: bytes | None, now: datetime) -> _Row:
        person_id = token_hex(8)
        row = {"id": person_id, "name": name, "lookup": lookup, "created_at": now, "seen_at": now}
        self._add(_ADD_PERSON, row)
        return _BY_ID(self._connection, person=person_id).first()

    def _add(self, statement: Statement, row: dict[str, Any]) -> None:
        if not added(self._connection, statement, row):
            raise Conflict("person")  # met elsewhere at the same moment: run again and find them
