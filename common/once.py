"""What is brought twice is done once, and whoever brings it gets the same answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Hashable
from typing import Any, TypeVar

from common.tasks import Tasks

T = TypeVar("T")


class Once:
    """Of this process only; what may happen but once for good, the desk sees to."""

    def __init__(self, owned: Tasks, *, kept: int = 0) -> None:
        """`kept`: of how many that have ended the answer is still known."""
        self._owned, self._kept = owned, kept
        self._begun: dict[Hashable, asyncio.Task[Any]] = {}
        self._ended = deque[Hashable]()

    def begin(self, key: Hashable, work: Coroutine[Any, Any, T]) -> tuple[asyncio.Task[T], bool]:
        """The task, which goes on when whoever asked hangs up, and whether it was begun by this. Without a key (None,
        or an empty one) nothing can be recognised."""
        known: asyncio.Task[T] | None = self._begun.get(key)
        if known:
            work.close()
            return known, False
        task = self._owned.begin(work)
        if key:
            self._begun[key] = task
            task.add_done_callback(lambda _: self._forget(key))
        return task, True

    def _forget(self, ended: Hashable) -> None:
        self._ended.append(ended)
        while len(self._ended) > self._kept:
            del self._begun[self._ended.popleft()]
