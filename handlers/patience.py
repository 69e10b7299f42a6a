"""Waiting for the outside: how long between two looks, and asking again while there is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from domain.insights import Refused, Throttled, Trouble

T = TypeVar("T")


class Delay:
    """Seconds until the next look: short at first, growing with the age of the work to ten times as long."""

    def __init__(self, every: timedelta, *, growth: float = 1.05, most: float = 10.0) -> None:
        self._now = every.total_seconds()
        self._growth, self._most = growth, every.total_seconds() * most

    def next(self) -> float:
        delay, self._now = self._now, min(self._now * self._growth, self._most)
        return delay


async def patiently(every: timedelta, ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until there is an answer; only for questions that change nothing.

    Raises:
        domain.insights.Refused: the service answered, and said no.
    """
    delay = Delay(every)
    while True:
        try:
            return await ask()
        except Refused:
            raise
        except Throttled as pause:
            await asyncio.sleep(pause.retry_after)
        except Trouble:
            await asyncio.sleep(delay.next())
