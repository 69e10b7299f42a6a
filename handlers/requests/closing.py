"""Ends of a request: the state, its audit event and the notice to the requester, always together."""

from __future__ import annotations

from domain.event import EventKind
from domain.notice import NoticeKind
from domain.outcome import Code, Outcome
from domain.request import UNANSWERED, Change, State, after
from domain.target import Target
from handlers.requests.batch import members
from handlers.requests.case import Case
from handlers.requests.ending import keep_end
from handlers.requests.procedure import Kinds

EVENTS = {
    Change.DENY: EventKind.REQUEST_DENIED,
    Change.EXPIRE: EventKind.REQUEST_EXPIRED,
    Change.CANCEL: EventKind.REQUEST_CANCELLED,
    Change.SETTLE: EventKind.REQUEST_COMPLETED,
    Change.STALL: EventKind.REQUEST_STALLED,
    Change.REFUSE: EventKind.REQUEST_REFUSED,
}
_OF_ALL = frozenset({Change.DENY, Change.EXPIRE, Change.CANCEL})  # of a batch: what ends for all its people
_AS_IT_SHOULD = frozenset({Change.SETTLE, Change.STALL})  # of one of a batch: the batch tells how many have come there
_OF_PEOPLE = frozenset({Change.DENY, Change.CANCEL, Change.REFUSE})  # the others come by themselves


def close(case: Case, change: Change, *, quiet: bool = False) -> None:
    """Move the request to where `change` leads and tell the requester, in this transaction.

    Whoever waits for an answer still does: then the sweep looks at it at once, and knows when it must again. `quiet`:
    of one of a batch, whose end the batch tells.
    """
    request, now = case.request, case.now
    state = after(request.state, change)
    ended = None if change is Change.STALL else now
    waits = state in UNANSWERED and request.by_law and case.unit.subjects.of(case.id)
    look_at = request.due_at if change is Change.STALL else now if waits else None
    if ended:
        keep_end(case.unit, request, state, ended)
    case.save(state=state, closed_at=ended, due_at=look_at, decided_at=request.decided_at or now)
    case.unit.events.add(EVENTS[change], now, actor=_who(case, change), request=case.id, data={"run": str(request.run)})
    if not quiet and not (request.batch and change in _AS_IT_SHOULD):
        tell_requester(case)
    if change in _OF_ALL:
        case.by = case.by or _who(case, change)
        for member in members(case):
            _close_with(member, change)


def _close_with(member: Case, change: Change) -> None:
    """What is at work for one person of a batch is asked to stop, and says itself what could be stopped."""
    request = member.request
    if request.open and (request.state is not State.IN_PROGRESS or not request.run):
        close(member, change, quiet=True)
    elif request.open and member.by and not request.cancel_asked_by:
        member.save(cancel_asked_by=member.by)
        member.event(EventKind.REQUEST_CANCEL_ASKED)


def _who(case: Case, change: Change) -> str | None:
    """Work that was asked to stop is stopped by who asked for it."""
    asked = case.request.cancel_asked_by if change is Change.CANCEL else None
    return case.by or asked if change in _OF_PEOPLE else None


def withdraw(case: Case, kinds: Kinds) -> Outcome:
    """Stop it: at once while it waits; work that runs is asked to stop, and says itself what could be stopped."""
    if not case.request.open:
        return Outcome(Code.NOT_CANCELLED, case.id, case.request.state)
    if not _at_work(case, kinds):
        close(case, Change.CANCEL)
        return Outcome(Code.CANCELLED, case.id)
    if not case.request.cancel_asked_by:
        case.save(cancel_asked_by=case.person)
        case.event(EventKind.REQUEST_CANCEL_ASKED)
    return Outcome(Code.CANCELLING, case.id)


def _at_work(case: Case, kinds: Kinds) -> bool:
    begun = case.request.state is State.IN_PROGRESS and case.request.run > 0  # one of a batch waits for its turn
    return begun and kinds[case.request.kind].at_work(case.steps)


def tell_requester(case: Case) -> None:
    """A message of its own: a card that changes makes no sound."""
    request = case.request
    key = f"ended/{request.run}/{request.state}"
    case.notice(key, NoticeKind.ENDED, Target.person(request.requester_id), {"state": request.state})
    case.tell_below(key, {"as": request.state})
