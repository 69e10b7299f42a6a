"""At most so many in any stretch of time, for each of many. In memory: every process counts for its share."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Generic, TypeVar

from common.shares import Among, alone, share

K = TypeVar("K", bound=Hashable)


class Limit(Generic[K]):
    """`most` in any `seconds`, of each key; zero: as many as come."""

    def __init__(
        self,
        most: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        among: Among = alone,
        least: int = 1,
    ) -> None:
        """`clock` in seconds. `among`: so many processes have `most` together, and `least` each."""
        self._most, self._seconds, self._clock = most, seconds, clock
        self._among, self._least = among, least
        self._counted: dict[K, dict[Hashable, float]] = {}
        self._tidied = clock()

    def wait(self, key: K, mark: Hashable = "") -> float:
        """Seconds until one more may be counted; 0: now. What was counted under the same mark is the same one."""
        recent, most = self._recent(key), share(self._most, self._among, self._least)
        if not self._most or len(recent) < most or (mark and mark in recent):
            return 0.0
        leaves = next(islice(recent.values(), len(recent) - most, None))
        return leaves + self._seconds - self._clock()

    def count(self, key: K, mark: Hashable = "") -> None:
        """One that is not marked is counted each time."""
        self._tidy()
        if self._most:
            self._counted.setdefault(key, {}).setdefault(mark or object(), self._clock())

    def _recent(self, key: K) -> dict[Hashable, float]:
        """What is counted still, oldest first."""
        recent, long_ago = self._counted.get(key, {}), self._clock() - self._seconds
        while recent and next(iter(recent.values())) <= long_ago:
            del recent[next(iter(recent))]
        return recent

    def _tidy(self) -> None:
        """Nobody is remembered for longer than it counts."""
        if self._clock() - self._tidied >= self._seconds:
            self._tidied = self._clock()
            self._counted = {key: counted for key, counted in self._counted.items() if self._recent(key)}
