"""The store: the database opened, migrated, unlocked and ready for units of work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from storage.engines import Engines, open_engines, reach
from storage.master_key import decode, open_vault, prove
from storage.migrate import upgrade_in
from storage.unit import Unit
from storage.vault import Vault
from storage.writer import Writer

T = TypeVar("T")
_READERS = 4
_SQLITE_GROUP = 64  # units that share one commit at most
_POSTGRES_WRITERS = 4


class Starter(Protocol):
    """What enqueues durable work (`storage.durable.Durable`)."""

    def enqueue(self, connection: Connection, kind: str, request_id: str, run: int) -> None: ...


class Store:
    """Satisfies `handlers.ports.Storage`. Made by `open_store`."""

    def __init__(self, engines: Engines, vault: Vault, starter: Starter) -> None:
        self._engines = engines
        self._vault = vault
        self._starter = starter
        threads, group = (1, _SQLITE_GROUP) if engines.sqlite else (_POSTGRES_WRITERS, 1)
        self._writer = Writer(engines.write, threads=threads, group=group)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")

    async def write(self, unit: Callable[[Unit], T]) -> T:
        """Run in one transaction, committed before this returns; run again after a `domain.request.Conflict`."""
        return await self._writer.write(lambda connection: unit(self._unit(connection, writes=True)))

    async def read(self, unit: Callable[[Unit], T]) -> T:
        """Run against the committed state. The connection cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    async def aclose(self) -> None:
        """Finish the writes that were accepted; accept no more."""
        await self._writer.close()
        self._readers.shutdown(wait=True)

    def _unit(self, connection: Connection, *, writes: bool) -> Unit:
        return Unit(connection, self._vault, self._starter.enqueue, writes=writes)

    def _read(self, unit: Callable[[Unit], T]) -> T:
        with self._engines.read.begin() as connection:
            return unit(self._unit(connection, writes=False))


@asynccontextmanager
async def open_store(
    url: str, master_key: str, starter: Starter, *, previous_master_key: str | None = None
) -> AsyncIterator[Store]:
    """Check the key, migrate, open.

    Raises:
        WrongMasterKey: the database was made with another key; nothing was written.
        UnusableDatabase: the address names no database that we can use.
    """
    master = decode(master_key)
    previous = decode(previous_master_key, "DSRBOT_MASTER_KEY_PREVIOUS") if previous_master_key else None
    engines = open_engines(url, readers=_READERS)
    try:
        with ThreadPoolExecutor(1) as opening:
            loop = asyncio.get_running_loop()
            vault = await loop.run_in_executor(opening, _prepare, engines, master, previous)
        async with aclosing(Store(engines, vault, starter)) as store:
            yield store
    finally:
        engines.dispose()


def _prepare(engines: Engines, master: bytes, previous: bytes | None) -> Vault:
    reach(engines)
    with engines.read.connect() as connection:
        prove(connection, master, previous)
    with engines.write.begin() as connection:
        upgrade_in(connection)
        return open_vault(connection, master, previous)
