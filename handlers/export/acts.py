"""What the tenant admin does about an export: send, confirm, tell what came, and say that the person was answered.

These are acts and no votes: whoever filed the request may do them (design §5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from domain.card import Answer, Card, Field, Form, Input, Option
from domain.drawing.results import drawn
from domain.export import plan as ticket
from domain.export.plan import Deed, Stage
from domain.mail.message import Meaning, StoredMail
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.policy import Policy
from domain.refresh.typed import read_day
from domain.request import BEGUN, Request, Step, StepState
from domain.result import ByMail, OnDay, kept
from domain.rights import TICKET, TICKET_PART
from domain.words import en as words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.export.inbox_moves import deliver
from handlers.export.turn import add_reminder, begin_run, go_on
from handlers.ports import Unit
from handlers.requests.days import ahead, filled_in, today
from handlers.requests.filling import fits, refilled
from handlers.requests.gate import against
from handlers.requests.outcomes import once
from handlers.requests.sealed import told_by
from handlers.requests.signer import Signer
from handlers.requests.steps import keep

OUT, NOT_OUT = "out", "not_out"


async def ask(deps: Deps, act: Act) -> Answer:
    """A button of the ticket: what needs no more words is done, the rest gets its form."""
    form = await deps.storage.read(lambda unit: _form(unit, deps, act))
    return form or await done(deps, act)


async def done(deps: Deps, act: Act) -> Answer:
    """The filled-in form, or a button that needs none."""
    form = await deps.storage.read(lambda unit: _filled_in(unit, deps, act))
    if form and (bad := refilled(form, act, {"day": ahead(filled_in(act, "day"), today(deps))})):
        return bad
    return await once(deps, act, lambda unit, now: _do(unit, deps.policy, act, now))


async def remind(deps: Deps, act: Act) -> Card:
    """Write to Microsoft's team once more."""
    return await once(deps, act, lambda unit, now: _remind(unit, deps.policy, act, now))


def _find(unit: Unit, policy: Policy, act: Act) -> tuple[Request, Step, Deed | None] | None:
    """A stage by its request and position, and what can be done about it now."""
    request, steps, part = unit.requests.get(act.request_id), unit.steps.of(act.request_id), act.asked.ref.part
    step = next((step for step in steps if str(step.position) == part and ticket.stage_of(step.key)), None)
    if not request or not step:
        return None
    deed = ticket.open_to(step, steps, guided=policy.mail.guided)
    return request, step, deed if _goes_on(request, policy) else None


def _goes_on(request: Request, policy: Policy) -> bool:
    return request.state in BEGUN and request.environment == policy.environment


def _form(unit: Unit, deps: Deps, act: Act) -> Form | None:
    """None where there is nothing to ask; `_do` says why, or does it."""
    found = _find(unit, deps.policy, act)
    if not found or against(unit, act):
        return None
    request, step, deed = found
    if deed is None or deed is Deed.SEND:
        return None
    mail = _meant(unit, act, request)
    day = mail.received_at.astimezone(deps.policy.timezone).date() if mail else today(deps)
    title, fields = _FORMS[deed](ticket.stage_of(step.key), day)
    text = words.mail.rests_on(drawn(_told(unit, mail), deps.policy.timezone, act.words)) if mail else ""
    return Form("ticket", act.ref, title, words.export.SUBMITS_OF_MAIL[deed], fields, text)


def _filled_in(unit: Unit, deps: Deps, act: Act) -> Form | None:
    """The form as it is now; None where it was sent before, or something else is asked by now: `_do` says so."""
    form = None if unit.deliveries.seen(act.delivery) else _form(unit, deps, act)
    return form if form and fits(form, act) else None


_Made = tuple[str, tuple[Field, ...]]


def _day(label: str, value: date) -> Field:
    return Field("day", label, Input.DATE, value=value.isoformat(), missing=words.errors.NEEDS_DAY)


def _came(stage: Stage | None, day: date) -> _Made:
    files = Field(
        "files",
        words.export.CAME_FILES,
        Input.PARAGRAPH,
        hint=words.export.CAME_FILES_HINT,
        missing=words.export.NEEDS_FILES,
    )
    more = (files,) if stage is Stage.DELIVERY else ()
    return words.export.CAME_TITLE, (_day(words.export.CAME_DAY, day), *more)


def _resolve(_: Stage | None, __: date) -> _Made:
    options = Option(OUT, words.export.WENT_OUT), Option(NOT_OUT, words.export.DID_NOT_GO_OUT)
    return words.export.RESOLVE_TITLE, (Field("choice", words.export.RESOLVE_FIELD, Input.ONE_OF, options),)


