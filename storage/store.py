"""The store: the database opened, migrated, unlocked and ready for units of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from common.bell import Bell
from domain.replica import pause
from storage.belonging import mark
from storage.binding import bind_texts
from storage.destroyed import DestroyedKeys
from storage.ends_given import give_ends
from storage.engines import Engines, NoDatabase, OlderDatabase, a_file, open_engines, reach, sound
from storage.exclusive import Exclusive
from storage.hiding import hide_keys
from storage.looking import open_to_look
from storage.lost_again import lose_again
from storage.master_key import binds_texts, decode, is_locked, keeps_orders, look_into, open_vault, prove
from storage.memory import remembering
from storage.migrate import is_current, upgrade_in, wait_for_turn
from storage.moved import stay
from storage.moves_told import tell_moves
from storage.orders_given import give_orders
from storage.proving_events import note_unproved
from storage.reading import Looking
from storage.replicas import Alone, Replica
from storage.rewrapping import in_use, rewrap
from storage.scrubbing import is_owed, owe, scrub, scrub_owed
from storage.signing import SigningKeys
from storage.sqlite import driver, path_of
from storage.statistics import gather
from storage.unit import Unit
from storage.vault import Vault
from storage.writer import Writer

log = structlog.get_logger(__name__)

T = TypeVar("T")
_READERS = 4
_GROUP = 32  # units that share one commit at most; PostgreSQL keeps 64 savepoints of a transaction at hand
_POSTGRES_WRITERS = 4  # they overlap while the server works; what waits is shared out among them


@dataclass(frozen=True)
class _Ended(Generic[T]):
    """A unit that came to its end: what it returned, and what is to follow its commit."""

    value: T
    news: bool  # something is to be told or drawn
    logged: bool  # an event was added
    begins: bool  # work is to begin


class Reader:
    """What only looks. Made by `open_reader`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._looking, self._vault = Looking(engine), vault
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")

    async def read(self, unit: Callable[[Unit], T]) -> T:
        """Run against the committed state. The connection cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def aclose(self) -> None:
        self._readers.shutdown(wait=True)
        self._looking.close()

    def _read(self, unit: Callable[[Unit], T]) -> T:
        def look(connection: Connection) -> T:
            with remembering(connection):
                return unit(Unit(connection, self._vault, writes=False))

        return self._looking.look(look)


class Store(Reader):
    """Satisfies `handlers.ports.Storage`. Made by `open_store`. `new`: nothing was ever kept in it before."""

    def __init__(
        self,
        engines: Engines,
        vault: Vault,
        list_: DestroyedKeys,
        *,
        new: bool,
        wake: Callable[[], None],
        replica: Replica,
    ) -> None:
        super().__init__(engines.read, vault)
        self.new, self.list = new, list_
        self._replica = replica
        self._engines = engines
        self._wake = wake
        self._logged, self._asked, self._written = asyncio.Event(), asyncio.Event(), Bell()
        threads = 1 if engines.sqlite else _POSTGRES_WRITERS
        self._writer = Writer(engines.write, threads=threads, group=_GROUP, committed=self._committed)
        self.exclusive = Exclusive(self._plainly, None if engines.sqlite else replica)

    async def write(self, unit: Callable[[Unit], T]) -> T:
        """Run in one transaction, committed before this returns; run again after a `domain.request.Conflict`.

        Raises:
            Fenced: this replica was taken for dead.
        """
        return (await self._writer.write(lambda connection: self._run(unit, connection))).value

    async def save(self, unit: Callable[[Unit], T]) -> T:
        """The same, also where this replica was taken for dead. For what nobody else has and nobody can get again; the
        unit changes nothing but what it compares in the very statement."""
        return (await self._writer.write(lambda connection: self._run(unit, connection, fenced=False))).value

    async def read(self, unit: Callable[[Unit], T]) -> T:
        """What was read before the process was stopped is not acted upon. Raises: Fenced."""
        found = await super().read(unit)
        self._replica.check()
        return found

    async def logged(self, seconds: float) -> None:
        """Wait until an event is added here, at most so long: others may add some elsewhere. Where there are no others,
        some more."""
        await _set(self._logged, pause(seconds, self._replica.living))

    async def asked(self, seconds: float) -> None:
        """Wait until work is asked for, at most so long."""
        await _set(self._asked, seconds)

    @property
    def written(self) -> int:
        """How often something was written here."""
        return self._written.rung

    async def calm(self, since: int, seconds: float) -> None:
        """While nothing was written since so much was `written`, at most so long; not at all where others may write."""
        if self._replica.living == 1:
            await self._written.wait(since, seconds)

    def stir(self) -> None:
        """As if something had been written: what is due may be another since."""
        self._written.ring()

    async def scrub(self, secrets: Sequence[bytes]) -> bool:
        """See `storage.scrubbing.scrub`."""
        return await _aside(scrub, self._engines, secrets)

    async def gather_statistics(self) -> None:
        """See `storage.statistics`."""
        await _aside(gather, self._engines)

    async def aclose(self) -> None:
        """Finish the writes that were accepted; accept no more."""
        await self._writer.close()
        await super().aclose()

    def _run(self, unit: Callable[[Unit], T], connection: Connection, *, fenced: bool = True) -> _Ended[T]:
        if fenced:
            self._replica.hold(connection)
        with remembering(connection):
            one = Unit(connection, self._vault, writes=True)
            value = unit(one)
            one.changes.end()
        return _Ended(value, one.changes.news, one.events.added, one.changes.begins)

    async def _plainly(self, do: Callable[[Connection], T]) -> T:
        """Without a unit: nothing follows from it."""

        def run(connection: Connection) -> _Ended[T]:
            self._replica.hold(connection)
            return _Ended(do(connection), news=False, logged=False, begins=False)

        return (await self._writer.write(run)).value

    def _committed(self, ended: _Ended[T]) -> None:
        self._written.ring()
        if ended.logged:
            self._logged.set()
        if ended.begins:
            self._asked.set()
        if ended.news:
            self._wake()


@asynccontextmanager
async def open_store(
    url: str,
    master_key: str,
    *,
    previous_master_key: str | None = None,
    wake: Callable[[], None] = lambda: None,
    destroyed: Path | None = None,
    replica: Replica | None = None,
) -> AsyncIterator[Store]:
    """Check the key, migrate, open. `wake`: called on the loop after each commit that leaves something to tell or draw.

    `destroyed`: the file that lists destroyed keys; before anything is read, they are destroyed here, too. `replica`:
    who works on it, which has its lease while the block runs, and wraps anew what a previous key wrapped; None:
    somebody beside the bot, who uses both keys as they are.

    Raises:
        WrongMasterKey: the database was made with another key; nothing was written.
        UnusableDatabase: the address names no database that we can use, or one that was copied; or the master key is
            to be changed under other replicas.
    """
    stay(url)
    master, previous = _keys(master_key, previous_master_key)
    engines = open_engines(url, readers=_READERS)
    try:
        with sound():
            vault, new, keys = await _aside(prepare, engines, master, previous, destroyed, replica is not None)
            await _aside(_clean_up, engines)
        async with (
            _joined(replica or Alone()) as joined,
            aclosing(Store(engines, vault, keys, new=new, wake=wake, replica=joined)) as store,
        ):
            if replica is not None:
                await _aside(_prove_again, engines, master, previous)
            yield store
    finally:
        engines.dispose()


@asynccontextmanager
async def open_reader(url: str, master_key: str, previous_master_key: str | None = None) -> AsyncIterator[Reader]:
    """A database as it is, also beside a bot that runs: nothing is made, migrated or written.

    Raises:
        NoDatabase: there is none, or nothing in it.
        OlderDatabase: it is not up to date.
        WrongMasterKey: it was made with another key.
        UnusableDatabase: the address names no database that we can use.
    """
    master, previous = _keys(master_key, previous_master_key)
    engine = open_to_look(url, readers=_READERS)
    try:
        with sound():
            vault = await _aside(_look, engine, master, previous)
        async with aclosing(Reader(engine, vault)) as reader:
            yield reader
    finally:
        engine.dispose()


def was_used(url: str) -> bool:
    """Whether anything was ever kept in the database. Makes none.

    Raises:
        UnusableDatabase: the address names no database that we can use.
    """
    try:
        engine = open_to_look(url, readers=1)
    except NoDatabase:
        return False
    try:
        reach(engine)
        with engine.connect() as connection:
            return is_locked(connection)
    finally:
        engine.dispose()


@asynccontextmanager
async def _joined(replica: Replica) -> AsyncIterator[Replica]:
    await replica.join()
    try:
        yield replica
    finally:
        await replica.leave()


async def _set(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()


def _keys(master: str, previous: str | None) -> tuple[bytes, bytes | None]:
    return decode(master), decode(previous, "DSRBOT_MASTER_KEY_PREVIOUS") if previous else None


async def _aside(do: Callable[..., T], *given: object) -> T:
    """In a thread of its own."""
    with ThreadPoolExecutor(1) as opening:
        return await asyncio.get_running_loop().run_in_executor(opening, do, *given)


def prepare(
    engines: Engines, master: bytes, previous: bytes | None, destroyed: Path | None, works: bool = False
) -> tuple[Vault, bool, DestroyedKeys]:
    """`works`: it is the bot, and not somebody beside it. It alone changes the master key."""
    reach(engines.read)
    with engines.read.connect() as connection:
        new = not prove(connection, master, previous)
    _mark(engines, alone=works)
    with engines.write.begin() as connection:
        upgrade_in(connection)
        first = not keeps_orders(connection)
        if works and previous:
            rewrap(connection, master, previous)
        master, previous = in_use(connection, master, previous)
        vault = open_vault(connection, master, previous)
        _sign_with(SigningKeys(connection, vault, writes=True))
        unit, keys, now = _whole(connection, vault), DestroyedKeys(destroyed, vault), datetime.now(UTC)
        lose_again(unit, keys, now)
        if first:
            give_orders(unit, now)
        if not binds_texts(connection):
            bind_texts(unit, vault, now)
        note_unproved(unit, vault, now)
        give_ends(unit, vault, now)
        tell_moves(unit, now)
        if hide_keys(unit, now):
            owe(connection)
        unit.changes.end()
    return vault, new, keys


def _prove_again(engines: Engines, master: bytes, previous: bytes | None) -> None:
    """With a lease nobody changes the master key under this one; until it had one, another could. Raises:
    WrongMasterKey."""
    if not engines.sqlite:
        with engines.write.begin() as connection:
            wait_for_turn(connection)
            prove(connection, master, previous)


def _mark(engines: Engines, *, alone: bool) -> None:
    """See `storage.belonging`."""
    if engines.sqlite:
        with driver(engines.write) as connection, a_file():
            mark(path_of(engines.write.url), connection, alone=alone)


def _clean_up(engines: Engines) -> None:
    """Also what a start before this one left behind, that ended before it could."""
    with engines.read.connect() as connection:
        owed = is_owed(connection)
    if owed and not scrub_owed(engines):
        log.warning("what the database leaves behind of hidden keys could not be cleaned up yet")


def _whole(connection: Connection, vault: Vault) -> Unit:
    return Unit(connection, vault, writes=True)


def _sign_with(keys: SigningKeys) -> None:
    """The key that signs the log: made at the first start, and there at every other one."""
    if keys.public():
        keys.signer()
    else:
        keys.make(datetime.now(UTC))


def _look(engine: Engine, master: bytes, previous: bytes | None) -> Vault:
    reach(engine)
    with engine.connect() as connection:
        if not is_current(connection):
            raise OlderDatabase
        return look_into(connection, master, previous)
