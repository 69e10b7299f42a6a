"""A web server that waits for nobody: a request that does not arrive within seconds takes its connection with it.

aiohttp bounds the size of a head and of a body, and how long a connection may rest between two requests, but not how
long a head or a body may take, nor in how many pieces it comes. It also inflates what is packed before anybody has
asked who sent it, takes seconds over an odd Content-Type, and names its version to everyone. All of that is mended
here, for every port.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import StreamReader

ARRIVING = 6.0  # seconds for a whole request, from its first byte or from the connection
RESTING = 75.0  # seconds between two requests; the proxies that stand in front of us rest for sixty
LINGERING = 1.0  # seconds in which the rest of a refused body is thrown away
MOST_LINES = 5_000  # of one request; a body in pieces has two a piece, and a piece may be a single byte
LONGEST_TYPE = 200  # characters of a Content-Type; Python's reader of its parameters takes the square of their length
MOST = 500  # connections of a port; a process often may have no more than 1,024 files
NAME = "DSR Bot"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Connection(web.RequestHandler):
    """One connection. What has begun to arrive has a deadline; what is whole has as long as its handler takes."""

    __slots__ = ("_arriving", "_body", "_lines", "_most", "_within")

    def __init__(self, manager: web.Server, *, within: float, most: int, **limits: Any) -> None:
        super().__init__(manager, **limits)
        self._within, self._most = within, most
        self._arriving: asyncio.TimerHandle | None = None
        self._body: StreamReader | None = None
        self._lines = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._begun()
        if self._manager and len(others := self._manager.connections) > self._most:
            _make_room(others)

    def data_received(self, data: bytes) -> None:
        self._lines += data.count(b"\n")
        if self._lines > MOST_LINES:
            _hang_up(self)
            return
        before = self._request_count
        super().data_received(data)
        if self._request_count > before and self._messages:
            self._follow(self._messages[-1][1])
        elif data and not self._body:
            self._begun()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    @property
    def idle(self) -> bool:
        """Nobody works for it: it rests, or it is still arriving."""
        return self._arriving is not None or not self._request_in_progress

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """What is no HTTP is neither logged nor repeated: anybody can send that, as often as they like."""
        if isinstance(exc, HttpProcessingError):
            answer: web.StreamResponse = web.Response(status=status, text="This is no HTTP that I understand.\n")
            answer.force_close()
        else:
            answer = super().handle_error(request, status, exc, message)
        answer.headers[hdrs.SERVER] = NAME
        return answer

    def _follow(self, body: StreamReader) -> None:
        """A head is whole. Its body may still be on the way, within the same time."""
        if body.is_eof():
            self._arrived()
            return
        self._begun()
        self._body = body
        body.on_eof(partial(self._whole, body))

    def _whole(self, body: StreamReader) -> None:
        if body is self._body:
            self._arrived()

    def _begun(self) -> None:
        if not self._arriving and not self._upgraded:
            self._arriving = self._loop.call_later(self._within, self._too_late)

    def _arrived(self) -> None:
        self._body, self._lines = None, 0
        if self._arriving:
            self._arriving.cancel()
            self._arriving = None

    def _too_late(self) -> None:
        self._arriving = None
        _hang_up(self)


def _make_room(connections: list[web.RequestHandler]) -> None:
    """The one that has waited longest goes, unless somebody works for it."""
    for connection in connections:
        if isinstance(connection, Connection) and connection.idle:
            _hang_up(connection)
            return


def _hang_up(connection: web.RequestHandler) -> None:
    """At once, also where nobody takes what we still have to say."""
    transport = connection.transport
    connection.force_close()
    if transport:
        transport.abort()


@web.middleware
async def plain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nobody who speaks to us packs a body, and unpacking makes a gigabyte of a megabyte (RFC 9110 §8.4)."""
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().casefold() not in {"", "identity"}:
        raise web.HTTPUnsupportedMediaType(text="Send the body as it is, without a Content-Encoding.\n")
    if len(request.headers.get(hdrs.CONTENT_TYPE, "")) > LONGEST_TYPE:
        raise web.HTTPUnsupportedMediaType(text="I do not know this Content-Type.\n")
    return await handler(request)


async def _nameless(_: web.Request, response: web.StreamResponse) -> None:
    response.headers[hdrs.SERVER] = NAME


@asynccontextmanager
async def serving(
    app: web.Application, host: str, port: int, *, within: float = ARRIVING, most: int = MOST, stopping: float = 5.0
) -> AsyncIterator[int]:
    """Serve for as long as the block runs; gives the port. Port 0 takes any free one.

    `within`: seconds in which a request must arrive. `most`: connections at a time. `stopping`: seconds that what is
    under way gets at the end.

    Raises:
        OSError: the port is taken.
    """
    app.middlewares.insert(0, plain)
    app.on_response_prepare.append(_nameless)
    runner, loop = web.AppRunner(app, shutdown_timeout=stopping), asyncio.get_running_loop()
    await runner.setup()
    assert runner.server
    connection = partial(
        Connection, runner.server, within=within, most=most, loop=loop, access_log=None,
        keepalive_timeout=RESTING, lingering_time=LINGERING, auto_decompress=False,
    )  # fmt: skip
    try:
        server = await loop.create_server(connection, host, port, backlog=most)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()
