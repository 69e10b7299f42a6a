"""A real HTTP server that answers as a test has written down, and a clock and tokens for the clients that call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from gateways.sandbox import Sandbox
from gateways.tokens import Application


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`body` is sent as JSON unless `text` is given. `lose`: the connection breaks before or in the answer."""

    status: int = 200
    body: Any = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    lose: str = ""  # "before" | "within" | "never ends"


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    target: str  # path and query as they came over the wire


@dataclass
class Script:
    """`replies` are given in order; after the last one everything is refused with 418."""

    replies: list[Reply]
    url: str = ""
    calls: list[Received] = field(default_factory=list)

    @property
    def routes(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in self.calls]


@asynccontextmanager
async def scripted(*replies: Reply) -> AsyncIterator[Script]:
    script = Script(list(replies))

    async def answer(request: web.Request) -> web.StreamResponse:
        text = await request.text()
        is_json = request.content_type == "application/json"
        query, body = dict(request.query), json.loads(text) if is_json and text else text
        script.calls.append(
            Received(request.method, request.path, query, dict(request.headers), body, request.raw_path)
        )
        return await _give(request, script.replies.pop(0) if script.replies else Reply(status=418))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        script.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield script
    finally:
        await runner.cleanup()


async def _give(request: web.Request, reply: Reply) -> web.StreamResponse:
    text = json.dumps(reply.body) if reply.text is None else reply.text
    if reply.lose == "never ends":
        await asyncio.Event().wait()
    if reply.lose:
        response = web.StreamResponse(status=reply.status, headers={"Content-Length": "1000"})
        if reply.lose == "within":
            await response.prepare(request)
            await response.write(b"[")
        assert request.transport is not None
        request.transport.abort()
        return response
    return web.Response(status=reply.status, text=text, headers=reply.headers, content_type="application/json")


async def eventually(happened: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> None:
    """Look again and again until it has happened."""
    async with asyncio.timeout(seconds):
        while not await happened():  # noqa: ASYNC110  what is awaited happens on the other side of a connection
            await asyncio.sleep(0.01)


@dataclass
class FakeTime:
    """A clock that stands still until somebody sleeps by it."""

    seconds: float = 0.0
    naps: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class Purse:
    """Tokens `token-1`, `token-2`, …: the next one each time the last was refused."""

    def __init__(self) -> None:
        self.number = 1

    async def get(self, *, instead_of: str | None = None) -> str:
        if instead_of == f"token-{self.number}":
            self.number += 1
        return f"token-{self.number}"


def application(sandbox: Sandbox) -> Application:
    """The bot's registration as the sandbox knows it."""
    return Application(
        tenant=sandbox.environment["ENTRA_TENANT_ID"],
        client_id=sandbox.environment["ENTRA_CLIENT_ID"],
        secret=sandbox.environment["ENTRA_CLIENT_SECRET"],
        authority=sandbox.environment["ENTRA_AUTHORITY"],
    )
