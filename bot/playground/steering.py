"""The sandbox's steering (design §10), as the panel of the playground uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.playground.controls import Behaving, Recreated

T = TypeVar("T")
LIMIT = aiohttp.ClientTimeout(total=5)


class NotSteered(Exception):
    """The sandbox refused, or did not answer in five seconds."""


class _Source(BaseModel):
    id: str
    friendly_name: str
    behaviour: str
    seconds: float | None = None


class _Team(BaseModel):
    behaviour: str


class _Segment(BaseModel):
    name: str
    friendly_name: str
    static: bool
    evaluated: datetime | None


class _Deleted(BaseModel):
    deleted: dict[str, int]


class _Held(BaseModel):
    held: tuple[str, ...]


_SOURCES, _SEGMENTS = TypeAdapter(list[_Source]), TypeAdapter(list[_Segment])
_TEAM, _DELETED, _HELD = TypeAdapter(_Team), TypeAdapter(_Deleted), TypeAdapter(_Held)


class Steering:
    """Talks to one sandbox. `url` is where it listens, without the `/_sandbox`. Raises NotSteered from all."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        steering = f"{url}/_sandbox"
        self._sources, self._mail, self._session = f"{steering}/datasources", f"{steering}/mail", session
        self._segments, self._records = f"{steering}/segments", f"{steering}/records"

    async def sources(self) -> Sequence[Behaving]:
        found = await self._asked(_SOURCES, "GET", self._sources)
        return [Behaving(id=s.id, name=s.friendly_name, behaviour=s.behaviour, seconds=s.seconds) for s in found]

    async def steer(self, source: str, behaviour: str, seconds: float | None) -> None:
        wish = {"behaviour": behaviour, "seconds": seconds}
        await self._call("PUT", f"{self._sources}/{quote(source, safe='')}", wish)

    async def team(self) -> str:
        """How Microsoft's team answers mails."""
        return (await self._asked(_TEAM, "GET", self._mail)).behaviour

    async def steer_team(self, behaviour: str) -> None:
        await self._call("PUT", self._mail, {"behaviour": behaviour})

    async def delete(self, email: str) -> Sequence[str]:
        """Delete a person in every original source, as Contoso would; the names of those that held them till now."""
        return tuple((await self._asked(_DELETED, "DELETE", self._of(email))).deleted)

    async def held(self, email: str) -> Sequence[str]:
        """The names of the original sources that hold a person."""
        return (await self._asked(_HELD, "GET", self._of(email))).held

    async def static_segments(self) -> Sequence[Recreated]:
        found = await self._asked(_SEGMENTS, "GET", self._segments)
        return [Recreated(id=one.name, name=one.friendly_name, at=one.evaluated) for one in found if one.static]

    async def recreate(self, segment: str) -> None:
        """Have a static segment hold those who are customers now."""
        await self._call("POST", f"{self._segments}/{quote(segment, safe='')}/recreate")

    def _of(self, email: str) -> str:
        return f"{self._records}?{urlencode({'email': email})}"

    async def _asked(self, shape: TypeAdapter[T], method: str, url: str) -> T:
        try:
            return shape.validate_json(await self._call(method, url))
        except ValidationError:
            raise NotSteered from None

    async def _call(self, method: str, url: str, json: object = None) -> bytes:
        try:
            async with self._session.request(method, url, json=json, timeout=LIMIT) as answer:
                if answer.status != 200:
                    raise NotSteered
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            raise NotSteered from None
