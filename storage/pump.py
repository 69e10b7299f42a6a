"""From the rows to the engine: whatever is to be worked on is begun, also what a process that died had left behind."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from common.faults import describe
from storage.starts import Start
from storage.store import Store

log = structlog.get_logger(__name__)
EVERY = 5.0  # seconds between two looks, where nobody calls
_MOST = 16  # at once


class Engine(Protocol):
    async def begin(self, kind: str, request_id: str, run: int) -> None: ...


class Pump:
    """A run may be begun twice, by a process that died before it could note it: the engine takes each name once."""

    def __init__(self, store: Store, durable: Engine, *, every: float = EVERY) -> None:
        self._store, self._durable, self._every = store, durable, every

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self._begin_some():
                    pass
            except Exception as error:
                log.error("what is to be begun could not be read", **describe(error))
                await asyncio.sleep(self._every)
            else:
                await self._store.asked(self._every)

    async def _begin_some(self) -> bool:
        """Whether there may be more."""
        starts = await self._store.read(lambda unit: unit.starts.asked(_MOST))
        begun = [start for start in starts if await self._begin(start)]
        if begun:
            await self._store.write(lambda unit: unit.starts.begun(begun))
        return len(begun) == _MOST

    async def _begin(self, start: Start) -> bool:
        """One that cannot be begun just now holds up no other."""
        try:
            await self._durable.begin(start.kind, start.id, start.run)
        except Exception as error:
            log.error("work could not be begun", request=start.id, run=start.run, **describe(error))
            return False
        return True
