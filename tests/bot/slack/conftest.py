"""A Slack door in a real web server, a fake Slack behind it, and a small desk that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import aiohttp
import pytest
from aiohttp import web

from bot.delivery.homes import Homes
from bot.slack.door import SlackDoor
from bot.slack.messages import Shelf
from bot.slack.settings import SlackSettings
from domain.card import Answer, say
from domain.chat import Incoming
from gateways.limits import Stopwatch
from gateways.serving import serving
from tests.bot.slack.shelf import Memory
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack, running_slack
from tests.fakes.slack.sender import Linked, Sender

By = Literal["our edge", "Bolt"]


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

    slack: FakeSlack
    desk: SmallDesk
    door: SlackDoor
    sender: Sender

    @property
    def whispered(self) -> list[dict[str, Any]]:
        """What one person alone saw, in order."""
        return self.slack.world.ephemeral


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as running:
        yield running


@pytest.fixture
def desk() -> SmallDesk:
    desk = SmallDesk()
    desk.open.set()
    return desk


@asynccontextmanager
async def an_office(
    slack: FakeSlack,
    desk: SmallDesk,
    *,
    homes: Homes | None = None,
    patience: float = 2.0,
    watch: Stopwatch | None = None,
    by: By = "our edge",
    shelf: Shelf | None = None,
    **more: Any,
) -> AsyncIterator[Office]:
    """`by`: who takes the acts. Those that come over Socket Mode are Bolt's."""
    linked = by == "Bolt"
    more = {"app_token": APP_TOKEN, **more} if linked else more
    settings = SlackSettings(bot_token=BOT_TOKEN, signing_secret=SECRET, api_url=slack.api_url, **more)
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(
            SlackDoor(settings, desk, homes, patience=patience, watch=watch, shelf=shelf or Memory())
        )
        app = web.Application()
        app.router.add_routes(door.routes())
        port = await stack.enter_async_context(serving(app, "127.0.0.1", 0))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        url = f"http://127.0.0.1:{port}"
        way = url, slack.url, session
        yield Office(slack, desk, door, Linked(*way, slack.sockets) if linked else Sender(*way))


@pytest.fixture
def by() -> By:
    return "our edge"


@pytest.fixture(params=get_args(By))
def both_ways(request: pytest.FixtureRequest) -> By:
    """For a suite that is to pass whoever takes the acts: `by = both_ways`."""
    way: By = request.param
    return way


@pytest.fixture
async def office(slack: FakeSlack, desk: SmallDesk, by: By) -> AsyncIterator[Office]:
    async with an_office(slack, desk, by=by) as office:
        yield office


async def until(true: Callable[[], object | Awaitable[object]], seconds: float = 5.0) -> None:
    """Wait until something is so; fail when it is not in time."""
    async with asyncio.timeout(seconds):
        while True:
            now = true()
            if await now if isinstance(now, Awaitable) else now:
                return
            await asyncio.sleep(0.005)
