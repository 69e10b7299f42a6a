"""`hold`: the legal hold on the person a request is about (GDPR Art. 17(3))."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from domain.card import Answer, Card, Field, Form, Input, say
from domain.cell import event_cell, hold_cell
from domain.event import EventKind
from domain.hold import Hold
from domain.outcome import Code, Outcome
from domain.rights import CHANGE
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests.case import Case
from handlers.requests.filling import refilled
from handlers.requests.outcomes import about

Do = Callable[[Case], Code]


async def hold(deps: Deps, act: Act) -> Answer:
    """`hold <request> <reason>`; without a reason, a form that asks for it."""
    if not act.request_id:
        return say(act.words.errors.which_request("hold"))
    reason = act.asked.ref.rest
    return await _set(deps, act, reason) if reason else _form(act)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in reason."""
    return refilled(_form(act), act) or await _set(deps, act, act.value("reason"))


def _form(act: Act) -> Form:
    fields = (Field("reason", act.words.hold.REASON, Input.PARAGRAPH, missing=act.words.hold.NEEDS_REASON),)
    return Form("hold", act.request_id, act.words.hold.TITLE, act.words.hold.HOLD, fields)


async def _set(deps: Deps, act: Act, reason: str) -> Card:
    return await change(deps, act, lambda case: _hold(case, reason))


async def change(deps: Deps, act: Act, do: Do) -> Card:
    """Something about the holds on the people of the request that the act names."""
    return await about(deps, act, lambda case: _about_somebody(case, do))


def _about_somebody(case: Case, do: Do) -> Outcome:
    return Outcome(do(case) if case.unit.subjects.of(case.id) else Code.HOLD_NOBODY, case.id)


def _hold(case: Case, reason: str) -> Code:
    """On every subject of the request that has none yet."""
    changed, subjects = False, case.unit.subjects
    for subject in subjects.of(case.id):
        sealed = subjects.seal(subject, reason, hold_cell(subject))
        if subjects.hold(Hold(subject_id=subject, by=case.person, at=case.now, reason=sealed)):
            changed = True
            logged = subjects.seal(subject, reason, event_cell(case.id, EventKind.SUBJECT_HELD))
            case.event(EventKind.SUBJECT_HELD, {"subject": subject, "reason": b64encode(logged).decode()})
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
