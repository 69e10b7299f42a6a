"""`release`: the end of a legal hold; what waited for it goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.card import Card, say
from domain.event import EventKind
from domain.notes import Note
from domain.outcome import Code
from domain.request import State
from domain.rights import RELEASE
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests.cancelling import resume
from handlers.requests.case import Case
from handlers.requests.hold import change
from handlers.requests.procedure import Kinds


async def release(deps: Deps, act: Act) -> Card:
    """What waited for the hold goes on at once."""
    if not act.request_id:
        return say(act.words.errors.which_request("release"))
    return await change(deps, act, lambda case: _release(case, deps.kinds))


def _release(case: Case, kinds: Kinds) -> Code:
    """All of them or none; whoever set one of them was turned away."""
    unit, holds = case.unit, case.unit.subjects.holds(case.id)
    if not holds:
        return Code.HOLD_NONE
    for hold in holds:
        unit.subjects.release(hold.subject_id)
        case.event(EventKind.SUBJECT_RELEASED, {"subject": hold.subject_id})
    since: dict[str, datetime] = {}
    for hold in sorted(holds, key=lambda hold: hold.at):
        for waiting in unit.requests.about(hold.subject_id):
            since.setdefault(waiting.id, hold.at)
    for ref, begun in since.items():
        other = Case.open(unit, ref, case.policy, case.now, case.by)
        assert other, "it is about somebody of the hold"
        _go_on(other, kinds, begun)
    return Code.HOLD_RELEASED


def _go_on(case: Case, kinds: Kinds, since: datetime) -> None:
    """What waited for the hold is done, unless another hold stops it. `since`: when the hold was set."""
    request, others = case.request, case.unit.subjects.holds(case.id)
    if request.state is State.PENDING_APPROVAL and request.kind.deletes:
        _give_time(case, since, min((hold.at for hold in others), default=case.now))
    if others:
        return
    kinds[request.kind].released(case)  # before it runs on: what it tells is told once a version of the request
    if any(step.note == Note.HELD for step in case.steps):
        resume(case)


def _give_time(case: Case, since: datetime, until: datetime) -> None:
    """Nobody could approve it meanwhile. `until`: from when on another hold stops it, whose release gives the rest."""
    lost = max(until - max(since, case.request.created_at), timedelta())
    case.save(expires_at=case.request.expires_at + lost, due_at=case.now)


COMMAND = Command(
    name="release",
    usage="release <request>",
    sentence="Releases a legal hold that someone else set.",
    example="release DSR-7K3QFA",
    who=RELEASE,
    typed=release,
    files=frozenset(),
)
