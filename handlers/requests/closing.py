"""Ends of a request: the state, its audit event and the notice to the requester, always together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.outcome import Code, Outcome
from domain.request import UNANSWERED, Change, Request, State, after
from domain.target import Target
from handlers.ports import Unit
from handlers.requests.procedure import Kinds

_EVENTS = {
    Change.DENY: "request.denied",
    Change.EXPIRE: "request.expired",
    Change.CANCEL: "request.cancelled",
    Change.SETTLE: "request.completed",
    Change.STALL: "request.stalled",
    Change.REFUSE: "request.refused",
}


def close(unit: Unit, request: Request, change: Change, now: datetime, *, actor: str | None) -> Request:
    """Move the request to where `change` leads and tell the requester, in this transaction.

    Whoever waits for an answer still does: then the sweep looks at it at once, and knows when it must again.
    """
    state = after(request.state, change)
    ended = None if change is Change.STALL else now
    waits = state in UNANSWERED and request.by_law and unit.subjects.of(request.id)
    look_at = request.due_at if change is Change.STALL else now if waits else None
    moved = unit.requests.save(
        replace(request, state=state, closed_at=ended, due_at=look_at, decided_at=request.decided_at or now)
    )
    unit.events.add(_EVENTS[change], now, actor=actor, request=request.id, data={"run": str(request.run)})
    tell_requester(unit, moved, now)
    return moved


def withdraw(unit: Unit, kinds: Kinds, request: Request, now: datetime, *, actor: str) -> Outcome:
    """Stop it: at once while it waits; work that runs is asked to stop, and says itself what could be stopped."""
    if not request.open:
        return Outcome(Code.NOT_CANCELLED, request.id, request.state)
    if not _at_work(unit, kinds, request):
        close(unit, request, Change.CANCEL, now, actor=actor)
        return Outcome(Code.CANCELLED, request.id)
    if not request.cancel_asked_by:
        unit.requests.save(replace(request, cancel_asked_by=actor))
        unit.events.add("request.cancel-asked", now, actor=actor, request=request.id)
    return Outcome(Code.CANCELLING, request.id)


def _at_work(unit: Unit, kinds: Kinds, request: Request) -> bool:
    return request.state is State.IN_PROGRESS and kinds[request.kind].at_work(unit.steps.of(request.id))


def tell_requester(unit: Unit, request: Request, now: datetime) -> None:
    """A message of its own: a card that changes makes no sound."""
    unit.notices.add(
        f"{request.id}/ended/{request.run}/{request.state}",
        "ended",
        Target.person(request.requester_id),
        now,
        request=request.id,
        data={"state": request.state},
    )


def expire(unit: Unit, request: Request, now: datetime) -> Request:
    return close(unit, request, Change.EXPIRE, now, actor=None)
