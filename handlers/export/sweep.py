"""What the sweep does about an export: it chases Microsoft's team, and calls people (design §5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.event import EventKind
from domain.export import plan as ticket
from domain.export.chase import Chase, next_look
from domain.export.facts import ExportFacts
from domain.export.plan import Stage
from domain.notice import NoticeKind
from domain.request import StepState
from handlers.export.mailbox import is_read, tell_unread, unread_since
from handlers.export.turn import TENANT_ADMINS, add_reminder, begin_run, go_on, next_due
from handlers.requests.case import Case
from handlers.requests.signer import Signer

_CHASED = frozenset({Chase.REMIND, Chase.ASK})
_AGAIN = timedelta(minutes=5)  # until it is looked at once more whether the mailbox was read


def sweep_export(case: Case, now: datetime) -> None:
    """`now` decides what is due."""
    mail = case.policy.mail
    look = next_look(case.steps, mail.patience, case.request.due_at or now, guided=mail.guided)
    if look and look.what in _CHASED and look.at <= now and not _is_read(case):
        case.save(due_at=now + _AGAIN)
        return
    match look.what if look else None:
        case Chase.NUDGE:
            _nudge(case, now)
        case Chase.REMIND if look and look.at <= now and not _may_lie_there(case):
            _remind(case)
        case Chase.REMIND | Chase.ASK if look and look.at <= now:
            _ask(case)
        case _:
            case.save(due_at=next_due(case, now))


def _is_read(case: Case) -> bool:
    """Their answer may lie in a mailbox that nobody can read; then the tenant admins hear of that instead."""
    unit, mail = case.unit, case.policy.mail
    if mail.guided or is_read(unit, mail, case.now):
        return True
    if since := unread_since(unit, mail):
        tell_unread(unit, mail, since, case.now)
    return False


def _may_lie_there(case: Case) -> bool:
    """Whether a mail came since our last letter that nobody could read."""
    letters = [step.settled_at for step in ticket.of(case.steps, *ticket.LETTERS) if step.settled_at]
    return bool(letters) and case.unit.mails.unread_since(max(letters), case.id)


def _nudge(case: Case, now: datetime) -> None:
    number = case.request.reminders + 1
    case.notice(f"nudge/{number}", NoticeKind.TURN, TENANT_ADMINS)
    case.event(EventKind.EXPORT_NUDGED, {"number": str(number)})
    case.save(reminders=number, due_at=next_due(case, now))


def _remind(case: Case) -> None:
    """In the name of whoever sent the request."""
    add_reminder(case, Signer.at(case.unit, ticket.step_of(case.steps, Stage.REQUEST)))
    case.event(EventKind.EXPORT_REMIND)
    begin_run(case)


def _ask(case: Case) -> None:
    """From now on it is a person's business: reminders did not help, or their answer may be there, and unreadable."""
    waiting = ticket.waits_for_mail(case.steps)
    assert waiting, "nothing else is chased"
    note = ticket.UNREAD if _may_lie_there(case) else ticket.SILENT
    case.keep(waiting, StepState.WAITING, note, case.facts(waiting, ExportFacts))
    case.event(EventKind.EXPORT_UNREAD if note is ticket.UNREAD else EventKind.EXPORT_SILENT, {"step": waiting.key})
    go_on(case)
