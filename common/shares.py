"""What several processes have together: each takes its share, so that nobody need count for all."""

from __future__ import annotations

from collections.abc import Callable

Among = Callable[[], int]
"""How many there are by now, this one included."""


def alone() -> int:
    return 1


def share(whole: int, among: Among, least: int = 1) -> int:
    """Of so many in all; never fewer than `least`, unless there are fewer in all."""
    return max(whole // max(among(), 1), min(whole, least))
