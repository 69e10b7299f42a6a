"""One status call a poll, however many requests are waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Pulse(Generic[T]):
    """Shares one answer between all who ask within `every` seconds. A failed call is not kept."""

    def __init__(self, ask: Callable[[], Awaitable[T]], every: float) -> None:
        self._ask, self._every = ask, every
        self._one = asyncio.Lock()
        self._answer: T | None = None
        self._asked = -every

    async def read(self) -> T:
        """The answer, asked no longer than `every` seconds ago.

        Raises:
            domain.insights.Trouble: the service did not answer.
        """
        async with self._one:
            if self._answer is None or monotonic() - self._asked >= self._every:
                self._answer = await self._ask()
                self._asked = monotonic()
            return self._answer
