"""What a mail changes in its ticket, and how that is taken back where the mail was not what it was taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.export import plan as ticket
from domain.export.facts import ExportFacts
from domain.export.letters import Purpose
from domain.export.plan import Stage
from domain.mail.files import data_files, is_machine_readable
from domain.mail.message import Mail, Meaning, Reading
from domain.mail.text import excerpt
from domain.notes import Note
from domain.request import Step, StepState
from domain.result import ByMail
from handlers.requests.case import Case
from handlers.requests.sealed import details


def moves(case: Case, mail: Mail, reading: Reading) -> bool:
    """Whether the mail changed the ticket, so that its card says it; every other one is told by itself."""
    told = ByMail(mail.received, mail.sender, mail.subject)
    match reading.meaning if case.request.open else None:
        case Meaning.CONFIRMATION_ASKED:
            return _asked(case, mail, told)
        case Meaning.DELIVERED:
            return _delivered(case, mail, told)
        case Meaning.BOUNCE if reading.reason != "other_recipient":
            return _bounced(case, told)
    return False


def _asked(case: Case, mail: Mail, told: ByMail) -> bool:
    question = ticket.step_of(case.steps, Stage.QUESTION)
    if question.state is not StepState.WAITING:
        return False
    _arrived(case, Stage.REQUEST)
    known = case.facts(question, ExportFacts)
    asked = replace(known, mail=mail.message_id, question=excerpt(mail.text or ""))
    case.keep(question, StepState.DONE, Note.ASKED, asked.saying(told))
    return True


def _delivered(case: Case, mail: Mail, told: ByMail) -> bool:
    delivery = ticket.step_of(case.steps, Stage.DELIVERY)
    if delivery.state is not StepState.WAITING:
        return False
    _arrived(case, Stage.CONFIRMATION)
    told = replace(told, files=tuple(data_files(mail.attachments)))
    came = replace(case.facts(delivery, ExportFacts), mail=mail.message_id)
    deliver(case, delivery, mail.attachments, came.saying(told))
    return True


def deliver(case: Case, step: Step, files: Sequence[str], came: ExportFacts) -> None:
    """Portability is machine-readable or it is not portability (WP 242 rev.01; GDPR Art. 20)."""
    portable = details(case.unit, case.request).get("purpose") == Purpose.PORTABILITY
    if portable and is_machine_readable(files) is False:
        case.keep(step, StepState.WAITING, ticket.NOT_PORTABLE, came)
    else:
        case.keep(step, StepState.DONE, Note.DELIVERED, came)


def _bounced(case: Case, told: ByMail) -> bool:
    """The letter that came back is the last one; what it asked for will not come by itself."""
    asked = ticket.step_of(case.steps, Stage.CONFIRMATION).state in {StepState.RUNNING, StepState.DONE}
    step = ticket.step_of(case.steps, Stage.DELIVERY if asked else Stage.QUESTION)
    if step.state is not StepState.WAITING or step.note == ticket.BOUNCED:
        return False
    case.keep(step, StepState.WAITING, ticket.BOUNCED, case.facts(step, ExportFacts).saying(told))
    return True


def _arrived(case: Case, answered: Stage) -> None:
    """Their answer proves that a letter went out which was in doubt, and ends what is unsettled about reminders."""
    for letter in ticket.of(case.steps, answered, Stage.REMINDER):
        if letter.state is StepState.FAILED:
            proved = ticket.stage_of(letter.key) is answered
            ended = (StepState.DONE, Note.SENT) if proved else (StepState.CANCELLED, Note.ANSWERED)
            case.keep(letter, *ended, replace(case.facts(letter, ExportFacts), before=letter.note))


def take_back(case: Case, step: Step) -> None:
    """The stage waits again, and what the mail proved of our letters is as open as it was."""
    rests_on = replace(case.facts(step, ExportFacts), mail="", question="", by="")
    case.keep(step, StepState.WAITING, Note.NONE, rests_on.saying(None))
    for letter in ticket.of(case.steps, *ticket.LETTERS):
        known = case.facts(letter, ExportFacts)
        if known.before:
            case.keep(letter, StepState.FAILED, known.before, replace(known, before=Note.NONE))
