"""Everything that goes wrong, one fault after the other, by chance that a seed repeats."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.fakes.slack.faults import Fault
from tests.faults.several import Replica, Several
from tests.faults.tap import Tap

_GAP = (0.2, 1.6)  # seconds between two faults
_OUTAGE = (0.5, 4.0)
_RESTART = (0.1, 3.0)
_METHODS = ("GET", "GET", "POST", "DELETE", "PATCH")
_MAY_DOUBLE = frozenset({"kill", "stop", "slack drop", "slack slow", "database cut", "database shut", "database still"})


@dataclass
class Weather:
    """`seed`: which faults there are, how long each lasts, and when the next one comes, whatever else happens.
    `lease`: of the replicas, in seconds. `blew`: how often each fault there was."""

    at: Several
    tap: Tap
    seed: int
    lease: float
    blew: Counter[str] = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def doubling(self) -> int:
        """Faults after which a message that may have arrived is told once more."""
        return sum(count for name, count in self.blew.items() if name in _MAY_DOUBLE)

    async def blow(self, faults: int) -> None:
        """So many, and then fair weather: whatever was begun has ended."""
        for number in range(faults):
            chance = Random(f"{self.seed}/{number}")
            name = chance.choice(list(_FAULTS))
            self.blew[name] += 1
            task: asyncio.Task[None] = asyncio.create_task(_FAULTS[name](self, chance))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            await asyncio.sleep(chance.uniform(*_GAP))
        await asyncio.gather(*self._tasks)
        self.at.slack.faults.clear()
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

    # ---- replicas

    def _victim(self, chance: Random) -> Replica | None:
        """One that is well, and not the last."""
        well = [one for one in self.at.replicas if not one.dead and not one.stopped]
        return chance.choice(well) if len(well) > 1 else None

    async def kill(self, chance: Random) -> None:
        if victim := self._victim(chance):
            await victim.kill()

    async def stop(self, chance: Random) -> None:
        """For a moment, or for longer than its lease."""
        if victim := self._victim(chance):
            victim.stop()
            await asyncio.sleep(chance.uniform(0.2, 2.5) * self.lease)
            victim.resume()

    # ---- the database

    async def cut(self, chance: Random) -> None:
        self.tap.cut()

    async def shut(self, chance: Random) -> None:
        self.tap.shut = True
        self.tap.cut()
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        self.tap.shut = False

    async def still(self, chance: Random) -> None:
        self.tap.open.clear()
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        self.tap.open.set()

    async def drip(self, chance: Random) -> None:
        self.tap.pause = chance.uniform(0.005, 0.05)
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        self.tap.pause = 0.0

    # ---- Customer Insights, Entra, Graph and the mailbox, behind one wire

    async def refuses(self, chance: Random) -> None:
        self.at.wire.refuse(chance.choice(_METHODS), "/", chance.choice((429, 500, 503)), times=chance.randint(1, 3))

    async def resets(self, chance: Random) -> None:
        self.at.wire.refuse(chance.choice(_METHODS), "/", 0)

    async def loses(self, chance: Random) -> None:
        self.at.wire.lose(chance.choice(_METHODS), "/")

    async def hangs(self, chance: Random) -> None:
        knot = self.at.wire.hold(chance.choice(_METHODS), "/")
        await asyncio.sleep(chance.uniform(1, 6))
        knot.release.set()

    async def lies(self, chance: Random) -> None:
        lie: Any = chance.choice(({}, [], {"value": "much"}, "a word", None))
        self.at.wire.change(chance.choice(("GET", "POST")), "/v1/", lambda _: lie, times=1)

    # ---- Slack

    def _slack(self, kind: Any, **more: Any) -> None:
        self.at.slack.faults.add(Fault(kind, **more))

    async def throttles(self, chance: Random) -> None:
        self._slack("throttle", seconds=1)

    async def breaks(self, chance: Random) -> None:
        self._slack(chance.choice(("break", "refuse")))

    async def drops(self, chance: Random) -> None:
        self._slack("drop", method=chance.choice(("chat.postMessage", "chat.update")))

    async def slow(self, chance: Random) -> None:
        self._slack("slow", seconds=chance.uniform(1, 5))

    async def talks_oddly(self, chance: Random) -> None:
        text = chance.choice(("", "<html>Sign in</html>", '{"ok": "yes"}', "null"))
        self._slack("answer", text=text, method=chance.choice(("chat.postMessage", "users.info", "*")))


async def revived(one: Replica) -> None:
    """A start may fail while the database is away: then it is tried again."""
    while one.dead:
        with suppress(AssertionError):
            await one.start()
        await asyncio.sleep(0.2)


_FAULTS: dict[str, Callable[[Weather, Random], Coroutine[None, None, None]]] = {
    "kill": Weather.kill,
    "stop": Weather.stop,
    "database cut": Weather.cut,
    "database shut": Weather.shut,
    "database still": Weather.still,
    "database slow": Weather.drip,
    "service 429, 500 or 503": Weather.refuses,
    "service resets": Weather.resets,
    "service loses": Weather.loses,
    "service hangs": Weather.hangs,
    "service lies": Weather.lies,
    "slack 429": Weather.throttles,
    "slack 500 or reset": Weather.breaks,
    "slack drop": Weather.drops,
    "slack slow": Weather.slow,
    "slack lies": Weather.talks_oddly,
}
