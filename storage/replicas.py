"""The processes that work on one database on PostgreSQL: each has a lease by the clock of the database.

Whose lease has run out is taken for dead: its row goes, with its claims, and others take up its work. It may only have
been stopped, and go on. So each unit that writes asks for the row in its own transaction, and whoever is about to do
what cannot be undone asks whether the lease still runs. On SQLite there is one process alone (`storage.alone`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Thread
from typing import Protocol, TypeVar
from uuid import uuid4

import structlog
from sqlalchemy import Connection, Engine

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
_CALL = 2  # leases; no call takes longer
_SAME = timedelta(seconds=0.5)  # clocks that differ by less are the same
_FARTHEST = timedelta(minutes=5)
_QUICK = 1.0  # seconds
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
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

    async def others_ended(self) -> None:
        """Wait until nothing is under way any more of who did the chores before, or of processes without a lease."""

    def give_up(self) -> None:
        """Something that it has to do is done no more: another one is to do it all."""

    def check(self) -> None:
        """Raises Fenced where the lease may have run out, as far as this process knows by itself."""

    def hold(self, connection: Connection) -> None:
        """Until the end of the transaction nobody takes this one for dead. Raises Fenced where somebody has."""

    def claim(self, connection: Connection, name: str) -> bool:
        """Whether it is this one's alone, now or since before, until it lets go or is taken for dead."""

    def let_go(self, connection: Connection, name: str) -> None: ...


class TakenForDead(UnusableDatabase):
    """The text says what to do."""

    def __init__(self) -> None:
        told = "it was stopped, did without the database for too long, or its clock jumped. The log says which."
        super().__init__(f"This replica has lost its lease, and another does its work: {told} Start it again.")


def utc_now() -> datetime:
    return datetime.now(UTC)


def replica_at(
    url: str, lease: float = LEASE, clock: Clock = utc_now, also: Callable[[], None] = lambda: None
) -> Replica:
    """`lease` in seconds; `clock`: of this machine. `also`: asked wherever the lease is, before it; it may raise
    Fenced. So it is where an engine has its lease on another database, as either may be lost.

    Raises:
        UnusableDatabase: the address names no database that we can use.
    """
    return Alone(clock, also) if parse(url).get_backend_name() == "sqlite" else Leased(url, lease, clock, also)


class Alone:
    """Who works on a SQLite file, or beside the bot for a moment."""

    living, chores = 1, len(Chore)

    def __init__(self, clock: Clock = utc_now, also: Callable[[], None] = lambda: None) -> None:
        self.id, self.lost, self._clock, self._also = EARLIER, asyncio.Event(), clock, also

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

    async def others_ended(self) -> None:
        await asyncio.Event().wait()  # there never was another

    def give_up(self) -> None:
        pass

    def check(self) -> None:
        self._also()

    def hold(self, connection: Connection) -> None:
        self._also()

    def claim(self, connection: Connection, name: str) -> bool:
        return True

    def let_go(self, connection: Connection, name: str) -> None:
        pass


