"""Whose turn it is in an export: the machine's, a person's, Microsoft's team's, or nobody's any more.

Every change of an export ends here, in its own transaction, so that the row says what is missing and nothing waits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.export import plan as ticket
from domain.export.chase import next_look
from domain.export.facts import ExportFacts
from domain.notes import Note
from domain.notice import NoticeKind
from domain.people import Role
from domain.request import BEGUN, Change, State, StepState, after
from domain.target import Target
from handlers.export.letters import reminder
from handlers.export.threads import note
from handlers.requests.case import Case
from handlers.requests.clock import next_call
from handlers.requests.closing import close
from handlers.requests.sealed import keeping
from handlers.requests.signer import Signer

TENANT_ADMINS = Target.role(Role.TENANT_ADMIN)


def go_on(case: Case) -> None:
    """Bring the row to where its steps are. Letters on their way are the machine's; it comes here when it is done."""
    note(case)
    if case.request.state not in BEGUN or ticket.to_send(case.steps):
        return
    if ticket.complete(case.steps):
        case.change(state=State.IN_PROGRESS)
        close(case, Change.SETTLE)
    elif ticket.needs_person(case.steps, guided=case.policy.mail.guided):
        _ask(case)
    else:
        case.save(state=State.IN_PROGRESS, due_at=next_due(case, case.now))


def begin_run(case: Case) -> None:
    """Have the machine send what is to be sent."""
    state = case.request.state
    note(case)
    case.start(state=after(state, Change.RESUME) if state is State.NEEDS_ATTENTION else state, due_at=None)


def _ask(case: Case) -> None:
    state, current = case.request.state, ticket.current(case.steps)
    moved = after(state, Change.STALL) if state is State.IN_PROGRESS else state
    case.save(state=moved, due_at=next_due(case, case.now))
    case.notice(f"card/{TENANT_ADMINS}", NoticeKind.CARD, TENANT_ADMINS)
    if current:
        case.notice(f"turn/{case.request.run}/{current.key}/{current.note}", NoticeKind.TURN, TENANT_ADMINS)


def add_reminder(case: Case, signer: Signer) -> None:
    """One letter more, on its way from now on."""
    letter, waiting = reminder(case.request, case.steps), ticket.waits_for_mail(case.steps)
    if waiting and waiting.note:
        case.keep(waiting, StepState.WAITING, Note.NONE, case.facts(waiting, ExportFacts).saying(None))
    letter = keeping(case.unit, letter, ExportFacts(by=signer.by, signed=signer.signed))
    case.add([replace(letter, state=StepState.RUNNING, note=ticket.TO_SEND)])


def next_due(case: Case, since: datetime) -> datetime | None:
    """When the sweep must look. `since`: when somebody was told last that it is their turn."""
    mail = case.policy.mail
    look = next_look(case.steps, mail.patience, since, guided=mail.guided)
    return min(filter(None, (look.at if look else None, next_call(case.request, case.policy, since))), default=None)
