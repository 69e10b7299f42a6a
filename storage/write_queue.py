"""Turns at writing to a SQLite file: of people's acts first, of durable work in between.

A writer that finds the file locked is let sleep and try again by SQLite, so a busy one starves the others: under a
flood of commands, durable work did one step a second. The threads of this process queue here instead, in two lines
that take turns: an act waits for one step of durable work at most, and that for one group of acts. SQLite's own lock
still guards against other processes.
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
        self._acts: deque[Lock] = deque()
        self._work: deque[Lock] = deque()
        self._acting = False  # whose turn it is, or was last

    @property
    def waiting(self) -> int:
        return len(self._acts) + len(self._work)

    def take(self, seconds: float, *, act: bool = False) -> None:
        """Wait for the turn; whoever waited this long goes on all the same, so that a lost turn cannot stop the bot."""
        line = self._acts if act else self._work
        called = self._stand_in(line)
        if called and not called.acquire(timeout=seconds):
            with self._guard, suppress(ValueError):
                line.remove(called)

    def pass_on(self) -> None:
        with self._guard:
            line = (self._work or self._acts) if self._acting else (self._acts or self._work)
            self._acting = line is self._acts
            if line:
                line.popleft().release()
            else:
                self._taken = False

    def _stand_in(self, line: deque[Lock]) -> Lock | None:
        """What is released when the turn comes; None when it is there."""
        with self._guard:
            if not self._taken:
                self._taken, self._acting = True, line is self._acts
                return None
            called = Lock()
            called.acquire()
            line.append(called)
            return called


@cache
def turns_at(file: Path) -> Turns:
    """All engines on one file share its turns."""
    return Turns()
