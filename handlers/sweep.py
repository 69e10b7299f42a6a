"""The sweep: reminders and expiry, from one look at the rows whose time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.policy import Policy
from domain.request import Kind, Request, State
from handlers.closing import expire
from handlers.deps import Deps
from handlers.export_sweep import sweep_export
from handlers.later import begin_look
from handlers.ports import Unit

_AT_ONCE = 100


async def sweep(deps: Deps, now: datetime) -> int:
    """Do what is due at `now` (UTC); returns how many requests were looked at. Several replicas may run it.

    `now` may be ahead of the clock, as in the playground: it decides what is due; what is done bears the real time.
    """
    at = deps.clock()
    count = await deps.storage.write(lambda unit: _sweep(unit, deps.policy, now, at))
    if count:
        deps.wake()
    return count


def _sweep(unit: Unit, policy: Policy, now: datetime, at: datetime) -> int:
    due = unit.requests.due(now, _AT_ONCE)
    for request in due:
        if request.kind is Kind.EXPORT and request.state is not State.PENDING_APPROVAL:
            sweep_export(unit, request, policy, now, at)
        elif request.kind is Kind.REFRESH and request.state is State.COMPLETED:
            begin_look(unit, request)
        elif request.state is not State.PENDING_APPROVAL:
            unit.requests.save(replace(request, due_at=None))
        elif now >= request.expires_at:
            expire(unit, request, at)
        else:
            _remind(unit, request, policy, now, at)
    return len(due)


def _remind(unit: Unit, request: Request, policy: Policy, now: datetime, at: datetime) -> None:
    number = request.reminders + 1
    for target in ("role:approver", "channel:approvals"):
        unit.notices.add(f"{request.id}/reminder/{number}/{target}", "reminder", target, at, request=request.id)
    unit.events.add("request.reminded", at, actor=None, request=request.id, data={"number": str(number)})
    later = [request.created_at + after for after in policy.remind_after if request.created_at + after > now]
    unit.requests.save(replace(request, reminders=number, due_at=min((*later, request.expires_at))))
