"""What Teams brings twice is served once, and both get the same answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any, TypeVar

from common.tasks import Tasks

T = TypeVar("T")
_KEPT = 2_000


class Once:
    """Of this process only; what may happen but once for good, the desk sees to."""

    def __init__(self, owned: Tasks) -> None:
        self._owned = owned
        self._begun: OrderedDict[str, asyncio.Task[Any]] = OrderedDict()

    def begin(self, key: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """The task, which goes on when whoever asked hangs up. Without a key nothing can be recognised."""
        known: asyncio.Task[T] | None = self._begun.get(key)
        if known:
            work.close()
            return known
        task = self._owned.begin(work)
        if key:
            self._begun[key] = task
        if len(self._begun) > _KEPT:
            self._begun.popitem(last=False)
        return task
