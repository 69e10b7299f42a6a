"""How often in a row something did not work, and until when it is left alone. In memory: a restart tries at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
LONGEST = 120.0  # seconds that the pauses grow to, each twice the one before
_KEPT = 3_600.0  # seconds after its rest in which what failed is remembered


@dataclass(frozen=True)
class _Failed:
    times: int
    until: float  # on the clock


class Tries(Generic[K]):
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        self._clock, self._failed = clock, dict[K, _Failed]()

    def failed(self, key: K, pause: float | None = None) -> int:
        """It did not work, once more: how often in a row. It rests for `pause` seconds, or for longer each time."""
        times = self.times(key) + 1
        rest = min(2.0 ** (times - 1), LONGEST) if pause is None else pause
        self._failed[key] = _Failed(times, self._clock() + rest)
        return times

    def times(self, key: K) -> int:
        return self._failed[key].times if key in self._failed else 0

    def resting(self, key: K) -> bool:
        return key in self._failed and self._failed[key].until > self._clock()

    def over(self, key: K) -> None:
        """It worked, or nobody tries any more."""
        self._failed.pop(key, None)

    def forget(self) -> None:
        """What nobody has come back to for long."""
        long_ago = self._clock() - _KEPT
        self._failed = {key: failed for key, failed in self._failed.items() if failed.until > long_ago}
