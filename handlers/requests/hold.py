"""`hold` and `release`: the legal hold on the person a request is about (GDPR Art. 17(3))."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain import rights, words
from domain.card import Answer, Card, Field, Form, Input, say
from domain.hold import Hold
from domain.notice import Outcome
from domain.request import Request, State
from domain.rights import CHANGE
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.cancelling import resume
from handlers.requests.filling import refilled
from handlers.requests.outcomes import once
from handlers.requests.procedure import Kinds

Do = Callable[[Unit, Request, datetime], str]


async def hold(deps: Deps, act: Act) -> Answer:
    """`hold <request> <reason>`; without a reason, a form that asks for it."""
    if not act.request_id:
        return say(words.which_request("hold"))
    reason = act.asked.ref.rest
    return await _set(deps, act, reason) if reason else _form(act.request_id)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_form(act.request_id), act) or await _set(deps, act, act.value("reason"))


def _form(ref: str) -> Form:
    fields = (Field("reason", words.HOLD_REASON, Input.PARAGRAPH, missing=words.NEEDS_HOLD_REASON),)
    return Form("hold", ref, words.HOLD_TITLE, words.HOLD, fields)


async def release(deps: Deps, act: Act) -> Card:
    """What waited for the hold goes on at once."""
    if not act.request_id:
        return say(words.which_request("release"))
    return await _change(deps, act, lambda unit, request, now: _release(unit, deps.kinds, request, act, now))


async def _set(deps: Deps, act: Act, reason: str) -> Card:
    return await _change(deps, act, lambda unit, request, now: _hold(unit, request, act, reason, now))


async def _change(deps: Deps, act: Act, do: Do) -> Card:
    return await once(deps, act, lambda unit, now: _about_somebody(unit, act.request_id, do, now))


def _about_somebody(unit: Unit, ref: str, do: Do, now: datetime) -> Outcome:
    request = unit.requests.get(ref)
    if not request:
        return Outcome("unknown", ref)
    if not unit.subjects.of(request.id):
        return Outcome("hold:nobody", request.id)
    return Outcome(f"hold:{do(unit, request, now)}", request.id)


def _hold(unit: Unit, request: Request, act: Act, reason: str, now: datetime) -> str:
    """On every subject of the request that has none yet."""
    changed = False
    for subject in unit.subjects.of(request.id):
        sealed = unit.subjects.seal(subject, reason)
        if unit.subjects.hold(Hold(subject_id=subject, by=act.person.id, at=now, reason=sealed)):
            changed = True
            data = {"subject": subject, "reason": b64encode(sealed).decode()}
            unit.events.add("subject.held", now, actor=act.person.id, request=request.id, data=data)
            _redraw(unit, subject)
    return "set" if changed else "there"


def _release(unit: Unit, kinds: Kinds, request: Request, act: Act, now: datetime) -> str:
    """All of them or none; whoever set one of them was turned away."""
    holds = unit.subjects.holds(request.id)
    if not holds:
        return "none"
    for hold in holds:
        unit.subjects.release(hold.subject_id)
        data = {"subject": hold.subject_id}
        unit.events.add("subject.released", now, actor=act.person.id, request=request.id, data=data)
        _redraw(unit, hold.subject_id)
    since: dict[str, datetime] = {}
    for hold in sorted(holds, key=lambda hold: hold.at):
        for waiting in unit.requests.about(hold.subject_id):
            since.setdefault(waiting.id, hold.at)
    for ref, begun in since.items():
        _go_on(unit, kinds, ref, begun, act, now)
    return "released"


def _go_on(unit: Unit, kinds: Kinds, ref: str, since: datetime, act: Act, now: datetime) -> None:
    """What waited for the hold is done, unless another hold stops it. `since`: when the hold was set."""
    request, steps, others = unit.requests.get(ref), unit.steps.of(ref), unit.subjects.holds(ref)
    assert request, "it is about somebody of the hold"
    if request.state is State.PENDING_APPROVAL and request.kind.deletes:
        _give_time(unit, request, since, min((hold.at for hold in others), default=now), now)
    if others:
        return
    if any(step.note == "held" for step in steps):
        resume(unit, ref, now, actor=act.person.id)
    kinds[request.kind].released(unit, request, steps, now)


def _give_time(unit: Unit, request: Request, since: datetime, until: datetime, now: datetime) -> None:
    """Nobody could approve it meanwhile. `until`: from when on another hold stops it, whose release gives the rest."""
    lost = max(until - max(since, request.created_at), timedelta())
    unit.requests.save(replace(request, expires_at=request.expires_at + lost, due_at=now))


def _redraw(unit: Unit, subject_id: str) -> None:
    for request in unit.requests.about(subject_id):
        unit.requests.touch(request.id)


HOLD = Command(
    name="hold",
    usage="hold <request> <reason>",
    sentence="A legal hold on the person: nothing of theirs is deleted.",
    example="hold DSR-7K3QFA a court case",
    who=CHANGE,
    typed=hold,
    submitted=submitted,
)
RELEASE = Command(
    name="release",
    usage="release <request>",
    sentence="Releases a legal hold that someone else set.",
    example="release DSR-7K3QFA",
    who=rights.RELEASE,
    typed=release,
)
