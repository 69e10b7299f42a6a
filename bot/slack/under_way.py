"""Acts that are being done: what Slack brings again meanwhile is the same act, done once and answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from common.tasks import Tasks
from domain.chat import Incoming

A = TypeVar("A", bound=Incoming)
T = TypeVar("T")


class UnderWay:
    """Of this process, and while it goes on; what may happen but once for good, the desk sees to."""

    def __init__(self, owned: Tasks) -> None:
        self._owned = owned
        self._tasks: dict[object, asyncio.Task[Any]] = {}

    def begin(self, act: A, do: Callable[[A], Coroutine[Any, Any, T]]) -> tuple[asyncio.Task[T], bool]:
        """The task, and whether this delivery began it, and has to bring what comes late. Without a delivery nothing
        can be recognised."""
        key = (type(act), act.account, act.delivery) if act.delivery else object()
        known: asyncio.Task[T] | None = self._tasks.get(key)
        if known:
            return known, False
        task = self._tasks[key] = self._owned.begin(do(act))
        task.add_done_callback(lambda _: self._tasks.pop(key))
        return task, True
