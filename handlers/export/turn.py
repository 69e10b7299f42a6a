"""Whose turn it is in an export: the machine's, a person's, Microsoft's team's, or nobody's any more.

Every change of an export ends here, in its own transaction, so that the row says what is missing and nothing waits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.export import plan as ticket
from domain.export.chase import next_look
from domain.notes import Note
from domain.people import Role
from domain.policy import Policy
from domain.request import BEGUN, Change, Request, State, Step, StepState, after
from domain.result import kept
from domain.target import Target
from handlers.export.letters import reminder
from handlers.export.threads import note
from handlers.ports import Unit
from handlers.requests.clock import next_call
from handlers.requests.closing import close
from handlers.requests.signer import Signer
from handlers.requests.steps import keep

TENANT_ADMINS = Target.role(Role.TENANT_ADMIN)


def go_on(unit: Unit, request_id: str, policy: Policy, now: datetime) -> None:
    """Bring the row to where its steps are. Letters on their way are the machine's; it comes here when it is done."""
    request, steps = unit.requests.get(request_id), unit.steps.of(request_id)
    if request:
        note(unit, request, steps, policy, now)
    if not request or request.state not in BEGUN or ticket.to_send(steps):
        return
    if ticket.complete(steps):
        close(unit, replace(request, state=State.IN_PROGRESS), Change.SETTLE, now, actor=None)
    elif ticket.needs_person(steps, guided=policy.mail.guided):
        _ask(unit, request, steps, policy, now)
    else:
        look_at = next_due(request, steps, policy, now)
        unit.requests.save(replace(request, state=State.IN_PROGRESS, due_at=look_at))


def begin_run(unit: Unit, request: Request, policy: Policy, now: datetime) -> None:
    """Have the machine send what is to be sent."""
    note(unit, request, unit.steps.of(request.id), policy, now)
    moved = after(request.state, Change.RESUME) if request.state is State.NEEDS_ATTENTION else request.state
    unit.start(unit.requests.save(replace(request, state=moved, run=request.run + 1, due_at=None)))


def _ask(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, now: datetime) -> None:
    moved = after(request.state, Change.STALL) if request.state is State.IN_PROGRESS else request.state
    unit.requests.save(replace(request, state=moved, due_at=next_due(request, steps, policy, now)))
    unit.notices.add(f"{request.id}/card/{TENANT_ADMINS}", "card", TENANT_ADMINS, now, request=request.id)
    current = ticket.current(steps)
    if current:
        key = f"{request.id}/turn/{request.run}/{current.key}/{current.note}"
        unit.notices.add(key, "turn", TENANT_ADMINS, now, request=request.id)


def add_reminder(unit: Unit, request: Request, steps: Sequence[Step], now: datetime, signer: Signer) -> None:
    """One letter more, on its way from now on."""
    waiting = ticket.waits_for_mail(steps)
    if waiting and waiting.note:
        keep(unit, waiting, now, StepState.WAITING, Note.NONE, **kept(None))
    sealed = unit.subjects.seal(request.subject_id, json.dumps(signer.kept))
    unit.steps.add([replace(reminder(request, steps), state=StepState.RUNNING, note=ticket.TO_SEND, sealed=sealed)])


def next_due(request: Request, steps: Sequence[Step], policy: Policy, since: datetime) -> datetime | None:
    """When the sweep must look. `since`: when somebody was told last that it is their turn."""
    look = next_look(steps, policy.mail.patience, since, guided=policy.mail.guided)
    return min(filter(None, (look.at if look else None, next_call(request, policy, since))), default=None)