_FORMS: dict[Deed, Callable[[Stage | None, date], _Made]] = {
    Deed.SENT: lambda _, day: (words.export.SENT_TITLE, (_day(words.export.SENT_DAY, day),)),
    Deed.RESOLVE: _resolve,
    Deed.CAME: _came,
    Deed.ANSWER: lambda _, day: (words.erasure.ANSWER_TITLE, (_day(words.erasure.ANSWER_DAY, day),)),
}


def _do(unit: Unit, policy: Policy, act: Act, now: datetime) -> Outcome:
    found = _find(unit, policy, act)
    if not found:
        return Outcome(Code.TICKET_NOT_OPEN, act.request_id)
    request, step, deed = found
    if deed is None or not _apply(unit, policy, request, step, deed, act, now):
        return Outcome(Code.TICKET_NOT_OPEN, request.id)
    data = {"step": step.key}
    unit.events.add(f"export.{deed}", now, actor=act.person.id, request=request.id, data=data)
    return _after(unit, policy, request.id, now)


def _after(unit: Unit, policy: Policy, request_id: str, now: datetime) -> Outcome:
    """Letters are sent at once; everything else only moves the row."""
    request = unit.requests.get(request_id)
    if request and ticket.to_send(unit.steps.of(request_id)):
        begin_run(unit, request, policy, now)
        return Outcome(Code.TICKET_SENDING, request_id)
    go_on(unit, request_id, policy, now)
    return Outcome(Code.TICKET_NOTED, request_id)


def _apply(unit: Unit, policy: Policy, request: Request, step: Step, deed: Deed, act: Act, now: datetime) -> bool:
    """False where the form does not fit what is asked now: its card was old."""
    by, day, choice = act.person.id, act.value("day"), act.value("choice")
    told: OnDay | ByMail | None = OnDay(read_day(day), act.person.name) if day else None
    mail = _meant(unit, act, request) if deed is Deed.CAME else None
    if mail:
        told = replace(_told(unit, mail), by=act.person.name)
    match deed:
        case Deed.SEND:
            signer = Signer.of(unit, by)
            keep(unit, step, now, StepState.RUNNING, ticket.TO_SEND, **signer.kept, again="")
        case Deed.SENT if day:
            keep(unit, step, now, StepState.DONE, Note.SENT, by=by, **kept(told))
        case Deed.RESOLVE if choice == OUT:
            keep(unit, step, now, StepState.DONE, Note.SENT, by=by)
        case Deed.RESOLVE if choice == NOT_OUT:
            keep(unit, step, now, StepState.RUNNING, ticket.TO_SEND, again="yes")
        case Deed.CAME if day and ticket.stage_of(step.key) is Stage.QUESTION:
            meant = told_by(unit, mail) if mail else _unclear(unit, request)
            asked = {"mail": meant.get("message_id", ""), "question": meant.get("said", "") if mail else ""}
            keep(unit, step, now, StepState.DONE, Note.ASKED, by=by, **kept(told), **asked)
        case Deed.CAME if told and act.value("files"):
            names = act.value("files").replace(",", "\n").split("\n")
            files = tuple(name.strip() for name in names if name.strip())
            deliver(unit, request, step, now, files, replace(told, files=files), by=by)
        case Deed.ANSWER if day:
            keep(unit, step, now, StepState.DONE, Note.TOLD, by=by, **kept(told))
        case _:
            return False
    return True


def _meant(unit: Unit, act: Act, request: Request) -> StoredMail | None:
    """The mail whose button was pressed."""
    found = unit.mails.get(int(act.asked.ref.mail)) if act.asked.ref.mail else None
    return found if found and found.request_id == request.id else None


def _told(unit: Unit, mail: StoredMail) -> ByMail:
    told = told_by(unit, mail)
    return ByMail(mail.received_at, told["from"], told["subject"])


def _unclear(unit: Unit, request: Request) -> dict[str, str]:
    """The mail that a person may mean who names none, so that the answer stands in its thread: the last unclear one."""
    found = [mail for mail in unit.mails.of(request.id) if mail.meaning is Meaning.UNCLEAR]
    return told_by(unit, found[-1]) if found else {}


def _remind(unit: Unit, policy: Policy, act: Act, now: datetime) -> Outcome:
    request, steps = unit.requests.get(act.request_id), unit.steps.of(act.request_id)
    if not request:
        return Outcome(Code.UNKNOWN, act.request_id)
    if not _goes_on(request, policy) or not ticket.may_remind(steps, guided=policy.mail.guided):
        return Outcome(Code.TICKET_NOT_OPEN, request.id)
    add_reminder(unit, request, steps, now, Signer.of(unit, act.person.id))
    unit.events.add("export.remind", now, actor=act.person.id, request=request.id)
    return _after(unit, policy, request.id, now)


BUTTONS: Buttons = {
    "ticket": Served(TICKET_PART, do=ask, sent=done, on_card=True),
    "mail-came": Served(TICKET_PART, do=ask),
    "remind": Served(TICKET, do=remind, on_card=True),
}
