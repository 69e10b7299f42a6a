"""Who works just now, so that a process can stop without tearing a step apart."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_Task = asyncio.Task[Any]


class Drain:
    """Once it ends, whoever comes to a step is cancelled there; DBOS takes cancelled work up at the next start."""

    def __init__(self) -> None:
        self._over = False
        self._on: set[_Task] = set()
        self._idle: set[_Task] = set()

    @contextmanager
    def on(self) -> Iterator[None]:
        """The current task works until the end of this block."""
        task = self._current()
        self._on.add(task)
        try:
            yield
        finally:
            self._on.discard(task)

    @contextmanager
    def idle(self) -> Iterator[None]:
        """What is done in this block may be cancelled at any time."""
        task = self._current()
        self._idle.add(task)
        try:
            yield
        finally:
            self._idle.discard(task)

    async def end(self, grace: float) -> None:
        """Cancel who idles; wait up to `grace` seconds for the busy; then cancel them too."""
        self._over = True
        for task in list(self._idle):
            task.cancel()
        if self._on:
            await asyncio.wait(self._on, timeout=grace)
        rest = set(self._on)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def check(self) -> None:
        """Raises CancelledError once the shift is over."""
        if self._over:
            raise asyncio.CancelledError

    def _current(self) -> _Task:
        self.check()
        task = asyncio.current_task()
        assert task is not None
        return task
