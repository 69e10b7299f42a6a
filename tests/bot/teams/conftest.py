"""A Teams door in a real web server, a fake Teams behind it, and a small desk that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.teams.conversations import Conversation, InMemory, Kind
from bot.teams.door import TeamsDoor
from bot.teams.settings import TeamsSettings
from domain.card import Answer, say
from domain.chat import Incoming
from gateways.limits import Stopwatch
from gateways.serving import serving
from tests.fakes.teams import APP_ID, SECRET, TENANT, FakeTeams, running_teams
from tests.fakes.teams.sender import Sender
from tests.fakes.teams.world import APPROVALS, BOT, Message, Register


@dataclass
class SmallDesk:
    """Gives the next answer, or says what it heard; waits for `open` first."""

    heard: list[Incoming] = field(default_factory=list)
    answers: list[Answer | Exception] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, incoming: Incoming) -> Answer:
        self.heard.append(incoming)
        await self.open.wait()
        answer = self.answers.pop(0) if self.answers else say(f"heard {type(incoming).__name__}")
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(frozen=True)
class Office:
    """Everything that a test looks at."""

    teams: FakeTeams
    desk: SmallDesk
    door: TeamsDoor
    sender: Sender
    register: Register
    conversations: InMemory

    async def said(self, conversation: str, number: int = 1) -> Message:
        """The newest message of a conversation, once so many stand there."""
        await until(lambda: len(self.teams.world.shown(conversation)) >= number)
        return self.teams.world.shown(conversation)[-1]


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with running_teams() as running:
        yield running


@pytest.fixture
def desk() -> SmallDesk:
    desk = SmallDesk()
    desk.open.set()
    return desk


def settings(teams: FakeTeams, **more: Any) -> TeamsSettings:
    given = {
        "app_id": APP_ID,
        "secret": SECRET,
        "tenant_id": TENANT,
        "openid_metadata_url": teams.metadata_url,
        "login_url": teams.url,
        "service_url": teams.service_url,
    }
    return TeamsSettings(**{**given, **more})


@asynccontextmanager
async def an_office(
    teams: FakeTeams,
    desk: SmallDesk,
    *,
    patience: float = 2.0,
    met: InMemory | None = None,
    watch: Stopwatch | None = None,
    directories: Mapping[str, Register] | None = None,
    **more: Any,
) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        register, met = Register(teams.world), met or InMemory()
        made = settings(teams, **more)
        directories = {made.home: register, **(directories or {})}
        door = TeamsDoor(made, desk, directories, met, patience=patience, watch=watch)
        await stack.enter_async_context(door)
        app = web.Application()
        app.router.add_routes(door.routes())
        port = await stack.enter_async_context(serving(app, "127.0.0.1", 0))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        url = f"http://127.0.0.1:{port}"
        yield Office(teams, desk, door, Sender(url, teams.service_url, teams.issuer, session), register, met)


@pytest.fixture
async def office(teams: FakeTeams, desk: SmallDesk) -> AsyncIterator[Office]:
    async with an_office(teams, desk) as office:
        yield office


def channel(teams: FakeTeams, conversation_id: str = APPROVALS, kind: Kind = Kind.CHANNEL) -> Conversation:
    return Conversation(id=conversation_id, kind=kind, tenant=TENANT, service_url=teams.service_url, bot_id=BOT)


@dataclass
class Time:
    """Seconds, as the test says; whoever sleeps moves them on."""

    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def watch(self) -> Stopwatch:
        return Stopwatch(lambda: self.now, self.sleep)


@pytest.fixture
def time() -> Time:
    return Time()


async def until(true: Callable[[], object | Awaitable[object]], seconds: float = 5.0) -> None:
    """Wait until something is so; fail when it is not in time."""
    async with asyncio.timeout(seconds):
        while True:
            now = true()
            if await now if isinstance(now, Awaitable) else now:
                return
            await asyncio.sleep(0.005)
