"""Replicas that are killed, and that stand still and go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import TYPE_CHECKING

from tests.faults.several import Replica
from tests.house import until

if TYPE_CHECKING:
    from tests.faults.weather import Weather

_LEFT = (
    "SELECT 1 FROM replicas WHERE id = '{0}' UNION ALL"
    " SELECT 1 FROM claims WHERE replica_id = '{0}' UNION ALL"
    " SELECT 1 FROM dbos.workflow_status WHERE executor_id = '{0}' AND status = 'PENDING'"
)
_BUSIEST = (
    "SELECT executor_id FROM dbos.workflow_status WHERE status = 'PENDING' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
)


def _well(weather: Weather) -> list[Replica]:
    return [one for one in weather.at.replicas if not one.dead and not one.stopped and not one.spared and one.name]


async def _ready(weather: Weather) -> bool:
    """Whether all are there, and none is about to end."""
    try:
        return len(_well(weather)) > 2 and all([await one.is_ready() for one in weather.at.replicas])
    except AssertionError:
        return False


async def kill(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        if len(well := _well(weather)) > 1:
            await chance.choice(well).kill()


async def stop(weather: Weather, chance: Random) -> None:
    """For a moment, or for longer than its lease: then others have taken it for dead, and it has to end."""
    async with weather.rough():
        if len(well := _well(weather)) < 2:
            return
        one, name = (victim := chance.choice(well)), victim.name
        one.stop()
        await asyncio.sleep(chance.uniform(0.2, 2.5) * weather.lease)
        taken = one.spared = not await weather.rows(f"SELECT 1 FROM replicas WHERE id = '{name}'")
        one.resume()
    if taken:
        weather.zombies.append(name)
        try:
            await until(lambda: one.dead or one.name != name, "a zombie ends")
        except AssertionError:
            weather.undead.append(name)
        one.spared = False


async def leave(weather: Weather, chance: Random) -> None:
    """The one with the most work is killed, and nothing else of the kind goes wrong until others have all of it."""
    async with weather.peace():
        await until(lambda: _ready(weather), "all are there", 180)
        busy = await weather.rows(_BUSIEST)
        well = _well(weather)
        named = [one for one in well if busy and one.name == busy[0][0]]
        victim = (named or [chance.choice(well)])[0]
        name = victim.name
        await victim.kill()
        begun = time.monotonic()
        while await weather.rows(_LEFT.format(name)):
            if time.monotonic() - begun > 10 * weather.lease:
                break
            await asyncio.sleep(0.05)
        weather.taken_over.append(time.monotonic() - begun)


FAULTS: Mapping[str, Callable[[Weather, Random], Awaitable[None]]] = {
    "replica killed": kill,
    "replica stopped": stop,
    "replica killed, and watched": leave,
}
