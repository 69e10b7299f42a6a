"""Destroying the keys of whoever needs them no more: looked for by a sweep, proved in the transaction that does it.

What follows a destruction is done by whoever comes first, as often as it takes: the list outside the database, and what
the database leaves behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from domain.event import EventKind
from domain.keeping import Circle, Retention, Standing
from domain.request import Change
from handlers.deps import Deps
from handlers.ports import Past, Storage, Unit
from handlers.requests.answered import settle_forgotten
from handlers.requests.case import Case
from handlers.requests.closing import close
from handlers.requests.keeping import stands

_AT_ONCE = 100
_WHAT = "destroy keys whose time is over"
_LOOK_AGAIN = timedelta(days=1)  # at what stands against it
_AT_LEAST = timedelta(days=7)  # what is young is looked at so often: the time may be made shorter

log = structlog.get_logger(__name__)


class Listing(Protocol):
    """The list of destroyed keys, outside the database."""

    @property
    def wanted(self) -> bool:
        """There is to be one."""

    @property
    def missing(self) -> bool:
        """It is not there, and should be."""

    def read(self) -> tuple[set[str], int]:
        """The ids on it, and how many lines prove nothing. Raises OSError."""

    def append(self, subject_ids: Sequence[str]) -> None:
        """Raises OSError; what is on it already does no harm."""


@dataclass(frozen=True)
class Traces:
    """Where traces of keys are left, besides our own rows. `scrub`: out of the files of the database; False where they
    are there still."""

    work: Past
    list: Listing
    scrub: Callable[[Sequence[bytes]], Awaitable[bool]]


@dataclass(frozen=True)
class Keeping:
    """`now`: which time counts as over, UTC; maybe ahead of `at`, when it is done."""

    retention: Retention
    now: datetime
    at: datetime


async def destroy_due(deps: Deps, traces: Traces, now: datetime) -> int:
    """How many circles were destroyed; none by a clock that leapt. `now`: UTC, maybe ahead of the clock. Several
    replicas may do this at once."""
    if not deps.policy.retention.after:
        return 0
    due = await deps.storage.read(partial(_due, now, deps.clock()))
    deps.failing.due(_WHAT, due)
    count, seen = 0, set[str]()
    for subject in due:
        with deps.failing.apart(_WHAT, subject):
            count += bool(subject not in seen and await _destroy_one(deps, traces, subject, now, seen))
    return count


def _due(now: datetime, at: datetime, unit: Unit) -> list[str]:
    """`at`: what the clock says."""
    due = unit.keys.due(now, _AT_ONCE)
    return due if due and unit.log.is_steady(at) else []


async def _destroy_one(deps: Deps, traces: Traces, subject: str, now: datetime, seen: set[str]) -> bool:
    """`seen`: whom it was looked at already, together with others."""
    circle, free = await deps.storage.write(partial(_look, deps, subject, now))
    seen.update(circle.subjects)
    keeping = Keeping(deps.policy.retention, now, deps.clock())
    return bool(free and await destroy(deps.storage, traces, subject, keeping, why="retention"))


def _look(deps: Deps, subject: str, now: datetime, unit: Unit) -> tuple[Circle, bool]:
    """What is not free is put off; where its time is over, the reason stands in the log."""
    circle = unit.keys.circle([subject])
    found = stands(unit, circle, deps.policy.retention, now)
    if not found.free:
        _put_off(unit, circle, found, now, deps.clock())
    return circle, found.free


def _put_off(unit: Unit, circle: Circle, found: Standing, now: datetime, at: datetime) -> None:
    why = " ".join(found.bars) if found.overdue else ""
    look_at = now + _LOOK_AGAIN if found.overdue or not found.until else min(found.until, now + _AT_LEAST)
    if unit.keys.later(circle, look_at, why) and why:
        _record(unit, circle, EventKind.SUBJECT_KEPT, at, {"why": why})
        log.info("what is kept of somebody outlasts its time", requests=list(circle.requests), why=why)


async def destroy(storage: Storage, traces: Traces, subject: str, keeping: Keeping, *, why: str) -> Circle | None:
    """All that hangs together with the subject; None where something stands against it."""
    gone = await storage.write(partial(_destroy, subject, keeping, why))
    if gone is None:
        return None
    circle, wrapped = gone
    log.info("keys were destroyed", requests=list(circle.requests), subjects=len(circle.subjects), why=why)
    await follow(storage, traces, wrapped)
    return circle


def _destroy(subject: str, keeping: Keeping, why: str, unit: Unit) -> tuple[Circle, list[bytes]] | None:
    circle = unit.keys.circle([subject])
    if not stands(unit, circle, keeping.retention, keeping.now).free:
        return None
    wrapped = unit.keys.destroy(circle, keeping.at)
    _record(unit, circle, EventKind.SUBJECT_DESTROYED, keeping.at, {"why": why})
    return circle, wrapped


def _record(unit: Unit, circle: Circle, kind: EventKind, at: datetime, data: dict[str, str]) -> None:
    """With each request, so that its own log tells of it."""
    told = {**data, "subjects": " ".join(circle.subjects)}
    for ref in circle.requests or (None,):
        unit.events.add(kind, at, actor=None, request=ref, data=told)


async def follow(storage: Storage, traces: Traces, wrapped: Sequence[bytes] = ()) -> None:
    """Have the list say it, and nothing left of it besides our rows. What fails is logged, and tried again."""
    while ids := await storage.read(lambda unit: unit.keys.unlisted(_AT_ONCE)):
        try:
            traces.list.append(ids)
        except OSError as fault:
            log.error("the list of destroyed keys cannot be written", fault=fault.strerror)
            return
        await traces.work.forget_requests(await storage.read(partial(_over, ids)))
        if not await traces.scrub(wrapped):
            log.warning("what the database leaves behind of destroyed keys could not be cleaned up yet")
            return
        await storage.write(partial(_listed, ids))


def _over(ids: Sequence[str], unit: Unit) -> list[str]:
    found = [unit.requests.get(ref) for ref in unit.keys.circle(ids).requests]
    return [request.id for request in found if request and not request.open]


def _listed(ids: Sequence[str], unit: Unit) -> None:
    unit.keys.listed(ids)


async def note_list(deps: Deps, traces: Traces) -> None:
    """At the start: whatever is destroyed stands on the list. One that is not there is said, and made."""
    if not traces.list.wanted:
        if deps.policy.retention.after and not deps.policy.sandbox:  # where nobody is real
            log.warning("audit.anchor is empty, so a backup that is restored brings back people who were erased")
        return
    destroyed = await deps.storage.read(lambda unit: unit.keys.destroyed())
    if traces.list.missing:
        log.warning("there is no list of destroyed keys, so keys that a backup brought back were not known", made=True)
    try:
        listed, _ = traces.list.read()
        traces.list.append([one for one in destroyed if one not in listed])
    except OSError as fault:
        log.error("the list of destroyed keys cannot be written", fault=fault.strerror)


async def close_orphans(deps: Deps) -> None:
    """Requests that a backup brought back open, though the keys of their people are destroyed: they were over."""
    now = deps.clock()
    for ref in await deps.storage.read(lambda unit: unit.keys.orphans()):
        await deps.storage.write(partial(_close, deps, ref, now))


def _close(deps: Deps, ref: str, now: datetime, unit: Unit) -> None:
    case = Case.open(unit, ref, deps.policy, now)
    if case and case.request.open:
        close(case, Change.CANCEL)
        settle_forgotten(case)
