"""The processes that work on one database on PostgreSQL: each has a lease by the clock of the database.

Whose lease has run out is taken for dead: its row goes, with its claims, and others take up its work. It may only have
been stopped, and go on. So each unit that writes asks for the row in its own transaction, and whoever is about to do
what cannot be undone asks whether the lease still runs. On SQLite there is one process alone (`storage.alone`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar
from uuid import uuid4

import structlog
from sqlalchemy import Connection

from common.faults import describe
from domain.replica import Chore, Fenced
from storage import leases
from storage.engines import UnusableDatabase, lease_engine, parse
from storage.recorded import EARLIER

T = TypeVar("T")
Adopt = Callable[[Collection[str]], Awaitable[None]]
Clock = Callable[[], datetime]
LEASE = 10.0  # seconds
_BEATS = 3  # in a lease
_SAME = timedelta(seconds=0.5)  # clocks that differ by less are the same
_FARTHEST = timedelta(minutes=5)
_APART = "The clocks of this machine and of the database are {} apart: set them right, then start again."

log = structlog.get_logger(__name__)


class Replica(Protocol):
    """One process among those that work on the database. `lost`: it was taken for dead, and has to end."""

    id: str
    lost: asyncio.Event

    @property
    def living(self) -> int:
        """How many there are, this one included."""

    @property
    def chores(self) -> int:
        """How many this one does for all."""

    async def join(self) -> None: ...
    async def leave(self) -> None: ...
    async def run(self, adopt: Adopt) -> None: ...
    def now(self) -> datetime:
        """The time that all of them agree on, aware, UTC."""

    def holds(self, chore: Chore) -> bool: ...
    async def turn(self, chore: Chore) -> bool:
        """Wait until the chore is this one's; whether it was not."""

    def check(self) -> None:
        """Raises Fenced where the lease may have run out, as far as this process knows by itself."""

    def hold(self, connection: Connection) -> None:
        """Until the end of the transaction nobody takes this one for dead. Raises Fenced where somebody has."""


class TakenForDead(UnusableDatabase):
    """The text says what to do."""

    def __init__(self) -> None:
        told = "it was stopped, or did without the database, for too long. Start it again."
        super().__init__(f"Another replica has taken this one for dead, and does its work: {told}")


def utc_now() -> datetime:
    return datetime.now(UTC)


def replica_at(url: str, lease: float = LEASE, clock: Clock = utc_now) -> Replica:
    """`lease` in seconds; `clock`: of this machine.

    Raises:
        UnusableDatabase: the address names no database that we can use.
    """
    return Alone(clock) if parse(url).get_backend_name() == "sqlite" else Leased(url, lease, clock)


class Alone:
    """Who works on a SQLite file, or beside the bot for a moment."""

    living, chores = 1, len(Chore)

    def __init__(self, clock: Clock = utc_now) -> None:
        self.id, self.lost, self._clock = EARLIER, asyncio.Event(), clock

    async def join(self) -> None:
        pass

    async def leave(self) -> None:
        pass

    async def run(self, adopt: Adopt) -> None:
        await asyncio.Event().wait()

    def now(self) -> datetime:
        return self._clock()

    def holds(self, chore: Chore) -> bool:
        return True

    async def turn(self, chore: Chore) -> bool:
        return False

    def check(self) -> None:
        pass

    def hold(self, connection: Connection) -> None:
        pass


class Beside:
    """Works on one database under a lease there, for an engine that has its lease on another: either may be lost."""

    def __init__(self, own: Replica, lead: Replica) -> None:
        self._own, self._lead, self.id, self.lost = own, lead, own.id, own.lost
        self.join, self.leave, self.run, self.now = own.join, own.leave, own.run, own.now
        self.holds, self.turn = own.holds, own.turn

    @property
    def living(self) -> int:
        return self._own.living

    @property
    def chores(self) -> int:
        return self._own.chores

    def check(self) -> None:
        self._lead.check()
        self._own.check()

    def hold(self, connection: Connection) -> None:
        """Whoever was stopped for so long that others do the engine's work has lost this lease as well."""
        self._lead.check()
        self._own.hold(connection)


