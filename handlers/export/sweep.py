"""What the sweep does about an export: it chases Microsoft's team, and calls people (design §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.export import plan as ticket
from domain.export.chase import Chase, next_look
from domain.export.plan import Stage
from domain.policy import Policy
from domain.request import Request, Step, StepState
from handlers.export.mailbox import is_read, tell_unread, unread_since
from handlers.export.turn import TENANT_ADMINS, add_reminder, begin_run, go_on, next_due
from handlers.ports import Unit
from handlers.requests.signer import Signer
from handlers.requests.steps import keep

_CHASED = frozenset({Chase.REMIND, Chase.ASK})
_AGAIN = timedelta(minutes=5)  # until it is looked at once more whether the mailbox was read


def sweep_export(unit: Unit, policy: Policy, request: Request, now: datetime, at: datetime) -> None:
    """`now` decides what is due, `at` is when it is done; both UTC."""
    steps = unit.steps.of(request.id)
    look = next_look(steps, policy.mail.patience, request.due_at or now, guided=policy.mail.guided)
    if look and look.what in _CHASED and look.at <= now and not _is_read(unit, policy, at):
        unit.requests.save(replace(request, due_at=now + _AGAIN))
        return
    match look.what if look else None:
        case Chase.NUDGE:
            _nudge(unit, request, steps, policy, now, at)
        case Chase.REMIND if look and look.at <= now and not _may_lie_there(unit, request, steps):
            _remind(unit, request, steps, policy, at)
        case Chase.REMIND | Chase.ASK if look and look.at <= now:
            _ask(unit, request, steps, policy, at)
        case _:
            unit.requests.save(replace(request, due_at=next_due(request, steps, policy, now)))


def _is_read(unit: Unit, policy: Policy, at: datetime) -> bool:
    """Their answer may lie in a mailbox that nobody can read; then the tenant admins hear of that instead."""
    if policy.mail.guided or is_read(unit, policy.mail, at):
        return True
    if since := unread_since(unit, policy.mail):
        tell_unread(unit, policy.mail, since, at)
    return False


def _may_lie_there(unit: Unit, request: Request, steps: Sequence[Step]) -> bool:
    """Whether a mail came since our last letter that nobody could read."""
    letters = [step.settled_at for step in ticket.of(steps, *ticket.LETTERS) if step.settled_at]
    return bool(letters) and unit.mails.unread_since(max(letters), request.id)


def _nudge(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, now: datetime, at: datetime) -> None:
    number = request.reminders + 1
    unit.notices.add(f"{request.id}/nudge/{number}", "turn", TENANT_ADMINS, at, request=request.id)
    unit.events.add("export.nudged", at, actor=None, request=request.id, data={"number": str(number)})
    unit.requests.save(replace(request, reminders=number, due_at=next_due(request, steps, policy, now)))


def _remind(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, at: datetime) -> None:
    """In the name of whoever sent the request."""
    add_reminder(unit, request, steps, at, Signer.at(unit, ticket.step_of(steps, Stage.REQUEST)))
    unit.events.add("export.remind", at, actor=None, request=request.id)
    begin_run(unit, request, policy, at)


def _ask(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, at: datetime) -> None:
    """From now on it is a person's business: reminders did not help, or their answer may be there, and unreadable."""
    waiting = ticket.waits_for_mail(steps)
    assert waiting, "nothing else is chased"
    note = ticket.UNREAD if _may_lie_there(unit, request, steps) else ticket.SILENT
    keep(unit, waiting, at, StepState.WAITING, note)
    unit.events.add(f"export.{note}", at, actor=None, request=request.id, data={"step": waiting.key})
    go_on(unit, request.id, policy, at)
