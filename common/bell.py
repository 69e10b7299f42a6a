"""What rings after something has happened, for any number of listeners, each of whom may be busy meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """On one loop. `rung`: how often, so that whoever looks around first notes it hears what rings while they look."""

    def __init__(self) -> None:
        self.rung = 0
        self._ringing = asyncio.Event()

    def ring(self) -> None:
        self.rung += 1
        self._ringing.set()
        self._ringing = asyncio.Event()

    async def wait(self, since: int, seconds: float) -> None:
        """Until it has rung more often than `since`, at most so long."""
        if self.rung > since:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ringing.wait()
