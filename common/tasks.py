"""Tasks that somebody waits for: nothing that was begun is lost when the bot stops."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Tasks:
    """Begins tasks, keeps them, and sees them to their end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """A fault of the task reaches whoever awaits it; one that nobody awaits is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def spawn(self, work: Coroutine[Any, Any, None], what: str) -> None:
        """For work whose end nobody but us waits for."""
        self.begin(_told(work, what))

    async def close(self, patience: float) -> None:
        """Wait for everything that is under way, also for what it begins; after so many seconds it is cancelled."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        if self._tasks:
            log.warning("stopped before everything was answered", count=len(self._tasks))
        for task in (rest := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


async def _told(work: Coroutine[Any, Any, None], what: str) -> None:
    try:
        await work
    except Exception:
        log.exception(what)
