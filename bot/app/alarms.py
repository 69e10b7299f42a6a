"""Looking for work in error each minute: what the engine has ended by itself, and what goes on failing."""

from __future__ import annotations

import asyncio

import structlog

from common.faults import describe
from handlers.deps import Deps
from handlers.requests.broken import STUCK, broke_off, tell_in_error
from storage.durable import Station

EVERY = 60.0  # seconds
_MOST = 200  # on record, the newest first

log = structlog.get_logger(__name__)


class Alarms:
    """Whatever replica looks first says it; the others find that it was said."""

    def __init__(self, deps: Deps, durable: Station, every: float = EVERY) -> None:
        self._deps, self._durable, self._every = deps, durable, every
        self.in_error = 0  # runs on record that the engine has ended by itself

    @property
    def stuck(self) -> int:
        """Runs of this process in which something goes on failing."""
        return len(self._durable.stuck)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.error("work in error could not be looked for", **describe(error))
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        broken = await self._durable.broken(_MOST)
        for request, number in await broke_off(self._deps, [(run.request, run.number) for run in broken]):
            log.error("work had ended in an error of the engine", request=request, run=number)
        for run in list(self._durable.stuck):
            await tell_in_error(self._deps, run.request, STUCK)
        self.in_error = len(broken)
