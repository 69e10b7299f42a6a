"""How long what names a person is kept after it has served, and what stands against its end (GDPR Art. 5(1)(e), 17(3)).

All that hangs together ends at once: the subjects of one human, the requests about them, and whoever else these name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class Retention:
    """`after`: how long after the end of the last request; zero: for ever. `reason`: why so long, as it was written."""

    after: timedelta = timedelta()
    reason: str = ""


class Bar(StrEnum):
    """Why the keys are not destroyed yet, the weightiest first."""

    HELD = "held"  # a legal hold
    OPEN = "open"  # something of them is not over
    OWED = "owed"  # they wait for an answer
    LOOK = "look"  # the last look is still to come
    RECIPIENTS = "recipients"  # something was deleted, and not every recipient was told
    PAUSED = "paused"  # all deletions are
    FOREVER = "forever"  # the company has set no time
    YOUNG = "young"  # the time is not over


TIME = frozenset({Bar.FOREVER, Bar.YOUNG})  # nothing but time stands against it


@dataclass(frozen=True, kw_only=True)
class Circle:
    """Ids of the subjects and requests that hang together. `ended`: when the newest of it was over, or made; UTC.

    `held`: a legal hold covers one of them. `open`: a request, or a pause, that is not over needs their keys.
    `destroyed`: none has a key any more.
    """

    subjects: tuple[str, ...]
    requests: tuple[str, ...]
    ended: datetime
    held: bool = False
    open: bool = False
    destroyed: bool = False


@dataclass(frozen=True)
class Standing:
    """What stands against the end of a circle; nothing: it may be destroyed now. `until`: when its time is over."""

    bars: tuple[Bar, ...]
    until: datetime | None = None

    @property
    def free(self) -> bool:
        return not self.bars

    @property
    def overdue(self) -> bool:
        """The time is over, and something else stands against it."""
        return bool(self.bars) and not TIME & set(self.bars)


def standing(found: Collection[Bar], ended: datetime, retention: Retention, now: datetime) -> Standing:
    """`found`: what else stands against it."""
    until = ended + retention.after if retention.after else None
    late = {Bar.FOREVER} if until is None else {Bar.YOUNG} if now < until else set()
    every = {*found, *late}
    return Standing(tuple(bar for bar in Bar if bar in every), until)
