"""Texts that an earlier release sealed for their subject alone are sealed for their cells: once, by the first start.

Events cannot be sealed anew, as the log is chained over them: the texts in those that are there then are known by their
marks, and no other text is read that is not bound. That it was done stands in the table of keys, under the master key.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Select, Table, bindparam, exists, func, insert, select, tuple_, update

from domain.cell import Cell, Column, event_cell
from domain.event import EventKind
from storage import tables
from storage.master_key import BOUND_TEXTS
from storage.sql import Rows, Statement
from storage.unit import Unit
from storage.vault import BOUND, Vault, WrongMasterKey, bind, decrypt, mark_of

_AT_ONCE = 500
_LOGGED = (  # with texts that are read again
    EventKind.REQUEST_REFUSAL,
    EventKind.REQUEST_EXTENDED,
    EventKind.IDENTITY_ASKED,
    EventKind.IDENTITY_PROVED,
)
_GONE = (
    "The mark of the texts that are bound to their places has gone from the database, though there are such texts: the "
    "table of keys was changed. Nothing was done; restore a backup of the database."
)


@dataclass(frozen=True)
class _Sealed:
    """A column that texts are sealed in. `subject`: whose key, if not the request's; `row`: what names a cell."""

    table: Table
    name: str
    column: Column
    subject: str
    row: tuple[str, ...]

    def cell(self, row: Any) -> Cell:
        return Cell(self.column, tuple(getattr(row, name) or "" for name in self.row))

    @cached_property
    def keys(self) -> Sequence[str]:
        return [column.name for column in self.table.primary_key]

    @cached_property
    def bound(self) -> Statement[Any]:
        """Whether any of them is bound."""
        return Statement(select(exists().where(func.substr(self.table.c[self.name], 1, len(BOUND)) == BOUND)))

    @cached_property
    def first(self) -> Statement[Any]:
        """Some rows, each with its text, and the id and wrapped key of the subject whose it is."""
        return Statement(self._page)

    @cached_property
    def next(self) -> Statement[Any]:
        """The same, behind the row with these keys."""
        last = tuple_(*(bindparam(f"last_{key}", type_=self.table.c[key].type) for key in self.keys))
        return Statement(self._page.where(tuple_(*(self.table.c[key] for key in self.keys)) > last))

    @property
    def _page(self) -> Select[Any]:
        table, owner = self.table, tables.subjects.alias("owner")
        owned, whose = (table, table.c[self.subject]) if self.subject else (_VOTES, tables.requests.c.subject_id)
        columns = [table.c[name] for name in dict.fromkeys((*self.keys, *self.row))]
        found = select(*columns, table.c[self.name].label("text"), owner.c.id.label("owner"), owner.c.wrapped_key)
        return (
            found.select_from(owned.join(owner, owner.c.id == whose))
            .where(table.c[self.name].is_not(None), owner.c.wrapped_key.is_not(None))
            .order_by(*(table.c[key] for key in self.keys))
            .limit(_AT_ONCE)
        )


_VOTES = tables.votes.join(tables.requests, tables.requests.c.id == tables.votes.c.request_id)
SEALED = (
    _Sealed(tables.requests, "sealed", Column.REQUEST, "subject_id", ("id",)),
    _Sealed(tables.steps, "sealed", Column.STEP, "subject_id", ("request_id", "key")),
    _Sealed(tables.steps, "fault", Column.FAULT, "subject_id", ("request_id", "key")),
    _Sealed(tables.votes, "reason", Column.VOTE, "", ("request_id", "cast_by")),
    _Sealed(tables.subjects, "hold_reason", Column.HOLD, "id", ("id",)),
    _Sealed(tables.mails, "sealed", Column.MAIL, "subject_id", ("key", "request_id")),
    _Sealed(tables.brakes, "reason", Column.BRAKE, "subject_id", ("subject_id",)),
)
_CAST = Statement(update(tables.votes).where(tables.votes.c.cast_by.is_(None)).values(cast_by=tables.votes.c.person_id))
_NOTE = Statement(insert(tables.keys).inline())
_DONE = Statement(select(exists().where(tables.events.c.kind == EventKind.TEXTS_BOUND)))
_IN_LOG = Statement(
    select(tables.events.c.kind, tables.events.c.request_id, tables.events.c.data, tables.requests.c.subject_id)
    .join(tables.requests, tables.requests.c.id == tables.events.c.request_id)
    .where(tables.events.c.kind.in_(_LOGGED))
)


def bind_texts(unit: Unit, vault: Vault, now: datetime) -> None:
    """Where it was not done yet. What cannot be opened stays as it is, and is named when somebody reads it.

    Raises:
        WrongMasterKey: it was done, and the mark of that has gone.
    """
    connection = unit.connection
    if any(one.bound(connection).value() for one in SEALED) or _DONE(connection).value():
        raise WrongMasterKey(_GONE)
    _CAST(connection)
    count = sum(_bind(connection, vault, one) for one in SEALED)
    vault.unbound = frozenset(_marks(connection))
    known = json.dumps(sorted(vault.unbound)).encode()
    _NOTE(connection, name=BOUND_TEXTS, wrapped=vault.wrap(BOUND_TEXTS, known))
    if count or vault.unbound:
        unit.events.add(EventKind.TEXTS_BOUND, now, actor=None, request=None, data={"count": str(count)})


def _bind(connection: Connection, vault: Vault, one: _Sealed) -> int:
    """How many texts there were."""
    keys, count = one.keys, 0
    change = update(one.table).where(*(one.table.c[key] == bindparam(f"old_{key}") for key in keys))
    change = change.values({one.name: bindparam("text")})
    for rows in _pages(connection, one):
        texts = [(row, text) for row in rows if (text := _bound(vault, one, row))]
        if texts:
            named = [{"text": text, **{f"old_{key}": getattr(row, key) for key in keys}} for row, text in texts]
            connection.execute(change, named)
        count += len(texts)
    return count


def _pages(connection: Connection, one: _Sealed) -> Iterator[Rows[Any]]:
    rows = one.first(connection)
    while len(rows):
        yield rows
        *_, last = rows
        rows = one.next(connection, **{f"last_{key}": getattr(last, key) for key in one.keys})


def _bound(vault: Vault, one: _Sealed, row: Any) -> bytes | None:
    try:
        key = vault.unwrapped(row.owner, bytes(row.wrapped_key))
        return bind(key, decrypt(key, bytes(row.text), row.owner), row.owner, one.cell(row))
    except InvalidTag:
        return None


def _marks(connection: Connection) -> Iterator[str]:
    """Of the texts in the log."""
    for row in _IN_LOG(connection):
        if texts := row.data.get("texts"):
            yield mark_of(row.subject_id, b64decode(texts), event_cell(row.request_id, row.kind))
