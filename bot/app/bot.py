"""A bot that runs: what it is made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app.alarms import Alarms
from bot.app.groups import Groups
from bot.app.outside import AnyMailbox
from bot.app.sealing import Sealer
from bot.app.steady import Steady
from bot.delivery.homes import Homes
from bot.door import Door
from gateways.directories import Directories
from handlers.deps import Deps
from handlers.desk import Desk
from storage.replicas import Clock, Replica
from storage.store import Store


class SweepClock:
    """Now, as the sweep sees it. The playground may move it; nothing else of the bot looks at it."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.ahead = clock, timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self.ahead


@dataclass(frozen=True)
class Bot:
    """A bot that runs. Doors are added while it is being opened."""

    deps: Deps
    desk: Desk
    doors: dict[str, Door]
    store: Store
    mailbox: AnyMailbox
    directories: Directories  # who is a member, for a door that only knows a directory's ids
    sweep_clock: SweepClock
    groups: Groups
    sealer: Sealer
    steady: Steady
    homes: Homes
    replica: Replica
    alarms: Alarms
    wakes: list[Callable[[], None]]  # called when something was written that others show
    loops: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def working(self) -> bool:
        """The durable work and the loops have begun, and go on."""
        return bool(self.loops) and not any(loop.done() for loop in self.loops)
