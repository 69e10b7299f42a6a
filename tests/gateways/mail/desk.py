"""The sandbox's mailbox from both sides: as the bot has it, and as steering shows it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from domain.mail.message import EXCHANGE_ONLINE, Mail, Rules
from gateways.limits import RetryPolicy, Stopwatch
from gateways.mail import GraphMailbox
from gateways.sandbox import Sandbox, running_sandbox
from gateways.tokens import GRAPH_SCOPE, Tokens
from tests.gateways.mail.letters import MAILBOX
from tests.gateways.sandbox.api import Api, Json
from tests.gateways.scripted import FakeTime, application

RULES = Rules(server=EXCHANGE_ONLINE)


@dataclass(frozen=True)
class Desk:
    api: Api
    sandbox: Sandbox
    session: aiohttp.ClientSession

    def mailbox(self, **changes: Any) -> GraphMailbox:
        tokens = Tokens(application(self.sandbox), GRAPH_SCOPE)
        patience, time = RetryPolicy(first_pause=0.01), FakeTime()
        options = {
            "mailbox": MAILBOX,
            "url": self.sandbox.environment["GRAPH_URL"],
            "patience": patience,
            "watch": Stopwatch(time.now, time.sleep),
            "look_back": timedelta(days=1),
        }
        return GraphMailbox(tokens, self.session, **{**options, **changes})

    async def steer(self, **wish: Json) -> Json:
        return await self.api.steer("PUT", "/mail", wish)

    async def fails(self, path: str, *, after: bool, status: int = 0, calls: int = 1) -> None:
        await self.api.steer("PUT", "/faults", {"status": status, "path": path, "after": after, "next": calls})

    async def received(self) -> list[Json]:
        return list((await self.api.steer("GET", "/mail"))["received"])

    async def arrives(self, *raw: bytes, junk: bool = False) -> None:
        for content in raw:
            await self.api.steer("POST", "/mail", {"raw": base64.b64encode(content).decode(), "junk": junk})

    async def calls(self) -> list[Json]:
        return [call for call in await self.api.steer("GET", "/calls") if call["path"].startswith("/graph")]


@asynccontextmanager
async def running_desk() -> AsyncIterator[Desk]:
    async with running_sandbox(seconds=0) as sandbox, aiohttp.ClientSession() as session:
        desk = Desk(Api(sandbox, session), sandbox, session)
        await desk.steer(filing=0)
        yield desk


def ids(mails: tuple[Mail, ...]) -> list[str]:
    return [mail.message_id for mail in mails]
