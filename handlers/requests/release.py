"""`release`: the end of a legal hold; what waited for it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.card import Card, say
from domain.notes import Note
from domain.outcome import Code
from domain.request import Request, State
from domain.rights import RELEASE
from domain.words import en as words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.cancelling import resume
from handlers.requests.hold import change
from handlers.requests.procedure import Kinds


async def release(deps: Deps, act: Act) -> Card:
    """What waited for the hold goes on at once."""
    if not act.request_id:
        return say(words.errors.which_request("release"))
    return await change(deps, act, lambda unit, request, now: _release(unit, deps.kinds, request, act, now))


def _release(unit: Unit, kinds: Kinds, request: Request, act: Act, now: datetime) -> Code:
    """All of them or none; whoever set one of them was turned away."""
    holds = unit.subjects.holds(request.id)
    if not holds:
        return Code.HOLD_NONE
    for hold in holds:
        unit.subjects.release(hold.subject_id)
        data = {"subject": hold.subject_id}
        unit.events.add("subject.released", now, actor=act.person.id, request=request.id, data=data)
    since: dict[str, datetime] = {}
    for hold in sorted(holds, key=lambda hold: hold.at):
        for waiting in unit.requests.about(hold.subject_id):
            since.setdefault(waiting.id, hold.at)
    for ref, begun in since.items():
        _go_on(unit, kinds, ref, begun, act, now)
    return Code.HOLD_RELEASED


def _go_on(unit: Unit, kinds: Kinds, ref: str, since: datetime, act: Act, now: datetime) -> None:
    """What waited for the hold is done, unless another hold stops it. `since`: when the hold was set."""
    request, steps, others = unit.requests.get(ref), unit.steps.of(ref), unit.subjects.holds(ref)
    assert request, "it is about somebody of the hold"
    if request.state is State.PENDING_APPROVAL and request.kind.deletes:
        _give_time(unit, request, since, min((hold.at for hold in others), default=now), now)
    if others:
        return
    if any(step.note == Note.HELD for step in steps):
        resume(unit, ref, now, actor=act.person.id)
    kinds[request.kind].released(unit, request, steps, now)


def _give_time(unit: Unit, request: Request, since: datetime, until: datetime, now: datetime) -> None:
    """Nobody could approve it meanwhile. `until`: from when on another hold stops it, whose release gives the rest."""
    lost = max(until - max(since, request.created_at), timedelta())
    unit.requests.save(replace(request, expires_at=request.expires_at + lost, due_at=now))


COMMAND = Command(
    name="release",
    usage="release <request>",
    sentence="Releases a legal hold that someone else set.",
    example="release DSR-7K3QFA",
    who=RELEASE,
    typed=release,
    files=frozenset(),
)
