"""Whose turn it is to be drawn anew, where a platform takes no more than so many messages.

A card that lacks what was decided goes as soon as there is room. One that lacks progress alone leaves most of the room
to those, and rests after each drawing, so that of much progress only the latest is drawn. Nothing is drawn before its
turn has come, so that what is drawn is new then.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

REST = 3.0  # seconds between two drawings of progress on one card
_KEPT = 2_000  # messages; beyond so many, those are forgotten that were noted longest ago

K = TypeVar("K", bound=Hashable)


class Turns(Generic[K]):
    """A turn that was given stays until it is used. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: OrderedDict[K, float] = OrderedDict()
        self._drawn: OrderedDict[K, float] = OrderedDict()  # when, for the last time

    def ask(self, message: K, room: float, take: Callable[[], None]) -> float:
        """Seconds until it may be drawn; 0: it has its turn. `room`: seconds until there is any; then it is taken."""
        if message in self._given or room > 0:
            return 0.0 if message in self._given else room
        take()
        self._note(self._given, message)
        return 0.0

    def use(self, message: K) -> bool:
        """Whether it had a turn."""
        return self._given.pop(message, None) is not None

    def rest(self, message: K) -> float:
        """Seconds until progress may be drawn on it."""
        left = self._drawn.get(message, float("-inf")) + REST - self._clock()
        return round(left, 3) if left > 0 else 0.0

    def drawn(self, message: K) -> None:
        """In whatever way."""
        self._note(self._drawn, message)

    def _note(self, known: OrderedDict[K, float], message: K) -> None:
        known[message] = self._clock()
        known.move_to_end(message)
        if len(known) > _KEPT:
            known.popitem(last=False)
