"""The sweep: reminders, expiry, the legal clock and the day, from one look at the rows whose time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.policy import Policy
from domain.request import BEGUN, Kind, Request, State
from handlers.deps import Deps
from handlers.erasure.later import begin_look
from handlers.export.sweep import sweep_export
from handlers.ports import Unit
from handlers.requests.clock import call, held, next_look, runs
from handlers.requests.closing import expire
from handlers.requests.days import today

_AT_ONCE = 100
_REDRAWN = 10  # requests whose cards are being drawn anew because of the day: what people do must not wait behind them


async def sweep(deps: Deps, now: datetime) -> int:
    """Do what is due at `now` (UTC); returns how many requests were looked at. Several replicas may run it.

    `now` may be ahead of the clock, as in the playground: it decides what is due; what is done bears the real time.
    """
    at = deps.clock()
    count, turned = await deps.storage.write(
        lambda unit: (_sweep(unit, deps.policy, now, at), _turn(unit, today(deps)))
    )
    if count or turned:
        deps.wake()
    return count


def _sweep(unit: Unit, policy: Policy, now: datetime, at: datetime) -> int:
    due = unit.requests.due(now, _AT_ONCE)
    for request in due:
        if request.state is State.PENDING_APPROVAL:
            _pending(unit, request, policy, now, at)
        elif request.kind is Kind.EXPORT and request.state in BEGUN:
            sweep_export(unit, request, policy, now, at)
        elif request.kind is Kind.REFRESH and request.state is State.COMPLETED:
            begin_look(unit, request)
        else:
            _warned(unit, request, policy, now, at)
    return len(due)


def _turn(unit: Unit, day: date) -> int:
    """A new day: the days left on cards are counted anew, a few requests at a time, and nobody is told of it."""
    old = unit.requests.counted_before(day, max(1, _REDRAWN - unit.requests.behind()))
    for request in old:
        unit.requests.save(replace(request, counted_on=day))
    return len(old)


def _pending(unit: Unit, request: Request, policy: Policy, now: datetime, at: datetime) -> None:
    """Nobody can approve what is under a legal hold: it does not expire, and nobody is reminded of it."""
    if held(unit, request):
        _warned(unit, request, policy, now, at)
    elif now >= request.expires_at:
        expire(unit, request, at)
    else:
        _warned(unit, _reminded(unit, request, policy, now, at), policy, now, at)


def _reminded(unit: Unit, request: Request, policy: Policy, now: datetime, at: datetime) -> Request:
    """Reminders that were slept through are one."""
    number = sum(request.created_at + after <= now for after in policy.remind_after)
    if number <= request.reminders:
        return request
    for target in ("role:approver", "channel:approvals"):
        unit.notices.add(f"{request.id}/reminder/{number}/{target}", "reminder", target, at, request=request.id)
    unit.events.add("request.reminded", at, actor=None, request=request.id, data={"number": str(number)})
    return replace(request, reminders=number)


def _warned(unit: Unit, request: Request, policy: Policy, now: datetime, at: datetime) -> None:
    """The legal clock goes on, whatever else waits."""
    if runs(unit, request):
        call(unit, request, policy, now, at)
    unit.requests.save(replace(request, due_at=next_look(unit, request, policy, now)))
