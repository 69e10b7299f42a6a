"""Saying that the person was answered where a request ended without an answer (GDPR Art. 12(3), 12(4))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.card import Answer, Field, Form, Input, say
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.request import StepState
from domain.result import OnDay
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.days import done_problem, filled_in, today
from handlers.requests.filling import filled, refilled
from handlers.requests.outcomes import about
from handlers.requests.owed import owed
from handlers.requests.refused import refusal_event
from handlers.requests.sealed import is_known
from handlers.requests.steps import new


async def ask(deps: Deps, act: Act) -> Answer:
    """The form, or at once why it is not to be filled in."""
    return await deps.storage.read(lambda unit: _ask(unit, act, today(deps)))


def _ask(unit: Unit, act: Act, day: date) -> Answer:
    request = unit.requests.get(act.request_id)
    if not request or not owed(unit, request, unit.steps.of(request.id)):
        return say(act.words.errors.NOT_OPEN)
    return _form(act, day)


def _form(act: Act, day: date) -> Form:
    fields = (
        Field(
            "day", act.words.erasure.ANSWER_DAY, Input.DATE, value=day.isoformat(), missing=act.words.errors.NEEDS_DAY
        ),
    )
    return Form("settle", act.ref, act.words.erasure.ANSWER_TITLE, act.words.plan.ANSWER_SUBMIT, fields)


async def settled(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    if bad := await deps.storage.read(lambda unit: _wrong(unit, act, today(deps))):
        return bad
    day = filled_in(act, "day") or today(deps)
    return await about(deps, act, lambda case: _settle(case, day))


def _wrong(unit: Unit, act: Act, day: date) -> Form | None:
    request = filled(unit, act)
    problem = done_problem(filled_in(act, "day"), request, day, act.words) if request else ""
    return refilled(_form(act, day), act, {"day": problem})


def _settle(case: Case, day: date) -> Outcome:
    if not owed(case.unit, case.request, case.steps):
        return Outcome(Code.SETTLED_NOT_OPEN, case.id)
    _answer(case, Note.TOLD_NO if refusal_event(case.unit, case.request) else Note.TOLD, day)
    return Outcome(Code.SETTLED_NOTED, case.id)


def settle_forgotten(case: Case) -> None:
    """Nobody knows any more who waited: their key was destroyed after they were answered."""
    case.add([new(case.request, StepKind.ANSWER)])
    step = next(step for step in case.steps if step.key == key_of(StepKind.ANSWER))
    case.put(replace(step, state=StepState.DONE, note=Note.FORGOTTEN, settled_at=case.now))


def _answer(case: Case, note: Note, day: date) -> None:
    """Keep on a request that has ended that the person was answered, and how: after their key, in the log alone."""
    case.add([new(case.request, StepKind.ANSWER)])
    step = next(step for step in case.steps if step.key == key_of(StepKind.ANSWER))
    data = {"step": step.key, "as": note}
    if not is_known(case.unit, case.request):
        case.put(replace(step, state=StepState.DONE, note=note, settled_at=case.now, told_on=day))
        data["day"] = day.isoformat()
    else:
        said = replace(case.facts(step, ErasureFacts), by=(case.person,))
        case.keep(step, StepState.DONE, note, said.saying(OnDay(day)), told_on=day)
    case.event(EventKind.ERASURE_ANSWER, data)
