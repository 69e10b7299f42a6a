"""Orders for what an earlier release filed: made once, by the first start of a release that keeps any.

What waits for approval is voted on anew, as nothing proves the votes that were given. Work that had begun goes on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from domain.event import EventKind
from domain.notice import NoticeKind
from domain.order import Order
from domain.people import Role
from domain.request import OPEN, Request, State
from domain.target import Channel, Target
from storage import tables
from storage.sql import Statement
from storage.unit import Unit

_OPEN = Statement(select(tables.requests.c.id).where(tables.requests.c.state.in_(OPEN)).order_by(tables.requests.c.id))
_ofs = tables.votes.c.request_id == bindparam("request")
_VOID = Statement(delete(tables.votes).where(_ofs))
_PROVE = Statement(
    update(tables.votes)
    .where(_ofs, tables.votes.c.person_id == bindparam("person"))
    .values(cast_by=bindparam("person"), mac=bindparam("proof"))
)


def give_orders(unit: Unit, now: datetime) -> None:
    """To every open request."""
    for (request_id,) in _OPEN(unit.connection):
        request = unit.requests.get(request_id)
        assert request
        order = Order.of(request, unit.steps.of(request_id), unit.subjects.of(request_id))
        data = {"order": unit.orders.add(request_id, order)}
        unit.events.add(EventKind.REQUEST_ORDERED, now, actor=None, request=request_id, data=data)
        if request.state is State.PENDING_APPROVAL:
            _vote_anew(unit, request, now)
        else:
            _prove(unit, request, order)
    unit.changes.end()


def _vote_anew(unit: Unit, request: Request, now: datetime) -> None:
    if not unit.votes.of(request.id):
        return
    _VOID(unit.connection, request=request.id)
    unit.changes.part(request.id)
    unit.events.add(EventKind.VOTE_VOID, now, actor=None, request=request.id)
    for target in (Target.role(Role.APPROVER), Target.channel(Channel.APPROVALS), Target.person(request.requester_id)):
        unit.notices.add(f"{request.id}/anew/{target}", NoticeKind.VOTE_ANEW, target, now, request=request.id)


def _prove(unit: Unit, request: Request, order: Order) -> None:
    for vote in unit.votes.of(request.id):
        _PROVE(unit.connection, request=request.id, person=vote.person_id, proof=unit.orders.proof(vote, order.version))