class Leased:
    """One of several. From `join` to `leave` it renews its lease; `run` takes up the work of others meanwhile."""

    def __init__(self, url: str, lease: float, clock: Clock, also: Callable[[], None] = lambda: None) -> None:
        self.id, self.lost, self.living = str(uuid4()), asyncio.Event(), 1
        self._url, self._lease, self._clock, self._also = url, lease, clock, also
        self._engine = lease_engine(url)
        self._ahead = timedelta()  # of the database, before this machine
        self._until = self._steady = 0.0  # the end of the lease; since when it was renewed without a gap
        self._chores: frozenset[Chore] = frozenset()
        self._adopt: Adopt | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._adopting: asyncio.Task[None] | None = None

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
        self._go_on()
        log.info("a replica has joined", replica=self.id, living=self.living)

    async def leave(self) -> None:
        """Whoever comes next need not wait for the end of the lease."""
        tasks = [task for task in (self._renewing, self._adopting) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._until = 0.0
        with suppress(Exception):
            async with asyncio.timeout(self._lease):
                await self._do(leases.leave)
        self._engine.dispose()

    async def run(self, adopt: Adopt) -> None:
        """Until the lease is lost. `adopt`: take up the work of these workers."""
        self._adopt = adopt
        await self.lost.wait()

    def now(self) -> datetime:
        return self._clock() + self._ahead

    def holds(self, chore: Chore) -> bool:
        return chore in self._chores and _monotonic() < self._until

    async def turn(self, chore: Chore) -> bool:
        waited = False
        while not self.holds(chore):
            waited = True
            await asyncio.sleep(self._lease / _BEATS / 4)
        return waited

    async def others_ended(self) -> None:
        await asyncio.sleep(_CALL * self._lease)
        told = False
        while names := await self._do(lambda connection, _: leases.earlier(connection)):
            if not told:
                log.info("what an earlier release draws late is mended once its sessions have left", sessions=names)
            told = True
            await asyncio.sleep(self._lease / _BEATS)

    def give_up(self) -> None:
        self._lose("something that this replica has to do has ended, so it ends")

    def check(self) -> None:
        self._also()
        if _monotonic() >= self._until:
            raise Fenced

    def hold(self, connection: Connection) -> None:
        self._also()
        leases.hold(connection, self.id)

    def claim(self, connection: Connection, name: str) -> bool:
        return leases.claim(connection, name, self.id)

    def let_go(self, connection: Connection, name: str) -> None:
        leases.let_go(connection, name, self.id)

    def _go_on(self) -> None:
        self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        while not self.lost.is_set():
            await asyncio.sleep(self._lease / _BEATS)
            try:
                async with asyncio.timeout(self._lease):
                    dead = await self._beat()
            except Fenced:
                self._lose("another replica has taken this one for dead, so it ends")
            except TimeoutError:
                log.warning("the database does not answer, so the lease was not renewed")
                self._engine = lease_engine(self._url)  # the thread that waits has the connection of the old one
            except Exception as fault:
                log.warning("the lease was not renewed", **describe(fault))
            else:
                self._take_up(dead)

    def _lose(self, why: str) -> None:
        log.error(why)
        self._until = 0.0
        self.lost.set()

    def _take_up(self, dead: Collection[str]) -> None:
        """Beside the renewals, as it may take long; once at a time."""
        if dead and self._adopt and not self.lost.is_set() and (not self._adopting or self._adopting.done()):
            log.warning("the work of others is taken up", workers=len(dead))
            self._adopting = asyncio.create_task(_logged(self._adopt(dead)))

    async def _beat(self) -> Collection[str]:
        """Who renews without a gap for a whole lease alone takes others for dead: after an outage of the database, all
        leases have run out, and those who had them come back one after the other."""
        began, before = _monotonic(), self._clock()
        if began >= self._until:
            self._steady = began
        found = await self._do(
            leases.renew, self._lease, reaps=began - self._steady >= self._lease, adopts=bool(self._adopt)
        )
        took = _monotonic() - began
        first, self._until = not self._until, began + self._lease
        self.living, self._chores = found.living, found.chores
        if first or took <= _QUICK:  # else it is not known when in that time the database looked at its clock
            self._set(found.at - before - timedelta(seconds=took / 2), first=first)
        return found.dead

    def _set(self, ahead: timedelta, *, first: bool) -> None:
        """Not for what a call takes more or less, so that time does not run back and forth."""
        if abs(ahead - self._ahead) < _SAME:
            return
        log.warning("the clocks of this machine and of the database differ", seconds=round(ahead.total_seconds()))
        if abs(ahead) <= _FARTHEST or first:
            self._ahead = ahead
        else:
            self._lose("the clock of this machine or of the database has jumped, so this replica ends")

    async def _do(self, do: Callable[..., T], *given: float, **named: bool) -> T:
        """In a thread of its own, which nobody waits for at the end of the process."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        work = partial(_in_transaction, self._engine, do, self.id, *given, **named)
        Thread(target=_answered, args=(loop, answer, work), name="lease", daemon=True).start()
        return await answer


def _in_transaction(engine: Engine, do: Callable[..., T], *given: object, **named: bool) -> T:
    with engine.begin() as connection:
        return do(connection, *given, **named)


def _answered(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[T], work: Callable[[], T]) -> None:
    result, error = None, None
    try:
        result = work()
    except Exception as fault:
        error = fault

    def settle() -> None:
        if answer.done():  # nobody waits any more
            return
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    with suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(settle)


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as fault:
        log.warning("the work of others could not be taken up yet", **describe(fault))


def _monotonic() -> float:
    """Seconds; where there is such a clock, also those for which the machine slept."""
    return time.clock_gettime(_CLOCK)
