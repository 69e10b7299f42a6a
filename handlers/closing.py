"""Ends of a request: the state, its audit event and the notice to the requester, always together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.request import Change, Request, after
from handlers.ports import Unit

_EVENTS = {
    Change.DENY: "request.denied",
    Change.EXPIRE: "request.expired",
    Change.CANCEL: "request.cancelled",
    Change.SETTLE: "request.completed",
    Change.STALL: "request.stalled",
}


def close(unit: Unit, request: Request, change: Change, now: datetime, *, actor: str | None) -> Request:
    """Move the request to where `change` leads and tell the requester, in this transaction."""
    state = after(request.state, change)
    ended = None if change is Change.STALL else now
    moved = unit.requests.save(
        replace(request, state=state, closed_at=ended, due_at=None, decided_at=request.decided_at or now)
    )
    unit.events.add(_EVENTS[change], now, actor=actor, request=request.id, data={"run": str(request.run)})
    tell_requester(unit, moved, now)
    return moved


def tell_requester(unit: Unit, request: Request, now: datetime) -> None:
    """A message of its own: a card that changes makes no sound."""
    unit.notices.add(
        f"{request.id}/ended/{request.run}/{request.state}",
        "ended",
        f"person:{request.requester_id}",
        now,
        request=request.id,
        data={"state": request.state},
    )


def expire(unit: Unit, request: Request, now: datetime) -> Request:
    return close(unit, request, Change.EXPIRE, now, actor=None)
