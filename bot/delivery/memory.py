"""Answers kept for a while, and asked for once however many wait for the same."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from bot.door import Doubtful

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """`seconds` is how long an answer is good for. A fault is told to all who waited for it, and not kept."""

    def __init__(
        self,
        ask: Callable[[K], Awaitable[V]],
        seconds: float,
        *,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._seconds, self._size, self._clock = ask, seconds, size, clock
        self._known: OrderedDict[K, tuple[float, asyncio.Future[V]]] = OrderedDict()

    async def __call__(self, key: K) -> V:
        until, known = self._known.get(key, (0.0, None))
        if known and (not known.done() or self._clock() < until):
            return await asyncio.shield(known)
        return await self._asked(key)

    def known(self, key: K) -> V | None:
        """What was answered last, however old, without asking; None where nothing was."""
        _, known = self._known.get(key, (0.0, None))
        return known.result() if known and known.done() and not known.cancelled() and not known.exception() else None

    def forget(self, key: K) -> None:
        """An answer that is under way is not kept either."""
        self._known.pop(key, None)

    def forget_if(self, gone: Callable[[V], bool]) -> None:
        """What the answer says decides; one that is under way is not kept."""
        for key, (_, known) in list(self._known.items()):
            if not known.done() or known.exception() or gone(known.result()):
                self._known.pop(key, None)

    async def _asked(self, key: K) -> V:
        future: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._known[key] = (self._clock() + self._seconds, future)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        try:
            future.set_result(await self._ask(key))
        except BaseException as fault:
            self._known.pop(key, None)
            future.set_exception(fault if isinstance(fault, Exception) else Doubtful("given up"))
            future.exception()  # seen: perhaps nobody else waited
            raise
        return future.result()
