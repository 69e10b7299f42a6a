"""People and their accounts. One human, however many accounts, joined by the keyed hashes of the addresses they had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from domain.chat import Account
from domain.people import NO_TRACES, Met, Person, Traces, Whose
from domain.request import Conflict
from domain.shown_name import shown_name
from storage import tables
from storage.addresses import Addresses, this, which
from storage.among import Among
from storage.events import Events
from storage.humans import Humans
from storage.leaving import is_name
from storage.marks import Marks
from storage.moves import Moves
from storage.sql import Statement, added, insert_new
from storage.vault import Vault

_people, _accounts = tables.people, tables.accounts
_SEEN_EVERY = timedelta(days=1)

_Row = Any  # of _OF_ACCOUNT
_OF_ACCOUNT = Statement(
    select(_people.c.id, _people.c.name, _people.c.created_at, _people.c.seen_at, _accounts.c.lookup)
    .join(_accounts, _accounts.c.person_id == _people.c.id)
    .where(*this(_accounts))
)
_MET_BY = Statement(select(_people.c.id).where(_people.c.lookup == bindparam("hash")))
_RENEW = Statement(update(_people).where(_people.c.id == bindparam("person")))
_SHOWN = 6  # signs of the id of somebody whose name shows nothing
_NAMES = Statement(select(_people.c.id, _people.c.name).where(Among(_people.c.id, "people")))
_LISTED = Statement(
    select(_people.c.id, _people.c.name)
    .join(_accounts, _accounts.c.person_id == _people.c.id)
    .where(_accounts.c.lookup == bindparam("hash"))
)
_ACCOUNT = Statement(
    select(_people.c.id, _people.c.name, func.lower(_accounts.c.tenant).label("tenant"))
    .join(_accounts, _accounts.c.person_id == _people.c.id)
    .where(_accounts.c.surface == bindparam("on_surface"), func.lower(_accounts.c.account_id) == bindparam("account"))
)
_ACCOUNTS = Statement(
    select(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
    .where(_accounts.c.person_id == bindparam("person"))
    .order_by(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id)
)
_ADD_ACCOUNT, _ADD_PERSON = insert_new(_accounts), insert_new(_people)
_CHANGE = Statement(update(_accounts).where(*this(_accounts)))


class People:
    """Every address that an account ever had stays its person's."""

    def __init__(self, connection: Connection, vault: Vault, events: Events) -> None:
        self._connection = connection
        self._vault = vault
        self._addresses = Addresses(connection, vault)
        self._humans = Humans(connection)
        self.moves = Moves(connection, vault, events)
        self._marks = Marks(connection, vault)

    def known(self, account: Account, name: str, email: str | None, now: datetime) -> Met | None:
        """Who it is, where nothing about the account has changed since; else it must be met."""
        row = self._of_account(account)
        if row is None or row.name != name or row.lookup != self._addresses.lookup(email):
            return None
        return None if row.seen_at < now - _SEEN_EVERY else self._met(row)

    def elsewhere(self, account: Account, email: str | None) -> list[Account]:
        """Accounts of others, on other surfaces, that had the address too: where they have it still, and this account
        never had another, they are one human's."""
        mine = self._of_account(account)
        if not email or (mine is not None and self._addresses.of(account)):
            return []
        return [row.account for row in self._addresses.rivals(email, mine and mine.id) if _apart(row.account, account)]

    def meet(
        self,
        account: Account,
        name: str,
        email: str | None,
        now: datetime,
        *,
        also: Sequence[str] = (),
        holding: Collection[Account] = (),
        whose: Whose | None = None,
    ) -> Met:
        """`also`: other addresses of the same human. `holding`: those of `elsewhere` that have the address indeed.

        `whose`: what is said about it, in case that it moved here.
        """
        known = self._of_account(account)
        new = known is None or known.lookup != self._addresses.lookup(email)
        strangers, friends = self._others(account, known, email if new else None, holding)
        friends += [person for person in self._addresses.owners(also) if person not in strangers]
        person = known.id if known else next(iter(friends), None) or self._make(name, email, now, first=not strangers)
        if new:
            self._note(account, known, person, email)
        keeper, united = self._humans.unite([person, *friends], now)
        moved = [self.moves.open(email, account, owner, keeper, now) for owner in strangers if email]
        if whose:
            for move in filter(None, moved):
                self.moves.settle(move.id, whose, now)
        _RENEW(self._connection, person=keeper, name=name, seen_at=now)
        row = self._of_account(account)
        return replace(self._met(row), moved=tuple(filter(None, moved)), united=tuple(united))

    def of_account(self, account: Account) -> Person | None:
        row = self._of_account(account)
        return Person(row.id, row.name) if row else None

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        rows = _NAMES(self._connection, people=list(ids))
        return {row.id: shown_name(row.name) or row.id[:_SHOWN] for row in rows if is_name(row.name, row.id)}

    def listed(self, entries: Iterable[str]) -> dict[str, Person]:
        return {entry: owner for entry in entries if (owner := self._owner(entry) or self._at(entry))}

    def _at(self, entry: str) -> Person | None:
        """Whose account has the address."""
        hash_ = self._addresses.lookup(entry) if "@" in entry else None
        row = _LISTED(self._connection, hash=hash_).first() if hash_ else None
        return Person(row.id, row.name) if row else None

    def _owner(self, entry: str) -> Person | None:
        """Of an account as it is written in a list, where case makes no difference. One of two tenants is nobody's
        where the entry does not say of which. Of a workspace of Slack beside the own one, the id itself says it."""
        named = Account.of(entry.lower())
        ids = [named.id, f"{named.tenant}/{named.id}"] if named.tenant else [named.id]
        asked = (_ACCOUNT(self._connection, on_surface=named.surface, account=one) for one in ids if named.id)
        rows = [row for some in asked for row in some]
        found = {Person(row.id, row.name) for row in rows if named.tenant in ("", row.tenant)}
        return found.pop() if len(found) == 1 else None

    def accounts(self, person_id: str) -> list[Account]:
        return [Account(*row) for row in _ACCOUNTS(self._connection, person=person_id)]

    def of_address(self, email: str) -> list[str]:
        """Ids of those who have or had it."""
        return self._addresses.owners([email])

    def now(self, ids: Iterable[str]) -> list[str]:
        """Those whom these ids stand for today, in order."""
        return self._humans.now(ids)

    def same(self, person_id: str, others: Iterable[str]) -> bool:
        """Whether one of the others is, or may be, the same human: because an address was theirs as well."""
        (me,), ids = self._humans.now([person_id]), self._humans.now(others)
        return me in ids or self._addresses.shared(me, ids)

    def marks(self, matter: str, people: Collection[str], traces: Traces = NO_TRACES) -> frozenset[str]:
        return self._marks.of(matter, people, traces)

    def keep_with(self, request_id: str, person_id: str) -> None:
        """The addresses of who asks, with the request: whoever has one of them later is not another human."""
        self._addresses.keep_with(request_id, person_id)

    def asked(self, request_id: str, person_id: str) -> bool:
        """Whether an address of this person is one of those that were kept with the request."""
        return self._addresses.asked(request_id, person_id)

    def _of_account(self, account: Account) -> _Row | None:
        return _OF_ACCOUNT(self._connection, **which(account)).first()

    def _met(self, row: _Row) -> Met:
        return Met(person=Person(row.id, row.name), since=row.created_at, claim=self.moves.claim_on(row.id))

    def _others(
        self, account: Account, known: _Row | None, email: str | None, holding: Collection[Account]
    ) -> tuple[list[str], list[str]]:
        """Of those who had the address before: who may be somebody else, and who is the same human."""
        rivals = self._addresses.rivals(email, known and known.id) if email else []
        fresh = known is None or not self._addresses.of(account)
        joined = [row for row in rivals if fresh and row.account in holding and _apart(row.account, account)]
        others = {row.person_id for row in rivals if row not in joined}
        return sorted(others), sorted({row.person_id for row in joined} - others)

    def _note(self, account: Account, known: _Row | None, person: str, email: str | None) -> None:
        lookup = self._addresses.lookup(email)
        row = {"surface": account.surface, "tenant": account.tenant, "account_id": account.id}
        if known is None:
            self._add(_ADD_ACCOUNT, {**row, "person_id": person, "lookup": lookup})
        else:
            _CHANGE(self._connection, **which(account), lookup=lookup)
        if email:
            self._addresses.add(email, account)

    def _make(self, name: str, email: str | None, now: datetime, *, first: bool) -> str:
        """`first`: nobody had the address before, so whoever else makes this person at this moment must find them."""
        lookup, person_id = self._addresses.lookup(email) if first else None, token_hex(8)
        if lookup and _MET_BY(self._connection, hash=lookup).first():
            if self._addresses.owners([email or ""]):
                raise Conflict("person")
            lookup = None  # of somebody who has no account any more
        row = {"id": person_id, "name": name, "lookup": lookup, "created_at": now, "seen_at": now}
        self._add(_ADD_PERSON, row)
        return person_id

    def _add(self, statement: Statement[Any], row: dict[str, Any]) -> None:
        if not added(self._connection, statement, row):
            raise Conflict("person")  # met elsewhere at the same moment: run again and find them


def _apart(one: Account, other: Account) -> bool:
    """No two accounts of one workspace or tenant have the same address at once."""
    return (one.surface, one.tenant) != (other.surface, other.tenant)
