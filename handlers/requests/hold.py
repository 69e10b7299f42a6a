"""`hold`: the legal hold on the person a request is about (GDPR Art. 17(3))."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime

from domain.card import Answer, Card, Field, Form, Input, say
from domain.hold import Hold
from domain.outcome import Code, Outcome
from domain.request import Request
from domain.rights import CHANGE
from domain.words import en as words
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.filling import refilled
from handlers.requests.outcomes import once

Do = Callable[[Unit, Request, datetime], Code]


async def hold(deps: Deps, act: Act) -> Answer:
    """`hold <request> <reason>`; without a reason, a form that asks for it."""
    if not act.request_id:
        return say(words.errors.which_request("hold"))
    reason = act.asked.ref.rest
    return await _set(deps, act, reason) if reason else _form(act.request_id)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_form(act.request_id), act) or await _set(deps, act, act.value("reason"))


def _form(ref: str) -> Form:
    fields = (Field("reason", words.hold.REASON, Input.PARAGRAPH, missing=words.hold.NEEDS_REASON),)
    return Form("hold", ref, words.hold.TITLE, words.hold.HOLD, fields)


async def _set(deps: Deps, act: Act, reason: str) -> Card:
    return await change(deps, act, lambda unit, request, now: _hold(unit, request, act, reason, now))


async def change(deps: Deps, act: Act, do: Do) -> Card:
    """Something about the holds on the people of the request that the act names; `do` is given now."""
    return await once(deps, act, lambda unit, now: _about_somebody(unit, act.request_id, do, now))


def _about_somebody(unit: Unit, ref: str, do: Do, now: datetime) -> Outcome:
    request = unit.requests.get(ref)
    if not request:
        return Outcome(Code.UNKNOWN, ref)
    if not unit.subjects.of(request.id):
        return Outcome(Code.HOLD_NOBODY, request.id)
    return Outcome(do(unit, request, now), request.id)


def _hold(unit: Unit, request: Request, act: Act, reason: str, now: datetime) -> Code:
    """On every subject of the request that has none yet."""
    changed = False
    for subject in unit.subjects.of(request.id):
        sealed = unit.subjects.seal(subject, reason)
        if unit.subjects.hold(Hold(subject_id=subject, by=act.person.id, at=now, reason=sealed)):
            changed = True
            data = {"subject": subject, "reason": b64encode(sealed).decode()}
            unit.events.add("subject.held", now, actor=act.person.id, request=request.id, data=data)
    return Code.HOLD_SET if changed else Code.HOLD_THERE


COMMAND = Command(
    name="hold",
    usage="hold <request> <reason>",
    sentence="A legal hold on the person: nothing of theirs is deleted.",
    example="hold DSR-7K3QFA a court case",
    who=CHANGE,
    typed=hold,
    files=frozenset(),
    submitted=submitted,
)
