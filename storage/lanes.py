"""A part of the board, as conditions and an order that its index serves, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, tuple_

from domain.board import Lane, waits_since
from domain.request import BEGUN, Kind, Request, State
from storage.tables import requests

_rows = requests.c
_WAITING, _ENDED = (_rows.waits_since, _rows.created_at, _rows.id), (_rows.created_at, _rows.id)
_WITH_BATCH = [State.PENDING_APPROVAL, State.IN_PROGRESS]
_UNDER_WAY = and_(_rows.kind == Kind.EXPORT, _rows.run > 0, _rows.state.in_(BEGUN))


def within(lane: Lane) -> Iterator[ColumnElement[bool]]:
    yield _rows.waits_since.is_(None) if lane.ended else _rows.waits_since.is_not(None)
    if lane.requester is not None:
        own = (_rows.requester_id if lane.ended else _unindexed(_rows.requester_id)) == lane.requester
        yield or_(own, _UNDER_WAY) if lane.exports else own
    if lane.led:
        yield or_(_rows.batch.is_(None), _rows.state.not_in(_WITH_BATCH))
    if lane.until:
        first = and_(_rows.extended_on.is_(None), _rows.waits_since <= lane.until)
        yield or_(first, and_(_rows.extended_on.is_not(None), _rows.received_on <= (lane.extended_until or date.min)))


def _unindexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """SQLite takes an index of everything a person ever filed for better than that of the few that wait."""
    return func.coalesce(column, "")


def in_order(query: Select[Any], lane: Lane, *, back: bool) -> Select[Any]:
    """`back`: from its end."""
    order = _order(lane)
    return query.order_by(*(column.desc() if back is not lane.ended else column.asc() for column in order))


def beyond(lane: Lane, request: Request, *, back: bool) -> ColumnElement[bool]:
    """Behind this request, or `back`: in front of it, whether it stands in the lane itself or not."""
    place = {"waits_since": waits_since(request), "created_at": request.created_at, "id": request.id}
    order = _order(lane)
    here = tuple_(*order), tuple_(*(literal(place[column.name], column.type) for column in order))
    return here[0] < here[1] if back is not lane.ended else here[0] > here[1]


def _order(lane: Lane) -> tuple[ColumnElement[Any], ...]:
    return _ENDED if lane.ended else _WAITING
