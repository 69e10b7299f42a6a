"""What is kept of somebody who uses the bot, and its end: names, accounts and addresses go, the pseudonym stays.

Votes and events name the pseudonym, so that they can be checked and counted as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, or_, select, update

from domain.request import OPEN
from storage import tables
from storage.addresses import of_account
from storage.changes import Changes
from storage.told import Told

_people, _accounts, _addresses = tables.people, tables.accounts, tables.addresses
_requests, _votes, _cards = tables.requests, tables.votes, tables.cards
_met, _moves, _notices, _kept = tables.conversations, tables.moves, tables.notices, tables.request_addresses


@dataclass(frozen=True)
class Ties:
    """What somebody is part of that is not over: ids of requests they asked for, and voted on; holds."""

    asked: tuple[str, ...]
    voted: tuple[str, ...]
    holds: int


class Leaving:
    """In one transaction."""

    def __init__(self, connection: Connection, told: Told, changes: Changes) -> None:
        self._connection, self._told, self._changes = connection, told, changes

    def all_of(self, person_ids: Iterable[str]) -> list[str]:
        """These, and whoever turned out to be one with them."""
        ids = list(person_ids)
        same = select(_people.c.id).where(or_(_people.c.id.in_(ids), _people.c.same_as.in_(ids)))
        return sorted({*ids, *self._connection.scalars(same)})

    def ties(self, person_ids: list[str]) -> Ties:
        is_open = _requests.c.state.in_(OPEN)
        asked = select(_requests.c.id).where(_requests.c.requester_id.in_(person_ids), is_open)
        voted = (
            select(_requests.c.id)
            .join(_votes, _votes.c.request_id == _requests.c.id)
            .where(_votes.c.person_id.in_(person_ids), is_open)
        )
        holds = select(tables.subjects.c.id).where(tables.subjects.c.held_by.in_(person_ids))
        return Ties(
            tuple(sorted(self._connection.scalars(asked))),
            tuple(sorted(set(self._connection.scalars(voted)))),
            len(self._connection.scalars(holds).all()),
        )

    def votes(self, person_ids: list[str]) -> int:
        mine = select(func.count()).select_from(_votes).where(_votes.c.person_id.in_(person_ids))
        return int(self._connection.scalar(mine) or 0)

    def there(self, person_ids: Iterable[str]) -> list[str]:
        """Those of these of whom anything is kept: an account, an address, or a name that is not their own pseudonym.

        Whoever calls themselves like somebody erased is there as before: a name alone proves nothing.
        """
        met = exists().where(_accounts.c.person_id == _people.c.id)
        query = select(_people.c.id, _people.c.name, or_(met, _people.c.lookup.is_not(None)).label("known"))
        found = self._connection.execute(query.where(_people.c.id.in_(list(person_ids))))
        return sorted(row.id for row in found if row.known or is_name(row.name, row.id))

    def erase(self, person_ids: list[str]) -> bool:
        """Whether there was anything."""
        gone = self.there(person_ids)
        theirs = self._lookups(person_ids)
        for person in person_ids:
            self._rename(person)
        self._drop(person_ids, theirs)
        return bool(gone)

    def _rename(self, person: str) -> None:
        self._connection.execute(update(_people).where(_people.c.id == person).values(name="", lookup=None))
        touched = select(_requests.c.id).where(
            or_(
                _requests.c.requester_id == person,
                _requests.c.id.in_(select(_votes.c.request_id).where(_votes.c.person_id == person)),
            )
        )
        for request_id in sorted(self._connection.scalars(touched)):
            self._changes.part(request_id)

    def _lookups(self, person_ids: list[str]) -> list[bytes]:
        theirs = _accounts.c.person_id.in_(person_ids)
        query = select(_addresses.c.lookup).join(_accounts, of_account(_addresses, _accounts)).where(theirs)
        first = select(_people.c.lookup).where(_people.c.id.in_(person_ids), _people.c.lookup.is_not(None))
        return sorted({*self._connection.scalars(query), *self._connection.scalars(first)})

    def _drop(self, person_ids: list[str], lookups: list[bytes]) -> None:
        """Their own cards take leave of them: nobody is at the other end any more."""
        self._told.cards_of(person_ids)
        mine = _cards.c.person_id.in_(person_ids)
        shown = select(_cards.c.request_id).where(mine)
        for request_id in sorted(set(self._connection.scalars(shown))):
            self._changes.part(request_id)
        self._connection.execute(update(_cards).where(mine).values(drawn=0))
        accounts = self._connection.execute(
            select(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id).where(
                _accounts.c.person_id.in_(person_ids)
            )
        ).all()
        for row in accounts:
            here = (row.surface, row.tenant, row.account_id)
            for table in (_addresses, _accounts, _moves):
                self._connection.execute(delete(table).where(*_same(table, here)))
            them = or_(_met.c.object_id == row.account_id, _met.c.user_id == row.account_id)
            self._connection.execute(update(_met).where(them).values(object_id="", user_id=""))
        people = or_(_moves.c.owner_id.in_(person_ids), _moves.c.taker_id.in_(person_ids))
        self._connection.execute(delete(_moves).where(people))
        self._connection.execute(delete(_kept).where(_kept.c.lookup.in_(lookups)))
        for table in (_notices, tables.devices, tables.wrong_codes):
            self._connection.execute(delete(table).where(table.c.person_id.in_(person_ids)))


def is_name(name: str, person_id: str) -> bool:
    """Not where somebody was erased: then there is none, or what earlier releases wrote in its place."""
    return name not in {"", f"(erased {person_id[:6]})"}


def _same(table: Table, here: tuple[str, str, str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in zip(("surface", "tenant", "account_id"), here, strict=True)]
