"""Turns at writing to a SQLite file, first come, first served.

A writer that finds the file locked is let sleep and try again by SQLite, so a busy one starves the others: under a
flood of commands, durable work did one step a second. The threads of this process queue here instead; SQLite's own
lock still guards against other processes.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock


class Turns:
    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def take(self, seconds: float) -> None:
        """Wait for the turn; whoever waited this long goes on all the same, so that a lost turn cannot stop the bot."""
        called = self._stand_in_line()
        if called and not called.acquire(timeout=seconds):
            with self._guard, suppress(ValueError):
                self._waiting.remove(called)

    def pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _stand_in_line(self) -> Lock | None:
        """What is released when the turn comes; None when it is there."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return None
            called = Lock()
            called.acquire()
            self._waiting.append(called)
            return called


@cache
def turns_at(file: Path) -> Turns:
    """All engines on one file share its turns."""
    return Turns()
