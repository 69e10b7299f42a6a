"""How much a platform takes of one app, as far as it says so: what is more is refused with 429 until there is room."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from time import monotonic

Window = tuple[int, float]  # so many calls in so many seconds

# A post a second in a channel, with short bursts; more than fifty updates a minute
# (docs.slack.dev/apis/web-api/rate-limits, which says neither how long a burst is nor how many more).
SLACK: Mapping[str, tuple[Window, ...]] = {"chat.postMessage": ((15, 10.0),), "chat.update": ((60, 60.0),)}
# Of one conversation (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit).
TEAMS: Mapping[str, tuple[Window, ...]] = dict.fromkeys(("send", "update"), ((7, 1.0), (8, 2.0), (60, 30.0)))


class Limits:
    """`windows`: by the kind of a call, all of which must have room. Kinds that are not named are free."""

    def __init__(self, windows: Mapping[str, tuple[Window, ...]] | None = None) -> None:
        self._windows = windows or {}
        self._taken: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def take(self, kind: str, where: str = "") -> float:
        """Seconds until there is room; 0: it was taken."""
        windows, now, taken = self._windows.get(kind, ()), monotonic(), self._taken[kind, where]
        waits = [_wait(taken, window, now) for window in windows]
        if wait := max(waits, default=0.0):
            return wait
        taken.append(now)
        while len(taken) > max((count for count, _ in windows), default=0):
            taken.popleft()
        return 0.0


def _wait(taken: deque[float], window: Window, now: float) -> float:
    count, seconds = window
    return max(0.0, taken[-count] + seconds - now) if len(taken) >= count else 0.0
