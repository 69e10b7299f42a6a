"""The sandbox's steering (design §10), as the panel of the playground uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.playground.controls import Behaving, Recreated

LIMIT = aiohttp.ClientTimeout(total=5)


class NotSteered(Exception):
    """The sandbox refused, or did not answer in five seconds."""


class _Source(BaseModel):
    id: str
    friendly_name: str
    behaviour: str
    seconds: float | None = None


_LIST = TypeAdapter(list[_Source])


class _Team(BaseModel):
    behaviour: str


class _Segment(BaseModel):
    name: str
    friendly_name: str
    static: bool
    evaluated: datetime | None


_SEGMENTS = TypeAdapter(list[_Segment])


class _Deleted(BaseModel):
    deleted: dict[str, int]


class _Held(BaseModel):
    held: tuple[str, ...]


class Steering:
    """Talks to one sandbox. `url` is where it listens, without the `/_sandbox`. Raises NotSteered from all."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        steering = f"{url}/_sandbox"
        self._sources, self._mail, self._session = f"{steering}/datasources", f"{steering}/mail", session
        self._segments, self._records = f"{steering}/segments", f"{steering}/records"

    async def sources(self) -> Sequence[Behaving]:
        try:
            found = _LIST.validate_json(await self._call("GET", self._sources))
        except ValidationError:
            raise NotSteered from None
        return [Behaving(id=s.id, name=s.friendly_name, behaviour=s.behaviour, seconds=s.seconds) for s in found]

    async def steer(self, source: str, behaviour: str, seconds: float | None) -> None:
        wish = {"behaviour": behaviour, "seconds": seconds}
        await self._call("PUT", f"{self._sources}/{quote(source, safe='')}", wish)

    async def team(self) -> str:
        """How Microsoft's team answers mails."""
        try:
            return _Team.model_validate_json(await self._call("GET", self._mail)).behaviour
        except ValidationError:
            raise NotSteered from None

    async def steer_team(self, behaviour: str) -> None:
        await self._call("PUT", self._mail, {"behaviour": behaviour})

    async def delete(self, email: str) -> Sequence[str]:
        """Delete a person in every original source, as Contoso would; the names of those that held them till now."""
        try:
            answer = await self._call("DELETE", f"{self._records}?{urlencode({'email': email})}")
            return tuple(_Deleted.model_validate_json(answer).deleted)
        except ValidationError:
            raise NotSteered from None

    async def held(self, email: str) -> Sequence[str]:
        """The names of the original sources that hold a person."""
        try:
            answer = await self._call("GET", f"{self._records}?{urlencode({'email': email})}")
            return _Held.model_validate_json(answer).held
        except ValidationError:
            raise NotSteered from None

    async def static_segments(self) -> Sequence[Recreated]:
        try:
            found = _SEGMENTS.validate_json(await self._call("GET", self._segments))
        except ValidationError:
            raise NotSteered from None
        return [Recreated(id=one.name, name=one.friendly_name, at=one.evaluated) for one in found if one.static]

    async def recreate(self, segment: str) -> None:
        """Have a static segment hold those who are customers now."""
        await self._call("POST", f"{self._segments}/{quote(segment, safe='')}/recreate")

    async def _call(self, method: str, url: str, json: object = None) -> bytes:
        try:
            async with self._session.request(method, url, json=json, timeout=LIMIT) as answer:
                if answer.status != 200:
                    raise NotSteered
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            raise NotSteered from None
