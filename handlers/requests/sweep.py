"""The sweep: reminders, expiry, the legal clock and the day, from one look at the rows whose time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.people import Role
from domain.policy import Policy
from domain.request import Request, State
from domain.target import Channel, Target
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.clock import call, held, next_look, runs
from handlers.requests.closing import expire
from handlers.requests.days import today
from handlers.requests.procedure import Kinds, Procedure

_AT_ONCE = 100
_REDRAWN = 10  # requests whose cards are being drawn anew because of the day: what people do must not wait behind them


async def sweep(deps: Deps, now: datetime) -> int:
    """Do what is due at `now` (UTC); returns how many requests were looked at. Several replicas may run it.

    `now` may be ahead of the clock, as in the playground: it decides what is due; what is done bears the real time.
    """
    at = deps.clock()

    def write(unit: Unit) -> int:
        count = _sweep(unit, deps.kinds, deps.policy, now, at)
        _turn(unit, today(deps))
        return count

    return await deps.storage.write(write)


def _sweep(unit: Unit, kinds: Kinds, policy: Policy, now: datetime, at: datetime) -> int:
    due = unit.requests.due(now, _AT_ONCE)
    for request in due:
        kind = kinds[request.kind]
        if request.state is State.PENDING_APPROVAL:
            _pending(unit, request, kind, policy, now, at)
            continue
        _warn(unit, request, kind, policy, now, at)
        if not kind.sweep(unit, policy, request, now, at):
            _look_later(unit, request, policy, now)
    return len(due)


def _turn(unit: Unit, day: date) -> None:
    """A new day: the days left on cards are counted anew, a few requests at a time, and nobody is told of it."""
    old = unit.requests.counted_before(day, max(1, _REDRAWN - unit.requests.behind()))
    for request in old:
        unit.requests.save(replace(request, counted_on=day))


def _pending(unit: Unit, request: Request, kind: Procedure, policy: Policy, now: datetime, at: datetime) -> None:
    """Nobody can approve what is under a legal hold: it does not expire, and nobody is reminded of it."""
    stopped = held(unit, request)
    if not stopped and now >= request.expires_at:
        expire(unit, request, at)
        return
    request = request if stopped else _reminded(unit, request, policy, now, at)
    _warn(unit, request, kind, policy, now, at)
    _look_later(unit, request, policy, now)


def _reminded(unit: Unit, request: Request, policy: Policy, now: datetime, at: datetime) -> Request:
    """Reminders that were slept through are one."""
    number = sum(request.created_at + after <= now for after in policy.remind_after)
    if number <= request.reminders:
        return request
    for target in (Target.role(Role.APPROVER), Target.channel(Channel.APPROVALS)):
        unit.notices.add(f"{request.id}/reminder/{number}/{target}", "reminder", target, at, request=request.id)
    unit.events.add("request.reminded", at, actor=None, request=request.id, data={"number": str(number)})
    return replace(request, reminders=number)


def _warn(unit: Unit, request: Request, kind: Procedure, policy: Policy, now: datetime, at: datetime) -> None:
    """The legal clock goes on, whatever else waits."""
    if runs(unit, request):
        call(unit, request, kind, policy, now, at)


def _look_later(unit: Unit, request: Request, policy: Policy, now: datetime) -> None:
    unit.requests.save(replace(request, due_at=next_look(unit, request, policy, now)))
