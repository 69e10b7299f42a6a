"""Where cards are shown, and which of them show something old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, delete, exists, func, select, update

from domain.notice import UNCONFIRMED, Behind, Shown
from domain.request import OPEN
from storage import tables
from storage.among import Among
from storage.changes import Changes
from storage.sql import Statement, added, columns, insert_new

_cards, _events, _requests = tables.cards, tables.events, tables.requests

_ADD = insert_new(_cards)
_ALL = select(*columns(_cards, (field.name for field in fields(Shown))))
_AT = (
    _cards.c.surface == bindparam("on_surface"),
    _cards.c.place == bindparam("in_place"),
    _cards.c.address == bindparam("at_address"),
)
_FIND = Statement(_ALL.where(*_AT), Shown)
_RENEW = Statement(update(_cards).where(*_AT))
_PERSONAL = Statement(
    select(_cards.c.surface, _cards.c.person_id).where(
        _cards.c.request_id == bindparam("request"), _cards.c.person_id.is_not(None)
    )
)
_IN_CHANNELS = Statement(
    _ALL.where(_cards.c.request_id == bindparam("request"), _cards.c.person_id.is_(None), ~_cards.c.full)
    .where(_cards.c.drawn != UNCONFIRMED)
    .order_by(_cards.c.id),
    Shown,
)
_SINCE = func.coalesce(_requests.c.closed_at, _requests.c.decided_at, _requests.c.created_at)
_IN_TURN = case(((_cards.c.drawn > 0) & (_cards.c.drawn < _requests.c.turned), 0), (_cards.c.drawn <= 0, 1), else_=2)
_STALE = Statement(
    _ALL.add_columns(_requests.c.turned)
    .join(_requests, _requests.c.id == _cards.c.request_id)
    .where(
        _requests.c.changed == 1,
        _cards.c.drawn < _requests.c.version,
        Among(_cards.c.surface, "surfaces"),
    )
    .order_by(
        _IN_TURN,
        case((_cards.c.drawn > 0, _SINCE)),
        _SINCE.desc(),
        _requests.c.id,
        _cards.c.person_id.is_distinct_from(_requests.c.requester_id),
        _cards.c.person_id.is_not(None),
        _cards.c.id,
    )
    .limit(bindparam("rows")),
    Behind,
)
_DRAWN = Statement(update(_cards).where(_cards.c.id == bindparam("card"), _cards.c.drawn < bindparam("shows")))
_OWNERS = Statement(
    select(_cards.c.surface, _cards.c.person_id)
    .where(_cards.c.person_id.is_not(None), Among(_cards.c.surface, "surfaces"))
    .distinct()
)
_OWN = Statement(
    _ALL.where(
        _cards.c.surface == bindparam("on_surface"),
        _cards.c.person_id == bindparam("person"),
        _cards.c.id > bindparam("behind"),
    )
    .order_by(_cards.c.id)
    .limit(bindparam("rows")),
    Shown,
)
_OUTDATE = Statement(update(_cards).where(_cards.c.id == bindparam("card"), _cards.c.drawn > 0).values(drawn=0))
_CHANGED = Statement(update(_requests).where(_requests.c.id == bindparam("request")).values(changed=1))
_FORGET = Statement(delete(_cards).where(_cards.c.id == bindparam("card")))
_BEHIND = exists().where(_cards.c.request_id == _requests.c.id, _cards.c.drawn < _requests.c.version)
_TAKE = select(_requests.c.id).with_for_update(key_share=True, of=_requests)
_TAKE_OF_CARD = Statement(
    _TAKE.join(_cards, _cards.c.request_id == _requests.c.id).where(_cards.c.id == bindparam("card"))
)
_SETTLE = Statement(update(_requests).where(_requests.c.id == bindparam("request"), ~_BEHIND).values(changed=None))
_CARDLESS = Statement(
    select(_requests.c.id)
    .where(_requests.c.changed == 1, _requests.c.batch.is_not(None))
    .where(~exists().where(_cards.c.request_id == _requests.c.id))
    .with_for_update(skip_locked=True, of=_requests)
)
_OPEN_ON = (
    select(_requests.c.id)
    .join(_cards, _cards.c.request_id == _requests.c.id)
    .where(_requests.c.state.in_(OPEN), _cards.c.surface == bindparam("on_surface"))
)
_AGE = Statement(
    update(_cards)
    .where(_cards.c.request_id.in_(_OPEN_ON), _cards.c.surface == bindparam("on_surface"), _cards.c.drawn > 0)
    .values(drawn=0)
)
_BEFORE = (
    select(_events.c.id)
    .where(_events.c.at < bindparam("since"))
    .order_by(_events.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_LATELY = select(_events.c.request_id).where(_events.c.id > func.coalesce(_BEFORE, 0))
_AGE_LATELY = Statement(update(_cards).where(_cards.c.request_id.in_(_LATELY), _cards.c.drawn > 0).values(drawn=0))
_WAKE_LATELY = Statement(
    update(_requests).where(_requests.c.id.in_(select(_cards.c.request_id).where(_cards.c.request_id.in_(_LATELY))))
)
_WAKE = Statement(update(_requests).where(_requests.c.id.in_(_OPEN_ON)).values(changed=1))


class Cards:
    """`requests.changed` marks the few requests with a card behind, so that looking for those reads no others.

    Whoever may take the mark away takes the request first: an update that waited for somebody's change would, on
    PostgreSQL, look at the cards as they stood before it waited.
    """

    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def add(
        self,
        request_id: str,
        surface: str,
        place: str,
        address: str,
        *,
        full: bool,
        person_id: str | None,
        drawn: int,
    ) -> None:
        what = {"request_id": request_id, "full": full, "person_id": person_id, "drawn": drawn}
        where = {"surface": surface, "place": place, "address": address}
        self._changes.take(request_id)
        if not added(self._connection, _ADD, what | where):
            _RENEW(self._connection, **what, **_where(surface, place, address))
        if not _SETTLE(self._connection, request=request_id).count:  # it is behind from the start
            self._changed(request_id)

    def find(self, surface: str, place: str, address: str) -> Shown | None:
        return _FIND(self._connection, **_where(surface, place, address)).first()

    def personal(self, request_id: str) -> set[tuple[str, str]]:
        return {(row.surface, row.person_id) for row in _PERSONAL(self._connection, request=request_id)}

    def in_channels(self, request_id: str) -> list[Shown]:
        return list(_IN_CHANNELS(self._connection, request=request_id))

    def stale(self, surfaces: Iterable[str], limit: int) -> list[Behind]:
        return list(_STALE(self._connection, surfaces=list(surfaces), rows=limit))

    def owners(self, surfaces: Iterable[str]) -> list[tuple[str, str]]:
        return [(row.surface, row.person_id) for row in _OWNERS(self._connection, surfaces=list(surfaces))]

    def of(self, surface: str, person_id: str, after: int, limit: int) -> list[Shown]:
        return list(_OWN(self._connection, on_surface=surface, person=person_id, behind=after, rows=limit))

    def outdate(self, card_id: int) -> None:
        request_id = _TAKE_OF_CARD(self._connection, card=card_id).value()
        _OUTDATE(self._connection, card=card_id)
        self._changed(request_id)

    def drawn(self, card_id: int, version: int) -> None:
        request_id = _TAKE_OF_CARD(self._connection, card=card_id).value()
        _DRAWN(self._connection, card=card_id, shows=version, drawn=version)
        _SETTLE(self._connection, request=request_id)

    def forget(self, card_id: int) -> None:
        request_id = _TAKE_OF_CARD(self._connection, card=card_id).value()
        _FORGET(self._connection, card=card_id)
        _SETTLE(self._connection, request=request_id)

    def forget_marks(self) -> None:
        """Of people of a batch without a card: a release before this one marks them, and nothing took that away."""
        for row in list(_CARDLESS(self._connection)):
            _SETTLE(self._connection, request=row.id)

    def redraw_all(self, surface: str) -> None:
        _WAKE(self._connection, on_surface=surface)
        _AGE(self._connection, on_surface=surface)
        self._changes.told()

    def redraw_since(self, moment: datetime) -> None:
        _WAKE_LATELY(self._connection, since=moment, changed=1)
        _AGE_LATELY(self._connection, since=moment)
        self._changes.told()

    def _changed(self, request_id: str) -> None:
        _CHANGED(self._connection, request=request_id)
        self._changes.told()


def _where(surface: str, place: str, address: str) -> dict[str, str]:
    return {"on_surface": surface, "in_place": place, "at_address": address}
