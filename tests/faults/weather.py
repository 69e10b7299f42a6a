"""Everything that goes wrong, one fault after the other, by chance that a seed repeats."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import psycopg

from tests.fakes.teams import FakeTeams
from tests.faults import chats, outages, processes, services
from tests.faults.cluster import Pair
from tests.faults.several import Replica, Several
from tests.faults.tap import Tap

Fault = Callable[["Weather", Random], Awaitable[None]]

_GAP = (0.2, 1.6)  # seconds between two faults
_RESTART = (0.1, 3.0)
FAULTS: Mapping[str, Mapping[str, Fault]] = {
    "replicas": processes.FAULTS,
    "database": outages.FAULTS,
    "services": services.FAULTS,
    "chats": chats.FAULTS,
}
# After these a message may have arrived of which nobody knows.
_MAY_DOUBLE = {*processes.FAULTS, *outages.FAULTS, *chats.DOUBTFUL}


@dataclass
class Weather:
    """`seed`: which faults there are, how long each lasts, and when the next one comes, whatever else happens.
    `lease`: of the replicas, in seconds. `blew`: how often each fault there was. `taken_over`: seconds until nothing
    was left of one that was killed, while nothing else of that kind went wrong. `zombies`: who went on after others
    had taken them for dead; `undead`: of those, who did not end."""

    at: Several
    tap: Tap
    pair: Pair
    teams: FakeTeams
    seed: int
    lease: float
    blew: Counter[str] = field(default_factory=Counter)
    taken_over: list[float] = field(default_factory=list)
    zombies: list[str] = field(default_factory=list)
    undead: list[str] = field(default_factory=list)
    _tasks: set[asyncio.Future[None]] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: int = 0

    @property
    def doubling(self) -> int:
        """Faults after which a message that may have arrived is told once more."""
        return sum(count for name, count in self.blew.items() if name in _MAY_DOUBLE)

    async def blow(self, faults: int) -> None:
        """So many, and then fair weather: whatever was begun has ended."""
        for number in range(faults):
            chance = Random(f"{self.seed}/{number}")
            name, fault = chance.choice(list(FAULTS[chance.choice(list(FAULTS))].items()))
            self.blew[name] += 1
            task = asyncio.ensure_future(fault(self, chance))
            self._tasks.add(task)
            await asyncio.sleep(chance.uniform(*_GAP))
        await asyncio.gather(*self._tasks)
        self.at.slack.faults.clear()
        self.teams.faults.clear()
        self.at.wire.clear()

    async def keep_running(self) -> None:
        """As whoever runs the replicas does: one that has ended is started again."""
        chance = Random(self.seed)
        while True:
            for one in self.at.replicas:
                if one.dead:
                    await asyncio.sleep(chance.uniform(*_RESTART))
                    await revived(one)
            await asyncio.sleep(0.2)

    @asynccontextmanager
    async def rough(self) -> AsyncIterator[None]:
        """Beside others, but not while somebody is to be taken over in peace."""
        async with self._turn:
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @asynccontextmanager
    async def peace(self) -> AsyncIterator[None]:
        """Every replica and the database are left alone; what goes wrong elsewhere goes on."""
        async with self._turn:
            while self._under_way:  # noqa: ASYNC110  several
                await asyncio.sleep(0.05)
            yield

    async def rows(self, query: str) -> list[Any]:
        """Of the database itself, once it is there."""
        while True:
            with suppress(psycopg.OperationalError):
                return await asyncio.to_thread(self.at.rows, query)
            await asyncio.sleep(0.1)


async def revived(one: Replica) -> None:
    """A start may fail while the database is away: then it is tried again."""
    while one.dead:
        with suppress(AssertionError):
            await one.start()
        await asyncio.sleep(0.2)
