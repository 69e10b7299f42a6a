"""Reckoning a report, for whoever shows it; that somebody looks at it is an event."""

from __future__ import annotations

from domain.event import EventKind
from domain.period import Period
from domain.report import Clock, Report
from domain.report import report as reckoned
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.audit import note
from handlers.requests.days import today


async def noted(deps: Deps, act: Act, period: Period) -> Report:
    await note(deps, EventKind.REPORT_VIEWED, act.person, period=str(period))
    return await report_on(deps, period)


async def report_on(deps: Deps, period: Period) -> Report:
    clock = Clock(deps.policy.timezone, deps.policy.where, today(deps))
    return await deps.storage.read(lambda unit: _reckoned(unit, period, clock))


def _reckoned(unit: Unit, period: Period, clock: Clock) -> Report:
    received = unit.reports.received(period.first, period.end)
    return reckoned(period, received, unit.reports.failures(period.first, period.end), clock)
