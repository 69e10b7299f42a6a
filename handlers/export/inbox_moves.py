"""What a mail changes in its ticket, and how that is taken back where the mail was not what it was taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.export import plan as ticket
from domain.export.letters import Purpose
from domain.export.plan import Stage
from domain.mail.files import data_files, is_machine_readable
from domain.mail.message import Mail, Meaning, Reading
from domain.mail.text import excerpt
from domain.notes import Note
from domain.request import Request, Step, StepState
from domain.result import ByMail, Result, kept
from handlers.ports import Unit
from handlers.requests.sealed import details, private
from handlers.requests.steps import keep

_RESTS_ON = ("mail", "result", "detail", "at", "question", "by")  # what a step keeps of the mail that settled it


def moves(unit: Unit, request: Request, mail: Mail, reading: Reading, now: datetime) -> bool:
    """Whether the mail changed the ticket, so that its card says it; every other one is told by itself."""
    steps = unit.steps.of(request.id)
    told = ByMail(mail.received, mail.sender, mail.subject)
    match reading.meaning if request.open else None:
        case Meaning.CONFIRMATION_ASKED:
            return _asked(unit, steps, mail, told, now)
        case Meaning.DELIVERED:
            return _delivered(unit, request, steps, mail, told, now)
        case Meaning.BOUNCE if reading.reason != "other_recipient":
            return _bounced(unit, steps, mail, told, now)
    return False


def _asked(unit: Unit, steps: Sequence[Step], mail: Mail, told: ByMail, now: datetime) -> bool:
    question = ticket.step_of(steps, Stage.QUESTION)
    if question.state is not StepState.WAITING:
        return False
    _arrived(unit, steps, Stage.REQUEST, now)
    rests_on = {"mail": mail.message_id, "question": excerpt(mail.text or "")}
    keep(unit, question, now, StepState.DONE, Note.ASKED, **kept(told), **rests_on)
    return True


def _delivered(unit: Unit, request: Request, steps: Sequence[Step], mail: Mail, told: ByMail, now: datetime) -> bool:
    delivery = ticket.step_of(steps, Stage.DELIVERY)
    if delivery.state is not StepState.WAITING:
        return False
    _arrived(unit, steps, Stage.CONFIRMATION, now)
    told = replace(told, files=tuple(data_files(mail.attachments)))
    deliver(unit, request, delivery, now, mail.attachments, told, mail=mail.message_id)
    return True


def deliver(
    unit: Unit, request: Request, step: Step, now: datetime, files: Sequence[str], told: Result, **more: str
) -> None:
    """Portability is machine-readable or it is not portability (WP 242 rev.01; GDPR Art. 20)."""
    portable = details(unit, request).get("purpose") == Purpose.PORTABILITY
    if portable and is_machine_readable(files) is False:
        keep(unit, step, now, StepState.WAITING, ticket.NOT_PORTABLE, **kept(told), **more)
    else:
        keep(unit, step, now, StepState.DONE, Note.DELIVERED, **kept(told), **more)


def _bounced(unit: Unit, steps: Sequence[Step], mail: Mail, told: ByMail, now: datetime) -> bool:
    """The letter that came back is the last one; what it asked for will not come by itself."""
    asked = ticket.step_of(steps, Stage.CONFIRMATION).state in {StepState.RUNNING, StepState.DONE}
    step = ticket.step_of(steps, Stage.DELIVERY if asked else Stage.QUESTION)
    if step.state is not StepState.WAITING or step.note == ticket.BOUNCED:
        return False
    keep(unit, step, now, StepState.WAITING, ticket.BOUNCED, **kept(told))
    return True


def _arrived(unit: Unit, steps: Sequence[Step], answered: Stage, now: datetime) -> None:
    """Their answer proves that a letter went out which was in doubt, and ends what is unsettled about reminders."""
    for letter in ticket.of(steps, answered, Stage.REMINDER):
        if letter.state is StepState.FAILED:
            proved = ticket.stage_of(letter.key) is answered
            ended = (StepState.DONE, Note.SENT) if proved else (StepState.CANCELLED, Note.ANSWERED)
            keep(unit, letter, now, *ended, before=letter.note)


def take_back(unit: Unit, steps: Sequence[Step], step: Step, now: datetime) -> None:
    """The stage waits again, and what the mail proved of our letters is as open as it was."""
    keep(unit, step, now, StepState.WAITING, Note.NONE, **dict.fromkeys(_RESTS_ON, ""))
    for letter in ticket.of(steps, *ticket.LETTERS):
        if before := private(unit, letter).get("before"):
            keep(unit, letter, now, StepState.FAILED, Note(before), before="")
