"""Waiting for the outside: how long between two looks, and asking again while there is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from domain.trouble import Refused, Throttled, Trouble, Unreadable

T = TypeVar("T")
ATTEMPTS = 5  # to have something done without a clear answer, before a person is asked
ODD = 5  # an answer that is not understood so often in a row will not be understood by waiting


class Stopped(Exception):
    """Somebody asked to stop while there was no answer."""


class Delay:
    """Seconds until the next look: short at first, growing with the age of the work to ten times as long."""

    def __init__(self, every: timedelta, *, growth: float = 1.05, most: float = 10.0) -> None:
        self._now = every.total_seconds()
        self._growth, self._most = growth, every.total_seconds() * most

    def next(self) -> float:
        delay, self._now = self._now, min(self._now * self._growth, self._most)
        return delay

    def after(self, trouble: Trouble) -> float:
        """The same after a call that failed; longer where the service asks for that, but never longer than any: people
        are to be heard meanwhile."""
        wished = trouble.retry_after if isinstance(trouble, Throttled) else 0.0
        return max(self.next(), min(wished, self._most))


async def patiently(
    every: timedelta,
    ask: Callable[[], Awaitable[T]],
    *,
    silent: Callable[[], Awaitable[None]] | None = None,
) -> T:
    """Ask until there is an answer; only for questions that change nothing. `silent` tells that there is none yet, and
    may raise `Stopped`.

    Raises:
        domain.trouble.Refused: the service answered, and said no.
        domain.trouble.Unreadable: it answered `ODD` times in a row in a way that is not understood.
    """
    delay, odd = Delay(every), 0
    while True:
        try:
            return await ask()
        except Refused:
            raise
        except Trouble as trouble:
            odd = odd + 1 if isinstance(trouble, Unreadable) else 0
            if odd == ODD:
                raise
            if silent:
                await silent()
            await asyncio.sleep(delay.after(trouble))