class Leased:
    """One of several. Between `join` and `leave`, `run` is to run."""

    def __init__(self, url: str, lease: float, clock: Clock) -> None:
        self.id, self.lost, self.living = str(uuid4()), asyncio.Event(), 1
        self._engine, self._lease, self._clock = lease_engine(url), lease, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lease")  # its own, as is the connection
        self._ahead = timedelta()  # of the database, before this machine
        self._until = self._steady = 0.0  # the end of the lease; since when it was renewed without a gap: monotonic
        self._chores: frozenset[Chore] = frozenset()

    @property
    def chores(self) -> int:
        return len(self._chores)

    async def join(self) -> None:
        """Raises UnusableDatabase where the clocks are too far apart."""
        await self._do(leases.join, self._lease)
        await self._beat()
        if abs(self._ahead) > _FARTHEST:
            await self.leave()
            raise UnusableDatabase(_APART.format(str(abs(self._ahead)).partition(".")[0]))
        log.info("a replica has joined", replica=self.id, living=self.living)

    async def leave(self) -> None:
        """Whoever comes next need not wait for the end of the lease."""
        self._until = 0.0
        with suppress(Exception):
            await self._do(leases.leave)
        self._thread.shutdown(wait=False)
        self._engine.dispose()

    async def run(self, adopt: Adopt) -> None:
        """Renew the lease until it is lost. `adopt`: take up the work of these workers."""
        while not self.lost.is_set():
            await asyncio.sleep(self._lease / _BEATS)
            try:
                if dead := await self._beat():
                    log.warning("the work of others is taken up", workers=len(dead))
                    await adopt(dead)
            except Fenced:
                log.error("another replica has taken this one for dead, so it ends")
                self._until = 0.0
                self.lost.set()
            except Exception as fault:
                log.warning("the lease was not renewed", **describe(fault))

    def now(self) -> datetime:
        return self._clock() + self._ahead

    def holds(self, chore: Chore) -> bool:
        return chore in self._chores and time.monotonic() < self._until

    async def turn(self, chore: Chore) -> bool:
        waited = False
        while not self.holds(chore):
            waited = True
            await asyncio.sleep(self._lease / _BEATS / 4)
        return waited

    def check(self) -> None:
        if time.monotonic() >= self._until:
            raise Fenced

    def hold(self, connection: Connection) -> None:
        leases.hold(connection, self.id)

    async def _beat(self) -> Collection[str]:
        """Who renews without a gap for a whole lease alone takes others for dead: after an outage of the database, all
        leases have run out, and those who had them come back one after the other."""
        began, before = time.monotonic(), self._clock()
        if began >= self._until:
            self._steady = began
        found = await self._do(leases.renew, self._lease, reaps=began - self._steady >= self._lease)
        self._set(found.at - before - timedelta(seconds=(time.monotonic() - began) / 2))
        self._until, self.living, self._chores = began + self._lease, found.living, found.chores
        return found.dead

    def _set(self, ahead: timedelta) -> None:
        """Not for what a call takes more or less, so that time does not run back and forth."""
        if abs(ahead - self._ahead) < _SAME:
            return
        log.warning("the clocks of this machine and of the database differ", seconds=round(ahead.total_seconds()))
        if abs(ahead) <= _FARTHEST or not self._until:
            self._ahead = ahead

    async def _do(self, do: Callable[..., T], *given: float, **named: bool) -> T:
        work = partial(self._in_transaction, do, *given, **named)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _in_transaction(self, do: Callable[..., T], *given: float, **named: bool) -> T:
        with self._engine.begin() as connection:
            return do(connection, self.id, *given, **named)
