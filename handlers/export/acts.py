"""What the tenant admin does about an export: send, confirm, tell what came, and say that the person was answered.

These are acts and no votes: whoever filed the request may do them (design §5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from domain.card import Answer, Card, Field, Form, Input, Option
from domain.drawing.results import drawn
from domain.event import EventKind
from domain.export import plan as ticket
from domain.export.facts import ExportFacts
from domain.export.plan import Deed, Stage
from domain.mail.message import Meaning, StoredMail
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.refresh.typed import read_day
from domain.refs import mark_of
from domain.request import BEGUN, Step, StepState
from domain.result import ByMail, OnDay
from domain.rights import TICKET, TICKET_PART
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.export.inbox_moves import deliver
from handlers.export.turn import add_reminder, begin_run, go_on
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.days import done_problem, filled_in, today
from handlers.requests.filling import fits, refilled
from handlers.requests.gate import against
from handlers.requests.outcomes import about
from handlers.requests.sealed import told_by
from handlers.requests.signer import Signer

OUT, NOT_OUT = "out", "not_out"
EVENTS: Mapping[Deed, EventKind] = {
    Deed.SEND: EventKind.EXPORT_SEND,
    Deed.SENT: EventKind.EXPORT_SENT,
    Deed.RESOLVE: EventKind.EXPORT_RESOLVE,
    Deed.CAME: EventKind.EXPORT_CAME,
    Deed.ANSWER: EventKind.EXPORT_ANSWER,
}


async def ask(deps: Deps, act: Act) -> Answer:
    """A button of the ticket: what needs no more words is done, the rest gets its form."""
    form = await deps.storage.read(lambda unit: _form(unit, deps, act))
    return form or await done(deps, act)


async def done(deps: Deps, act: Act) -> Answer:
    """The filled-in form, or a button that needs none."""
    if bad := await deps.storage.read(lambda unit: _wrong(unit, deps, act)):
        return bad
    return await about(deps, act, lambda case: _do(case, act))


async def remind(deps: Deps, act: Act) -> Card:
    """Write to Microsoft's team once more."""
    return await about(deps, act, _remind)


def _find(case: Case, act: Act) -> tuple[Step, Deed] | None:
    """A stage by its position, and what can be done about it now; None: nothing."""
    part = act.asked.ref.part
    step = next((step for step in case.steps if str(step.position) == part and ticket.stage_of(step.key)), None)
    deed = ticket.open_to(step, case.steps, guided=case.policy.mail.guided) if step and _goes_on(case) else None
    return (step, deed) if step and deed else None


def _goes_on(case: Case) -> bool:
    return case.request.state in BEGUN and case.request.environment == case.policy.environment


def _form(unit: Unit, deps: Deps, act: Act) -> Form | None:
    """None where there is nothing to ask; `_do` says why, or does it."""
    case = Case.of(unit, deps, act, deps.clock())
    found = _find(case, act) if case and not against(unit, act) else None
    if not found or found[1] is Deed.SEND:
        return None
    step, deed = found
    mail = _meant(unit, act)
    day = mail.received_at.astimezone(deps.policy.timezone).date() if mail else today(deps)
    title, fields = _FORMS[deed](act.words, ticket.stage_of(step.key), day)
    ref = f"{act.ref.partition('~')[0]}~{_doubt(step)}" if deed is Deed.RESOLVE else act.ref
    text = act.words.mail.rests_on(drawn(_told(unit, mail), deps.policy.timezone, act.words)) if mail else ""
    return Form("ticket", ref, title, act.words.export.SUBMITS_OF_MAIL[deed], fields, text)


def _wrong(unit: Unit, deps: Deps, act: Act) -> Form | None:
    """The form as it is now, where something of it is wrong; not where it was sent before, or something else is asked
    by now: `_do` says so."""
    form, request = _form(unit, deps, act), unit.requests.get(act.request_id)
    if unit.deliveries.seen(act.delivery) or not form or not request or not fits(form, act):
        return None
    return refilled(form, act, {"day": done_problem(filled_in(act, "day"), request, today(deps), act.words)})


_Made = tuple[str, tuple[Field, ...]]


def _day(words: Words, label: str, value: date) -> Field:
    return Field("day", label, Input.DATE, value=value.isoformat(), missing=words.errors.NEEDS_DAY)


def _came(words: Words, stage: Stage | None, day: date) -> _Made:
    files = Field(
        "files",
        words.export.CAME_FILES,
        Input.PARAGRAPH,
        hint=words.export.CAME_FILES_HINT,
        missing=words.export.NEEDS_FILES,
    )
    more = (files,) if stage is Stage.DELIVERY else ()
    return words.export.CAME_TITLE, (_day(words, words.export.CAME_DAY, day), *more)


def _resolve(words: Words, _: Stage | None, __: date) -> _Made:
    options = Option(OUT, words.export.WENT_OUT), Option(NOT_OUT, words.export.DID_NOT_GO_OUT)
    return words.export.RESOLVE_TITLE, (Field("choice", words.export.RESOLVE_FIELD, Input.ONE_OF, options),)


