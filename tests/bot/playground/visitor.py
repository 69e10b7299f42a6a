"""A page without a browser: reads the live stream, and acts with the token that it brought."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

import aiohttp

PATIENCE = 5.0  # seconds
TOKEN = "X-Playground-Token"


@dataclass
class Visitor:
    """`first` is the first event, with everything; `shown` holds the newest of each message."""

    url: str
    session: aiohttp.ClientSession
    stream: aiohttp.StreamReader
    first: Mapping[str, Any] = field(default_factory=dict)
    shown: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    ahead: float = 0.0
    _deliveries: count[int] = field(default_factory=lambda: count(1))

    async def event(self) -> tuple[str, Mapping[str, Any]]:
        """The next event of the stream; what it tells is in `shown`."""
        async with asyncio.timeout(PATIENCE):
            raw = (await self.stream.readuntil(b"\n\n")).decode()
        name, data = (line.partition(": ")[2] for line in raw.strip().splitlines())
        told = json.loads(data)
        for message in told.get("messages", ()):
            self.shown[message["place"], message["address"]] = message
        self.ahead = told.get("ahead", self.ahead)
        return name, told

    async def until(self, place: str, text: str) -> Mapping[str, Any]:
        """Wait until a message in `place` holds this text."""
        while True:
            for message in self.in_place(place):
                if text in json.dumps(message, ensure_ascii=False):
                    return message
            await self.event()

    def in_place(self, place: str) -> list[Mapping[str, Any]]:
        return [self.shown[key] for key in sorted(self.shown) if key[0] == place]

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        headers = {TOKEN: self.first["token"], "Content-Type": "application/json", **headers}
        sent = BytesIO(json.dumps(body).encode())
        async with self.session.post(f"{self.url}/playground/api/{path}", data=sent, headers=headers) as answer:
            read = answer.json if answer.content_type == "application/json" else answer.text
            return answer.status, await read()

    async def type(self, who: str, text: str, place: str = "", **more: str) -> tuple[int, Any]:
        return await self.act(who, place, {"act": "typed", "text": text, **more})

    async def press(self, who: str, verb: str, ref: str, place: str = "", **more: str) -> tuple[int, Any]:
        return await self.act(who, place, {"act": "clicked", "verb": verb, "ref": ref, **more})

    async def fill(self, who: str, verb: str, ref: str, values: Mapping[str, list[str]]) -> tuple[int, Any]:
        return await self.act(who, "", {"act": "submitted", "verb": verb, "ref": ref, "values": values})

    async def act(self, who: str, place: str, act: Mapping[str, Any]) -> tuple[int, Any]:
        delivery = f"delivery-{next(self._deliveries)}"
        return await self.post("act", {"who": who, "place": place or f"dm:{who}", "delivery": delivery, **act})


@asynccontextmanager
async def visiting(url: str, longest: float = PATIENCE * 4) -> AsyncIterator[Visitor]:
    """`longest`: seconds that the page stays open."""
    timeout = aiohttp.ClientTimeout(total=longest)
    async with (
        aiohttp.ClientSession(timeout=timeout, read_bufsize=2**24) as session,
        session.get(f"{url}/playground/api/events") as live,
    ):
        visitor = Visitor(url, session, live.content)
        _, visitor.first = await visitor.event()
        yield visitor
