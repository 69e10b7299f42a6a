"""One status call a poll, however many requests are waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

from common.shares import Among, alone

K = TypeVar("K")
T = TypeVar("T")


class SharedAnswer(Generic[T]):
    """Shares one answer between all who ask within `every` seconds. A failed call is not kept. `among`: so many
    processes ask together no more often than one alone."""

    def __init__(self, ask: Callable[[], Awaitable[T]], every: float, among: Among = alone) -> None:
        self._ask, self._every, self._among = ask, every, among
        self._one = asyncio.Lock()
        self._answer: T | None = None
        self._asked = -every

    async def read(self, newer: float = 0.0) -> T:
        """The answer, asked no longer ago than that, and after `newer` (of the monotonic clock).

        Raises:
            domain.trouble.Trouble: the service did not answer.
        """
        async with self._one:
            asked = monotonic()
            every = self._every * self._among()
            if self._answer is None or asked - self._asked >= every or self._asked < newer:
                self._answer = await self._ask()
                self._asked = asked
            return self._answer


class Shared(Generic[K, T]):
    """One answer for each key, shared between all who ask within `every` seconds. What `keep` refuses is not shared."""

    def __init__(self, every: float = 0.0) -> None:
        self._every = every
        self._one: dict[K, asyncio.Lock] = {}
        self._known: dict[K, tuple[float, T]] = {}

    async def read(self, key: K, ask: Callable[[], Awaitable[T]], *, keep: Callable[[T], bool]) -> T:
        async with self._one.setdefault(key, asyncio.Lock()):
            asked, known = self._known.get(key, (0.0, None))
            if known is not None and monotonic() - asked < self._every:
                return known
            answer = await ask()
            if keep(answer):
                self._known[key] = (monotonic(), answer)
            return answer