_FORMS: dict[Deed, Callable[[Words, Stage | None, date], _Made]] = {
    Deed.SENT: lambda words, _, day: (words.export.SENT_TITLE, (_day(words, words.export.SENT_DAY, day),)),
    Deed.RESOLVE: _resolve,
    Deed.CAME: _came,
    Deed.ANSWER: lambda words, _, day: (words.erasure.ANSWER_TITLE, (_day(words, words.erasure.ANSWER_DAY, day),)),
}


def _do(case: Case, act: Act) -> Outcome:
    found = _find(case, act)
    if found and found[1] is Deed.RESOLVE and act.asked.ref.shown != _doubt(found[0]):
        return Outcome(Code.TICKET_OTHER_DOUBT, case.id)
    if not found or not _apply(case, *found, act):
        return Outcome(Code.TICKET_NOT_OPEN, case.id)
    step, deed = found
    case.event(EVENTS[deed], {"step": step.key})
    return _after(case)


def _doubt(step: Step) -> str:
    """Which doubt somebody was asked about: what they saw then says nothing of an attempt that was made since."""
    return mark_of(f"{step.key} {step.settled_at}")


def _after(case: Case) -> Outcome:
    """Letters are sent at once; everything else only moves the row."""
    if ticket.to_send(case.steps):
        begin_run(case)
        return Outcome(Code.TICKET_SENDING, case.id)
    go_on(case)
    return Outcome(Code.TICKET_NOTED, case.id)


def _apply(case: Case, step: Step, deed: Deed, act: Act) -> bool:
    """False where the form does not fit what is asked now: its card was old."""
    unit = case.unit
    by, day, choice = act.person.id, act.value("day"), act.value("choice")
    told: OnDay | ByMail | None = OnDay(read_day(day), act.person.name) if day else None
    mail = _meant(unit, act) if deed is Deed.CAME else None
    if mail:
        told = replace(_told(unit, mail), by=act.person.name)
    known = case.facts(step, ExportFacts)
    said = replace(known, by=by)
    match deed:
        case Deed.SEND:
            signer = Signer.of(unit, by)
            signed = replace(known, by=signer.by, signed=signer.signed, again=False, tried=False)
            case.keep(step, StepState.RUNNING, ticket.TO_SEND, signed)
        case Deed.SENT if day:
            case.keep(step, StepState.DONE, Note.SENT, said.saying(told))
        case Deed.RESOLVE if choice == OUT:
            case.keep(step, StepState.DONE, Note.SENT, said)
        case Deed.RESOLVE if choice == NOT_OUT:
            case.keep(step, StepState.RUNNING, ticket.TO_SEND, replace(known, again=True, tried=False))
        case Deed.CAME if day and ticket.stage_of(step.key) is Stage.QUESTION:
            meant = told_by(unit, mail) if mail else _unclear(case)
            question = meant.get("said", "") if mail else ""
            asked = replace(said, mail=meant.get("message_id", ""), question=question)
            case.keep(step, StepState.DONE, Note.ASKED, asked.saying(told))
        case Deed.CAME if told and act.value("files"):
            names = act.value("files").replace(",", "\n").split("\n")
            files = tuple(name.strip() for name in names if name.strip())
            deliver(case, step, files, said.saying(replace(told, files=files)))
        case Deed.ANSWER if day:
            case.keep(step, StepState.DONE, Note.TOLD, said.saying(told), told_on=read_day(day))
        case _:
            return False
    return True


def _meant(unit: Unit, act: Act) -> StoredMail | None:
    """The mail whose button was pressed."""
    found = unit.mails.get(int(act.asked.ref.mail)) if act.asked.ref.mail else None
    return found if found and found.request_id == act.request_id else None


def _told(unit: Unit, mail: StoredMail) -> ByMail:
    told = told_by(unit, mail)
    return ByMail(mail.received_at, told.get("from", ""), told.get("subject", ""))


def _unclear(case: Case) -> dict[str, str]:
    """The mail that a person may mean who names none, so that the answer stands in its thread: the last unclear one."""
    found = [mail for mail in case.unit.mails.of(case.id) if mail.meaning is Meaning.UNCLEAR]
    return told_by(case.unit, found[-1]) if found else {}


def _remind(case: Case) -> Outcome:
    if not _goes_on(case) or not ticket.may_remind(case.steps, guided=case.policy.mail.guided):
        return Outcome(Code.TICKET_NOT_OPEN, case.id)
    add_reminder(case, Signer.of(case.unit, case.person))
    case.event(EventKind.EXPORT_REMIND)
    return _after(case)


BUTTONS: Buttons = {
    "ticket": Served(TICKET_PART, do=ask, sent=done, on_card=True),
    "mail-came": Served(TICKET_PART, do=ask),
    "remind": Served(TICKET, do=remind, on_card=True),
}
