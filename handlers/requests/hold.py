"""`hold`: the legal hold on the person a request is about, or on one who is named (GDPR Art. 17(3))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.card import Answer, Card, Field, Form, Input
from domain.filled import again
from domain.outcome import Code, Outcome
from domain.reasons import may_end
from domain.rights import HOLD
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests import held_person
from handlers.requests.case import Case
from handlers.requests.filling import refilled
from handlers.requests.holding import SET, put, tell
from handlers.requests.outcomes import about
from handlers.requests.sealed import details


async def hold(deps: Deps, act: Act) -> Answer:
    """`hold <request> <reason>`, or a person in the place of the request; a form asks for what is missing, and back
    where the reason may be meant to end a hold."""
    if not act.request_id:
        return await held_person.hold_person(deps, act)
    reason = act.asked.ref.rest
    return _asked_back(act, reason) if may_end(reason) else await _set(deps, act, reason)


async def ask(_: Deps, act: Act) -> Answer:
    """For a place where others would read the address."""
    return held_person.form(act.words)


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    if not act.request_id:
        return await held_person.submitted(deps, act)
    return refilled(_form(act), act) or await _set(deps, act, act.value("reason"))


def _asked_back(act: Act, reason: str) -> Form:
    told = act.words.hold.sets(act.request_id) if reason else ""
    return replace(again(_form(act), {"reason": (reason,)}, {}), text=told)


def _form(act: Act) -> Form:
    fields = (Field("reason", act.words.hold.REASON, Input.PARAGRAPH, missing=act.words.hold.NEEDS_REASON),)
    return Form("hold", act.request_id, act.words.hold.TITLE, act.words.hold.HOLD, fields)


async def _set(deps: Deps, act: Act, reason: str) -> Card:
    return await about_somebody(deps, act, lambda case: Outcome(_hold(case, act, reason), case.id))


async def about_somebody(deps: Deps, act: Act, do: Callable[[Case], Outcome]) -> Card:
    """Something about the holds on the people of the request that the act names."""
    return await about(deps, act, lambda case: do(case) if case.unit.subjects.of(case.id) else _nobody(case))


def _nobody(case: Case) -> Outcome:
    return Outcome(Code.HOLD_NOBODY, case.id)


def _hold(case: Case, act: Act, reason: str) -> Code:
    """On every human of the request, beside what stands there."""
    named = _named(case)
    changed = [
        hold
        for subject in case.unit.subjects.of(case.id)
        for hold in put(case.unit, act, subject, reason, named.get(subject), case.id, case.now)
    ]
    if not changed:
        return Code.HOLD_THERE
    tell(case.unit, changed, SET, case.person, case.now)
    return Code.HOLD_SET


def _named(case: Case) -> dict[str, str]:
    """Those whom the request is about, as it names them, by subject."""
    found = {str(one): case.unit.subjects.known(str(one)) for one in details(case.unit, case.request)["subjects"]}
    return {subject: one for one, subject in found.items() if subject}


COMMAND = Command(
    name="hold",
    usage="hold <request | e-mail> <reason>",
    sentence="A legal hold on the person: nothing of theirs is deleted.",
    example="hold anna@contoso.com a court case",
    who=HOLD,
    behind=Behind.READ,
    typed=hold,
    files=frozenset(),
    form=ask,
    submitted=submitted,
)
