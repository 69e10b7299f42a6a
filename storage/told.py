"""Messages to one person about a request, besides its cards: nothing changes them until its keys are destroyed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, select

from domain.notice import UNCONFIRMED
from storage import tables
from storage.cards import Cards
from storage.sql import Statement, added, insert_new

_told, _requests, _subjects = tables.told, tables.requests, tables.subjects
_ADD = insert_new(_told)
_GONE = Statement(
    select(
        exists().where(
            _requests.c.id == bindparam("request"),
            _subjects.c.id == _requests.c.subject_id,
            _subjects.c.wrapped_key.is_(None),
        )
    )
)


class Told:
    def __init__(self, connection: Connection, cards: Cards) -> None:
        self._connection, self._cards = connection, cards

    def add(self, request_id: str, surface: str, place: str, address: str, person_id: str) -> None:
        """One that was on its way while the keys were destroyed becomes a card at once."""
        row = {"surface": surface, "place": place, "address": address, "person_id": person_id}
        new = added(self._connection, _ADD, {"request_id": request_id, **row})
        if new and _GONE(self._connection, request=request_id).value():
            self.as_cards([request_id])

    def as_cards(self, request_ids: Sequence[str]) -> None:
        """From now on they show how the request stands. Nobody misses one that is there no more."""
        self._turn(_told.c.request_id.in_(request_ids))

    def cards_of(self, person_ids: Sequence[str]) -> None:
        """The same, with what was told to these."""
        self._turn(_told.c.person_id.in_(person_ids))

    def _turn(self, theirs: ColumnElement[bool]) -> None:
        for row in self._connection.execute(select(_told).where(theirs)).all():
            self._cards.add(
                row.request_id, row.surface, row.place, row.address, full=True, person_id=row.person_id,
                drawn=UNCONFIRMED,
            )  # fmt: skip
        self._connection.execute(delete(_told).where(theirs))
