"""Whether the clock is believed: one that was set wrong for a moment neither cuts the log nor ends a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from domain.event import EventKind
from storage.store import Store

log = structlog.get_logger(__name__)
_LEAPT = (
    "the clock leapt since the last entry of the log, so no key is destroyed and nothing of the log deleted until it "
    "has stood so for a day: check the clock, or do nothing where the bot stood still"
)


class Steady:
    """What the log says of the clock. `state`: whether that came to its time step by step; None: nobody has looked."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self.state: bool | None = None

    async def look(self) -> None:
        """A leap is said once, also in the log, which so knows since when the clock stands there."""
        now, before = self._clock(), self.state
        self.state = await self._store.read(lambda unit: unit.log.is_steady(now))
        if before is not False and not self.state:
            log.warning(_LEAPT)
            add = EventKind.CLOCK_LEAPT
            await self._store.write(lambda unit: unit.events.add(add, now, actor=None, request=None))
        elif self.state and before is False:
            log.info("the clock is believed again")

    def forget(self) -> None:
        """Another replica has looked since."""
        self.state = None
