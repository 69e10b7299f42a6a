"""The sweep: reminders, expiry, the legal clock and the day, from one look at the rows whose time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from domain.cell import Altered
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.people import Role
from domain.request import Change, Request, State
from domain.target import Channel, Target
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.away import end_what_is_over
from handlers.requests.case import Case
from handlers.requests.clock import call, held, next_look, runs
from handlers.requests.closing import close
from handlers.requests.days import today
from handlers.requests.order import name_altered
from handlers.requests.procedure import Procedure

_AT_ONCE = 100
_WHAT, _DAY, _OVER = "sweep", "the day", "absences that are over"
_REDRAWN = 10  # requests whose cards are being drawn anew because of the day: what people do must not wait behind them


async def sweep(deps: Deps, now: datetime) -> int:
    """Do what is due at `now` (UTC); returns how many requests were looked at. Several replicas may run it.

    `now` may be ahead of the clock, as in the playground: it decides what is due; what is done bears the real time.
    """
    at = deps.clock()
    if not await deps.storage.read(lambda unit: _is_due(unit, today(deps), now)):
        _nothing_fails(deps)
        return 0

    def write(unit: Unit) -> int:
        due = unit.requests.due(now, _AT_ONCE)
        for request in due:
            _one(unit, deps, request, now, at)
        _rest(unit, deps, at)
        return len(due)

    try:
        count = await deps.storage.write(write)
    except Exception:
        return await _one_by_one(deps, now, at)
    _nothing_fails(deps)
    return count


def _nothing_fails(deps: Deps) -> None:
    for what in (_WHAT, _DAY):
        deps.failing.due(what, ())


def _is_due(unit: Unit, day: date, now: datetime) -> bool:
    over = any(one.until < day for one in unit.delegations.begun())
    return over or unit.requests.is_due(now, day)


async def _one_by_one(deps: Deps, now: datetime, at: datetime) -> int:
    """Something fails for one of them: the others do not wait for it, also behind as many as fail."""
    day = today(deps)
    refs, old = await deps.storage.write(  # which fails here where nothing can be written
        lambda unit: (
            unit.requests.due_ids(now, _AT_ONCE + len(deps.failing.of(_WHAT))),
            unit.requests.counted_ids(day, _room(unit) + len(deps.failing.of(_DAY))),
        )
    )
    deps.failing.due(_WHAT, refs)
    deps.failing.due(_DAY, [*old, _OVER])
    for ref in refs:
        with deps.failing.apart(_WHAT, ref):
            await deps.storage.write(partial(_again, deps=deps, ref=ref, now=now, at=at))
    for ref in old:
        with deps.failing.apart(_DAY, ref):
            await deps.storage.write(partial(_turn, ref=ref, day=day))
    with deps.failing.apart(_DAY, _OVER):
        await deps.storage.write(lambda unit: end_what_is_over(unit, day, at))
    return len(refs)


def _again(unit: Unit, deps: Deps, ref: str, now: datetime, at: datetime) -> None:
    request = unit.requests.get(ref)
    if request and request.due_at and request.due_at <= now:  # and no other replica was faster
        _one(unit, deps, request, now, at)


def _one(unit: Unit, deps: Deps, request: Request, now: datetime, at: datetime) -> None:
    case = Case(unit, request, deps.policy, at)
    try:
        _look_at(case, deps.kinds[request.kind], now)
    except Altered:  # the others do not wait for it
        name_altered(unit, case.request, at)
        _look_later(case, now)


def _rest(unit: Unit, deps: Deps, at: datetime) -> None:
    day = today(deps)
    for old in unit.requests.counted_before(day, _room(unit)):
        _turn(unit, old.id, day)
    end_what_is_over(unit, day, at)


def _room(unit: Unit) -> int:
    return max(1, _REDRAWN - unit.requests.behind())


def _look_at(case: Case, kind: Procedure, now: datetime) -> None:
    if case.request.state is State.PENDING_APPROVAL:
        _pending(case, kind, now)
        return
    _warn(case, kind, now)
    if not kind.sweep(case, now):
        _look_later(case, now)


def _turn(unit: Unit, ref: str, day: date) -> None:
    """A new day: the days left on cards are counted anew, a few requests at a time, and nobody is told of it."""
    request = unit.requests.get(ref)
    if request and request.counted_on and request.counted_on < day:
        unit.requests.save(replace(request, counted_on=day))


def _pending(case: Case, kind: Procedure, now: datetime) -> None:
    """Nobody can approve what is under a legal hold: it does not expire, and nobody is reminded of it. What is of a
    batch ends with that, and not by itself."""
    stopped = case.request.batch is not None or held(case.unit, case.request)
    if not stopped and now >= case.request.expires_at:
        close(case, Change.EXPIRE)
        return
    if not stopped:
        _remind(case, now)
        _escalate(case, now)
    _warn(case, kind, now)
    _look_later(case, now)


def _remind(case: Case, now: datetime) -> None:
    """Reminders that were slept through are one. Where a digest tells of all at once, there are none."""
    if case.policy.digest:
        return
    number = sum(case.request.created_at + after <= now for after in case.policy.remind_after)
    if number <= case.request.reminders:
        return
    for target in (Target.role(Role.APPROVER), Target.channel(Channel.APPROVALS)):
        case.notice(f"reminder/{number}/{target}", NoticeKind.REMINDER, target)
    case.event(EventKind.REQUEST_REMINDED, {"number": str(number)})
    case.change(reminders=number)


def _escalate(case: Case, now: datetime) -> None:
    """Once, to whom the company has named for it."""
    to, at = case.policy.escalate_to, case.request.created_at + case.policy.escalate_after
    if to and at <= now and case.notice(f"escalated/{to}", NoticeKind.ESCALATED, to):
        case.event(EventKind.REQUEST_ESCALATED)


def _warn(case: Case, kind: Procedure, now: datetime) -> None:
    """The legal clock goes on, whatever else waits."""
    if runs(case.unit, case.request):
        call(case, kind, now)


def _look_later(case: Case, now: datetime) -> None:
    case.save(due_at=next_look(case, now))
