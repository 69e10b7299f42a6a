"""Customer Insights, Entra, Graph and the mailbox, behind one wire: refused, reset, lost, hanging, lying."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.weather import Weather

_CALLS = {  # which calls of a service a fault may meet
    "insights": [
        *(("GET", "/v1/"),) * 2,
        ("GET", "/rbac/assignments"),
        ("POST", "/v1/"),
        ("DELETE", "/rbac/principals/"),
    ],
    "entra": [("POST", "/oauth2/v2.0/token"), ("GET", "/entra/")],
    "graph": [("GET", "/graph/v1.0/users?"), ("GET", "/graph/v1.0/"), ("POST", "getMemberGroups")],
    "mail": [
        ("GET", "/messages"),
        ("GET", "/mailFolders/"),
        ("POST", "/messages"),
        ("POST", "/send"),
        ("POST", "/createReply"),
    ],
}
_LIES: tuple[Any, ...] = ({}, [], {"value": "much"}, {"value": [{}]}, "a word", None)


async def _refuses(of: str, status: int, weather: Weather, chance: Random) -> None:
    weather.at.wire.refuse(*chance.choice(_CALLS[of]), status, times=chance.randint(1, 3))


async def _loses(of: str, weather: Weather, chance: Random) -> None:
    weather.at.wire.lose(*chance.choice(_CALLS[of]))


async def _hangs(of: str, weather: Weather, chance: Random) -> None:
    knot = weather.at.wire.hold(*chance.choice(_CALLS[of]))
    await asyncio.sleep(chance.choice((1, 3, 6, 40)))
    knot.release.set()


async def _lies(of: str, weather: Weather, chance: Random) -> None:
    lie = chance.choice(_LIES)
    weather.at.wire.change(*chance.choice(_CALLS[of]), lambda _: lie, times=1)


def _each() -> Mapping[str, Callable[[Weather, Random], Awaitable[None]]]:
    found = dict[str, Callable[["Weather", Random], Awaitable[None]]]()
    for of in _CALLS:
        found |= {f"{of} {status}": partial(_refuses, of, status) for status in (429, 500, 503)}
        found |= {
            f"{of} resets": partial(_refuses, of, 0),
            f"{of} loses": partial(_loses, of),
            f"{of} hangs": partial(_hangs, of),
            f"{of} lies": partial(_lies, of),
        }
    return found


FAULTS = _each()
