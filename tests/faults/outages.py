"""The database cut off, away, slow, full, crashed, and given over to another server."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import TYPE_CHECKING

from tests.faults.cluster import Server
from tests.postgresql import address_of

if TYPE_CHECKING:
    from tests.faults.weather import Weather

_OUTAGE = (0.5, 4.0)  # seconds
_STOPS = (signal.SIGQUIT, signal.SIGINT)  # at once, and in order


async def cut(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        weather.tap.cut()


async def shut(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        weather.tap.shut = True
        weather.tap.cut()
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        weather.tap.shut = False


async def still(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        weather.tap.open.clear()
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        weather.tap.open.set()


async def drip(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        weather.tap.pause = chance.uniform(0.005, 0.05)
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        weather.tap.pause = 0.0


async def full(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        weather.pair.full.touch()
        await asyncio.sleep(chance.uniform(*_OUTAGE))
        weather.pair.full.unlink(missing_ok=True)


async def crash(weather: Weather, chance: Random) -> None:
    async with weather.rough():
        await weather.pair.crash(chance.uniform(0, 3), chance.choice(_STOPS))


async def fail_over(weather: Weather, chance: Random) -> None:
    """Whoever is connected has to come anew, and finds the other one at the same address."""

    def moved(there: Server) -> None:
        weather.tap.to = there.url
        weather.at.database = address_of(there.url)
        weather.tap.cut()

    async with weather.rough():
        await weather.pair.fail_over(moved)


FAULTS: Mapping[str, Callable[[Weather, Random], Awaitable[None]]] = {
    "database cut": cut,
    "database shut": shut,
    "database still": still,
    "database slow": drip,
    "database full": full,
    "database stopped": crash,
    "database failed over": fail_over,
}
