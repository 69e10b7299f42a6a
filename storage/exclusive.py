"""What one does at a time, among all processes that work on the database.

In this process it is a lock. Among several it is a row besides, in `claims`, which goes with its replica: whoever dies
or stands still keeps it no longer than its lease, and is fenced where it goes on after that. No connection is held.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from common.faults import describe
from domain.replica import Fenced

_AGAIN = 0.25  # seconds until it is asked again whether another process has ended

log = structlog.get_logger(__name__)


class Claiming(Protocol):
    """A replica."""

    def claim(self, connection: Connection, name: str) -> bool:
        """Whether it is this one's now, or was before."""

    def let_go(self, connection: Connection, name: str) -> None: ...


class Write(Protocol):
    def __call__(self, do: Callable[[Connection], bool], /) -> Awaitable[bool]:
        """In a transaction of its own. Raises Fenced."""


class Exclusive:
    """`replica`: None where this is the only process."""

    def __init__(self, write: Write, replica: Claiming | None) -> None:
        self._write, self._replica = write, replica
        self._locks = WeakValueDictionary[str, asyncio.Lock]()

    @asynccontextmanager
    async def __call__(self, name: str) -> AsyncIterator[None]:
        """Wait for one's turn, in the order of asking within the process. Raises Fenced."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            if not self._replica:
                yield
                return
            try:
                await self._claim(self._replica, name)
                yield
            finally:  # also where nobody waited for the answer to the claim
                await self._let_go(self._replica, name)

    async def _claim(self, replica: Claiming, name: str) -> None:
        while not await self._write(lambda connection: replica.claim(connection, name)):  # noqa: ASYNC110  elsewhere
            await asyncio.sleep(_AGAIN)

    async def _let_go(self, replica: Claiming, name: str) -> None:
        """As long as it takes: others wait for it while this replica lives. With one taken for dead it went."""

        def let_go(connection: Connection) -> bool:
            replica.let_go(connection, name)
            return True

        with suppress(Fenced):
            while True:
                try:
                    await self._write(let_go)
                    return
                except SQLAlchemyError as fault:
                    log.warning("what others wait for could not be let go yet", **describe(fault))
                    await asyncio.sleep(_AGAIN)
