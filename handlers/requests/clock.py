"""The legal clock (GDPR Art. 12(3)): who is warned before the answer to a person is due, and once it is overdue.

It runs for every person who waits: before the decision, during the work, under a legal hold, and after an end that
answered nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from domain.law import last_day as last_day_of
from domain.law import target_day
from domain.notice import Notice, NoticeKind
from domain.policy import Policy
from domain.request import Request, State
from domain.target import Channel, Target, To
from handlers.ports import Unit
from handlers.requests.batch import members
from handlers.requests.case import Case
from handlers.requests.later_day import moved
from handlers.requests.owed import owed
from handlers.requests.procedure import Procedure

EXTENDED, RECEIVED = "extended/", "received/"  # the date is later than it was
TARGET_NEAR, TARGET_PASSED = "target-near", "target-passed"
_DAY, _AHEAD = timedelta(days=1), timedelta(days=2)  # how long before the company's own date people hear of it


def runs(unit: Unit, request: Request) -> bool:
    """Whether a person waits for an answer to this request."""
    if not request.by_law or not unit.subjects.of(request.id):
        return False
    return request.open or owed(unit, request, unit.steps.of(request.id))


def call_at(request: Request, policy: Policy) -> datetime:
    """From when on the legal date is a person's business; UTC."""
    return midnight(last_day_of(request, policy.where), policy) - policy.mail.escalate_before


def next_call(request: Request, policy: Policy, since: datetime) -> datetime | None:
    """When somebody must be warned after this moment; None when nobody is any more."""
    return min((at for _, at in _calls(request, policy) if at > since), default=None)


def call(case: Case, kind: Procedure, now: datetime) -> None:
    """Warn of what has come by `now`, each once. What is overdue is no longer called near. Of the people of a batch who
    wait for the same day it is told once, of the batch."""
    passed = [why for why, when in _calls(case.request, case.policy) if when <= now]
    if not passed:
        return
    why, about = passed[-1], _told_of(case)
    targets = [Target.role(kind.calls), Target.person(case.request.requester_id)]
    targets += [_channel(case.policy)] if why not in {TARGET_NEAR, TARGET_PASSED} else []
    prefix = EXTENDED if case.request.extended_on else ""  # the later date is called as well
    later = {"later": "yes"} if prefix and about is not case else {}
    prefix = f"{RECEIVED}{prefix}" if moved(case.unit, case.request) else prefix
    told = [about.notice(f"{prefix}{why}/{to}", NoticeKind.LATE, to, {"as": why, **later}) for to in targets]
    if any(told):
        about.event(kind.late_event, {"as": why})


def _told_of(case: Case) -> Case:
    lead = Case.open(case.unit, case.request.batch, case.policy, case.now) if case.request.batch else None
    return lead or case


def waiting(unit: Unit, request: Request, policy: Policy, notice: Notice) -> list[Request]:
    """Who waits for the answer that a notice warns of: by this request, or those of a batch with the same last day."""
    led = [one.request for one in members(Case(unit, request, policy, notice.created_at))]
    same = [one for one in led if bool(one.extended_on) == bool(notice.data.get("later"))] if led else [request]
    return [one for one in same if runs(unit, one)]


def _channel(policy: Policy) -> Target:
    """Where people are called by name: that of the escalation, or else that of the approvals."""
    to = policy.escalate_to
    return to if to and to.to is To.CHANNEL else Target.channel(Channel.APPROVALS)


def held(unit: Unit, request: Request) -> bool:
    """Whether a legal hold keeps the request from being carried out (GDPR Art. 17(3))."""
    return request.kind.deletes and bool(unit.subjects.holds(request.id))


def started(request: Request, policy: Policy, *, somebody: bool) -> Request:
    """A request that is filed now, with when it is looked at first: at once where the legal date is near.

    `somebody`: it is about a person.
    """
    first = None if request.batch else min([request.expires_at, *_reminders(request, policy)])
    if not somebody or not request.by_law:
        return replace(request, due_at=first)
    near = max(_calls(request, policy)[0][1], request.created_at)
    today = request.created_at.astimezone(policy.timezone).date()
    return replace(request, due_at=min(first, near) if first else near, counted_on=today)


def next_look(case: Case, since: datetime) -> datetime | None:
    """When the sweep must look again: for reminders and the end, unless a hold stops both, and for the legal clock."""
    unit, request, policy = case.unit, case.request, case.policy
    moments = [next_call(request, policy, since)] if runs(unit, request) else []
    if request.state is State.PENDING_APPROVAL and not request.batch and not held(unit, request):
        moments += [request.expires_at, *_reminders(request, policy)]
    return min((at for at in moments if at and at > since), default=None)


def _reminders(request: Request, policy: Policy) -> list[datetime]:
    """When those who decide hear again of what waits for them, and when others do."""
    after = [*(() if policy.digest else policy.remind_after), *([policy.escalate_after] if policy.escalate_to else [])]
    return [request.created_at + one for one in after]


def _calls(request: Request, policy: Policy) -> list[tuple[str, datetime]]:
    """In the order in which they come; of the company's own date nothing more once the legal one is near."""
    last_day, near = last_day_of(request, policy.where), call_at(request, policy)
    own = [(why, at) for why, at in _targets(request, policy) if at < near]
    return [*own, ("late", near), ("overdue", midnight(last_day + _DAY, policy))]


def _targets(request: Request, policy: Policy) -> Iterator[tuple[str, datetime]]:
    if target := target_day(request, policy.where, policy.target):
        yield TARGET_NEAR, midnight(target - _AHEAD, policy)
        yield TARGET_PASSED, midnight(target + _DAY, policy)


def midnight(day: date, policy: Policy) -> datetime:
    """When the day begins where the company is; UTC."""
    return datetime.combine(day, time.min, policy.timezone).astimezone(UTC)
