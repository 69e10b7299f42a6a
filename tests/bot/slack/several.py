"""A door that stands in several workspaces: the own one, and what is installed by OAuth. Real servers and databases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web

from bot.delivery.homes import Homes
from bot.slack.door import SlackDoor
from bot.slack.settings import SlackSettings
from bot.slack.workspaces import Keeping
from gateways.serving import serving
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk
from tests.bot.slack.shelf import Memory
from tests.fakes.slack import BOT_TOKEN, SECRET, FakeSlack, World, payloads
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.sender import Answered, Sender
from tests.fakes.slack.world import User

FABRIKAM, ORG, STRANGERS = "T0FABRIKAM", "E0GLOBEX", "T0STRANGERS"
NAMED = (FABRIKAM, ORG)


@dataclass
class Telling:
    """What admins hear of workspaces."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    broken: bool = False

    async def __call__(self, key: str, code: str) -> None:
        if self.broken:
            raise RuntimeError("the database is full")
        self.heard.append((key, code))


@dataclass(frozen=True)
class Building:
    slack: FakeSlack
    door: SlackDoor
    desk: SmallDesk
    telling: Telling
    sender: Sender
    store: Store

    async def keys(self) -> list[str]:
        """Of what is installed."""
        return await self.store.read(lambda unit: unit.installations.keys())

    async def begins(self, address: str = "/slack/install") -> Begun:
        """Somebody opens the page."""
        async with self.sender.session.get(f"{self.sender.bot_url}{address}") as answer:
            page, cookie = await answer.text(), answer.headers.get("Set-Cookie", "")
            link = unescape(found[1]) if (found := re.search(r'href="([^"]+)"', page)) else ""
            return Begun(answer.status, page, link, cookie, dict(answer.headers))

    async def comes_back(self, query: str, cookie: str = "") -> tuple[int, str]:
        headers = {"Cookie": cookie.partition(";")[0]} if cookie else {}
        url = f"{self.sender.bot_url}/slack/oauth_redirect?{query}"
        async with self.sender.session.get(url, headers=headers) as answer:
            return answer.status, await answer.text()

    async def installs(self, world: World) -> tuple[int, str]:
        """All of it, as a browser does."""
        begun = await self.begins()
        return await self.comes_back(f"code={self.slack.installs.consents(world)}&state={begun.state}", begun.cookie)

    async def types(self, world: World, text: str, **more: str) -> Answered:
        return await self.sends(world, payloads.command(text, response_url=self.sender.response_url(), **more))

    async def sends(self, world: World, payload: dict[str, Any]) -> Answered:
        org = {"enterprise": world.enterprise, "org": world.org} if world.enterprise else {}
        return await self.sender.send(payloads.of_workspace(payload, world.team, **org))


@dataclass(frozen=True)
class Begun:
    status: int
    page: str
    link: str
    cookie: str
    headers: dict[str, str]

    @property
    def state(self) -> str:
        return parse_qs(urlsplit(self.link).query)["state"][0]


@asynccontextmanager
async def a_building(
    slack: FakeSlack,
    desk: SmallDesk,
    store: Store,
    *,
    own: bool = True,
    named: tuple[str, ...] = NAMED,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    homes: Homes | None = None,
    settings: SlackSettings | None = None,
    **more: Any,
) -> AsyncIterator[Building]:
    """`own`: there is a bot token in the settings, too."""
    settings = settings or SlackSettings(
        bot_token=BOT_TOKEN if own else "",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        signing_secret=SECRET,
        api_url=slack.api_url,
        teams=named,
        **more,
    )
    telling = Telling()
    async with AsyncExitStack() as stack:
        keeping = Keeping(store, clock, telling)
        door = await stack.enter_async_context(SlackDoor(settings, desk, homes, keeping, shelf=Memory()))
        app = web.Application()
        app.router.add_routes(door.routes())
        port = await stack.enter_async_context(serving(app, "127.0.0.1", 0))
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        yield Building(slack, door, desk, telling, Sender(f"http://127.0.0.1:{port}", slack.url, session), store)


def fabrikam(slack: FakeSlack) -> World:
    """Another workspace; somebody there has the number of somebody here, and the channels are the same as well."""
    users = (
        User("U0ADA", "Ava Fabrikam", "ava@fabrikam.com", FABRIKAM),
        User("U0FAY", "Fay Fabrikam", "fay@fabrikam.com", FABRIKAM),
    )
    return slack.installs.workspace(FABRIKAM, "Fabrikam", *users)


def globex(slack: FakeSlack) -> World:
    """An organisation with several workspaces, in all of which the app is installed."""
    org = {"enterprise_id": ORG, "id": "W0GIL", "teams": ["T0GLOBEX1", "T0GLOBEX2"]}
    gil = User("W0GIL", "Gil Globex", "gil@globex.com", "T0GLOBEX2", flags={"enterprise_user": org})
    sam = User("W0SAM", "Sam Elsewhere", "sam@elsewhere.com", "T0ELSEWHERE", flags={"is_stranger": True})
    return slack.installs.workspace("T0GLOBEX1", "Globex", gil, sam, enterprise=ORG, org=True)
