"""People who turn out to be one: what was theirs becomes that one's, so that one human has one vote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Table, bindparam, delete, exists, select, update

from domain.target import Target
from storage import tables
from storage.among import Among
from storage.sql import Statement

_people, _votes, _requests = tables.people, tables.votes, tables.requests

# Where an id of a person stands, besides votes, which are one a request, and the log, which nobody changes.
_COLUMNS: tuple[tuple[Table, Column[str]], ...] = (
    (tables.accounts, tables.accounts.c.person_id),
    (_requests, _requests.c.requester_id),
    (_requests, _requests.c.cancel_asked_by),
    (tables.subjects, tables.subjects.c.held_by),
    (tables.cards, tables.cards.c.person_id),
    (tables.told, tables.told.c.person_id),
    (tables.notices, tables.notices.c.person_id),
    (tables.devices, tables.devices.c.person_id),
    (tables.wrong_codes, tables.wrong_codes.c.person_id),
    (tables.moves, tables.moves.c.owner_id),
    (tables.moves, tables.moves.c.taker_id),
    (_people, _people.c.same_as),
)
_RENAMED = tuple(
    Statement(update(table).where(column == bindparam("gone")).values({column.name: bindparam("kept")}))
    for table, column in _COLUMNS
)
_TARGETS = Statement(
    update(tables.notices).where(tables.notices.c.target == bindparam("gone")).values(target=bindparam("kept"))
)
_GONE = Statement(update(_people).where(_people.c.id == bindparam("gone")).values(same_as=bindparam("kept")))
_own = _votes.alias("own")
_TWICE = exists().where(_own.c.request_id == _votes.c.request_id, _own.c.person_id == bindparam("kept"))
_VOTED_TWICE = Statement(select(_votes.c.request_id).where(_votes.c.person_id == bindparam("gone"), _TWICE))
_ONE_VOTE = Statement(delete(_votes).where(_votes.c.person_id == bindparam("gone"), _TWICE))
_VOTES = Statement(update(_votes).where(_votes.c.person_id == bindparam("gone")).values(person_id=bindparam("kept")))
_SINCE = Statement(select(_people.c.id, _people.c.created_at).where(Among(_people.c.id, "people")))
_NOW = Statement(select(_people.c.same_as).where(_people.c.id == bindparam("person"), _people.c.same_as.is_not(None)))
_TOUCH = Statement(
    update(_requests).where(_requests.c.id == bindparam("request")).values(version=_requests.c.version + 1, changed=1)
)


class Humans:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unite(self, ids: Sequence[str], now: datetime) -> tuple[str, list[str]]:
        """Who they all are from now on, the one who was met first; and the ids that stand for them no more."""
        if len(set(ids)) < 2:
            return ids[0], []
        rows = _SINCE(self._connection, people=ids)
        kept, *gone = [row.id for row in sorted(rows, key=lambda row: (row.created_at, row.id))]
        for one in gone:
            self._merge(one, kept)
        return kept, gone

    def now(self, ids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(map(self.one, ids)))

    def one(self, person_id: str) -> str:
        """Who that is today. Asked one by one, as an act names the same few people again and again, in other company
        each time, and what a unit has read it knows."""
        renamed: str | None = _NOW(self._connection, person=person_id).value()
        return renamed or person_id

    def _merge(self, gone: str, kept: str) -> None:
        for row in list(_VOTED_TWICE(self._connection, gone=gone, kept=kept)):
            _TOUCH(self._connection, request=row.request_id)
        _ONE_VOTE(self._connection, gone=gone, kept=kept)
        _VOTES(self._connection, gone=gone, kept=kept)
        for renamed in _RENAMED:
            renamed(self._connection, gone=gone, kept=kept)
        _TARGETS(self._connection, gone=Target.person(gone), kept=Target.person(kept))
        _GONE(self._connection, gone=gone, kept=kept)
