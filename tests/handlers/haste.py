"""A loop whose clock jumps to the next timer as soon as nothing else is to be done: what sleeps costs no time."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_A_MOMENT = 0.002  # seconds in which the threads of the storage may still report


class _Impatient(selectors.DefaultSelector):
    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not timeout or timeout <= _A_MOMENT:
            return super().select(timeout)
        events = super().select(_A_MOMENT)
        if not events:
            self.skipped += timeout
        return events


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Impatient()
        super().__init__(self._clock)

    def time(self) -> float:
        return time.monotonic() + self._clock.skipped


def in_haste(coroutine: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(coroutine)
