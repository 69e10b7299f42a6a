"""Which account has or ever had which address. Keyed hashes alone: whoever reads the table learns no address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, delete, select, update

from domain.chat import Account
from storage import tables
from storage.among import Among
from storage.sql import Statement, added, insert_new
from storage.vault import Vault

_addresses, _accounts, _kept, _people = tables.addresses, tables.accounts, tables.request_addresses, tables.people


def of_account(one: FromClause, account: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[name] == account.c[name] for name in ("surface", "tenant", "account_id")))


def which(account: Account) -> dict[str, str]:
    """The values of `this`."""
    return {"on_surface": account.surface, "in_tenant": account.tenant, "account": account.id}


def this(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.surface == bindparam("on_surface"),
        table.c.tenant == bindparam("in_tenant"),
        table.c.account_id == bindparam("account"),
    )


_ADD, _KEEP = insert_new(_addresses), insert_new(_kept)
_HOLDERS = Statement(
    select(_accounts.c.person_id, _accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
    .join(_addresses, of_account(_addresses, _accounts))
    .where(_addresses.c.lookup == bindparam("hash"))
    .order_by(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
)
_OF = Statement(select(_addresses.c.lookup).where(*this(_addresses)))
_FORGET = Statement(delete(_addresses).where(_addresses.c.lookup == bindparam("hash"), *this(_addresses)))
_FORGET_FIRST = Statement(
    update(_people)
    .where(_people.c.id == bindparam("person"), _people.c.lookup == bindparam("hash"))
    .values(lookup=None)
)
_OF_PERSON = (
    select(_addresses.c.lookup)
    .join(_accounts, of_account(_addresses, _accounts))
    .where(_accounts.c.person_id == bindparam("person"))
)
_theirs, _their = _accounts.alias("theirs"), _addresses.alias("their")
LOOKUPS = Statement(_OF_PERSON.distinct())
_SHARED = Statement(
    select(_theirs.c.person_id)
    .join(_their, of_account(_their, _theirs))
    .where(Among(_theirs.c.person_id, "people"), _their.c.lookup.in_(_OF_PERSON))
    .limit(1)
)
_ASKED = Statement(
    select(_kept.c.lookup).where(_kept.c.request_id == bindparam("request"), _kept.c.lookup.in_(_OF_PERSON)).limit(1)
)


@dataclass(frozen=True)
class Holder:
    person_id: str
    account: Account


class Addresses:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._vault = connection, vault

    def lookup(self, email: str | None) -> bytes | None:
        return self._vault.lookup("person", email) if email else None

    def add(self, email: str, account: Account) -> None:
        row = {"surface": account.surface, "tenant": account.tenant, "account_id": account.id}
        added(self._connection, _ADD, {"lookup": self.lookup(email), **row})

    def of(self, account: Account) -> list[bytes]:
        return [row.lookup for row in _OF(self._connection, **which(account))]

    def rivals(self, email: str, person_id: str | None) -> list[Holder]:
        """Accounts of others that have or had the address."""
        return [one for one in self._holders(self.lookup(email)) if one.person_id != person_id]

    def owners(self, emails: Iterable[str]) -> list[str]:
        """Ids of the people whose accounts have or had one of the addresses."""
        found = (one.person_id for email in emails for one in self._holders(self.lookup(email)))
        return list(dict.fromkeys(found))

    def forget(self, lookup: bytes, person_id: str) -> None:
        """It is not and never was this person's."""
        _FORGET_FIRST(self._connection, hash=lookup, person=person_id)
        for one in self._holders(lookup):
            if one.person_id == person_id:
                _FORGET(self._connection, hash=lookup, **which(one.account))

    def shared(self, person_id: str, others: Sequence[str]) -> bool:
        if not others:
            return False
        return _SHARED(self._connection, person=person_id, people=others).first() is not None

    def keep_with(self, request_id: str, person_id: str) -> None:
        _KEEP.each(
            self._connection,
            [{"request_id": request_id, "lookup": row.lookup} for row in LOOKUPS(self._connection, person=person_id)],
        )

    def asked(self, request_id: str, person_id: str) -> bool:
        return _ASKED(self._connection, request=request_id, person=person_id).first() is not None

    def _holders(self, lookup: bytes | None) -> list[Holder]:
        rows = _HOLDERS(self._connection, hash=lookup) if lookup else ()
        return [Holder(row.person_id, Account(row.surface, row.tenant, row.account_id)) for row in rows]
