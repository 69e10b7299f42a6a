"""How long, how often and how fast others are called."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from common.shares import Among, alone, share


@dataclass(frozen=True)
class Stopwatch:
    """Time as the limits see it, in seconds; a test may bring its own and need not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How long to wait for an answer and how often to try, in seconds. A wait beyond `longest_pause` is not ours."""

    seconds: float = 10.0
    attempts: int = 3
    first_pause: float = 0.5
    longest_pause: float = 20.0

    def pause(self, attempt: int, wished: float | None) -> float | None:
        """What to wait after attempt 1, 2, …: what the service wishes, or twice as long each time. None: give up."""
        jitter = random.uniform(0.5, 1.0)  # noqa: S311  keeps callers apart, guards nothing
        pause = self.first_pause * 2 ** (attempt - 1) * jitter if wished is None else wished
        return pause if attempt < self.attempts and pause <= self.longest_pause else None


class Limiter:
    """At most so many turns in any stretch of so many seconds; who comes first goes first. `among`: so many processes
    have these turns together."""

    def __init__(
        self, turns: int, seconds: float = 60.0, *, watch: Stopwatch | None = None, among: Among = alone
    ) -> None:
        self._recent: deque[float] = deque(maxlen=turns)
        self._turns, self._among = turns, among
        self._seconds = seconds
        self._watch = watch or Stopwatch()
        self._queue = asyncio.Lock()

    def wait(self, spare: int = 0) -> float:
        """Seconds until a turn may be taken, and so many more at once. Whoever is in the queue goes first."""
        mine = max(1, share(self._turns, self._among) - spare - self._queue.locked())
        if len(self._recent) < mine:
            return 0.0
        return max(0.0, self._recent[-mine] + self._seconds - self._watch.now())

    def take(self) -> None:
        """A turn that need not be waited for."""
        self._recent.append(self._watch.now())

    async def turn(self) -> None:
        async with self._queue:
            mine = share(self._turns, self._among)
            if len(self._recent) >= mine:
                wait = self._recent[-mine] + self._seconds - self._watch.now()
                if wait > 0:
                    await self._watch.sleep(wait)
            self._recent.append(self._watch.now())
