"""Whether reading takes time in proportion to what is read: four times as much may take some four times as long.

Measured in processor time of this thread, which others on the machine do not add to, and at its best of several tries.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

TOO_QUICK = 0.004  # seconds; below that nothing is held up, and there is little to measure
MOST = 8.0  # 4 where time follows length; 16 where it follows its square
TRIES = 3

Read = Callable[[str], object]


def seconds(read: Read, text: str, tries: int = TRIES) -> float:
    """Of processor time, at best. What the reader raises is none of our business here."""
    return min(_once(read, text) for _ in range(tries))


def grows_too_fast(read: Read, atom: str, *, length: int = 1_250) -> str:
    """Empty when all is well; otherwise what was measured, over so many and four times so many characters of `atom`."""
    short, long = (atom * (size // len(atom)) for size in (length, 4 * length))
    little, much = 0.0, seconds(read, long, 1)
    for _ in range(TRIES):  # a busy machine spoils one measurement or another, never all of them
        if much < TOO_QUICK or much < MOST * (little := seconds(read, short)):
            return ""
        much = seconds(read, long)
    return f"{atom!r}: {little * 1000:.2f} ms, and {much * 1000:.2f} ms for four times as much"


def _once(read: Read, text: str) -> float:
    begun = time.thread_time()
    with suppress(Exception):
        read(text)
    return time.thread_time() - begun
