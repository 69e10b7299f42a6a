"""One status call a poll, however many requests are waiting for it."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from common.shares import Among, alone

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True)
class _Call(Generic[T]):
    """One that has ended. `outcome`: its answer, or why there was none; `kept`: it serves those who come later."""

    asked: float
    ended: float
    outcome: Future[T]
    kept: bool


class SharedAnswer(Generic[T]):
    """Shares one answer between all who ask within `every` seconds. `among`: so many processes ask together no more
    often than one alone.

    Whoever comes while a call is under way shares it, and its failure, too. A failed call is not kept, nor is an answer
    that `keep` refuses.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[T]],
        every: float,
        among: Among = alone,
        keep: Callable[[T], bool] = lambda _: True,
    ) -> None:
        self._ask, self._every, self._among, self._keep = ask, every, among, keep
        self._one = asyncio.Lock()
        self._last: _Call[T] | None = None
        self._void = 0.0

    async def read(self, newer: float = 0.0) -> T:
        """The answer, asked no longer ago than that, and after `newer` (of the monotonic clock).

        Raises:
            domain.trouble.Trouble: the service did not answer.
        """
        came = monotonic()
        async with self._one:
            if not self._last or not self._serves(self._last, came, max(newer, self._void)):
                self._last = await self._call()
            return self._last.outcome.result()

    def forget(self) -> None:
        """What was asked until now serves nobody any more, nor does the call that is under way."""
        self._void = monotonic()

    def _serves(self, call: _Call[T], came: float, newer: float) -> bool:
        fresh = call.kept and monotonic() - call.asked < self._every * self._among()
        return call.asked >= newer and (fresh or call.ended > came)

    async def _call(self) -> _Call[T]:
        asked, outcome = monotonic(), asyncio.get_running_loop().create_future()
        try:
            answer = await self._ask()
        except Exception as fault:
            outcome.set_exception(fault)
            return _Call(asked, monotonic(), outcome, kept=False)
        outcome.set_result(answer)
        return _Call(asked, monotonic(), outcome, kept=self._keep(answer))


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
