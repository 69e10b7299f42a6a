"""The head of the log, stamped each day by an authority where one is configured. A failure of that stops nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta, tzinfo

import structlog

from domain.audit.head import head_of
from domain.audit.stamps import NoStamp, StampFault
from domain.event import EventKind
from domain.notice import NoticeKind
from domain.people import Role
from domain.target import Target
from storage.store import Store
from storage.unit import Unit

SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)  # until it is tried again

log = structlog.get_logger(__name__)


class Stamper:
    """Once a day of the company, however many replicas there are. The stamp is an event, so that it is exported,
    chained and kept with all others."""

    def __init__(self, store: Store, ask: Callable[[str, datetime], Awaitable[str]], zone: tzinfo) -> None:
        """`ask`: the authority's answer about a text, which is good and of about that time, in UTC. It raises
        NoStamp."""
        self._store, self._ask, self._zone = store, ask, zone
        self._pause, self._again = SOONEST, datetime.min.replace(tzinfo=UTC)

    async def stamp(self, now: datetime) -> bool:
        """Whether it was stamped just now. `now` is UTC."""
        midnight = _midnight(now, self._zone)
        head = await self._store.read(lambda unit: _unstamped(unit, midnight)) if now >= self._again else None
        if not head:
            return False
        try:
            answer = await self._ask(head, now)
        except NoStamp as trouble:
            self._again, self._pause = now + self._pause, min(self._pause * 2, LATEST)
            await self._tell(trouble.fault, now)
            return False
        self._pause = SOONEST
        return await self._store.write(lambda unit: _keep(unit, head, answer, midnight, now))

    async def _tell(self, fault: StampFault, now: datetime) -> None:
        """The admins, once a day for the same thing, however often it is tried and by however many replicas."""
        log.warning("the head of the log was not stamped", why=fault.value)
        key, admins = f"stamp/{fault.value}/{now.astimezone(self._zone):%Y-%m-%d}", Target.role(Role.ADMIN)
        data = {"why": fault.value}
        await self._store.write(lambda unit: unit.notices.add(key, NoticeKind.UNSTAMPED, admins, now, data=data))


def _midnight(now: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date(), time.min, zone)


def _unstamped(unit: Unit, midnight: datetime) -> str:
    """The newest head, where none was stamped since; empty: there is nothing to do. Nothing while the log lacks its
    end."""
    newest = unit.log.newest()
    if not newest or unit.brakes.everything() or unit.log.stamped_since(midnight):
        return ""
    return str(head_of(newest[0]))


def _keep(unit: Unit, head: str, answer: str, midnight: datetime, now: datetime) -> bool:
    if unit.log.stamped_since(midnight):  # by another replica
        return False
    data = {"head": head, "answer": answer}
    unit.events.add(EventKind.LOG_STAMPED, now, actor=None, request=None, data=data)
    return True
